#include "gateway/cli/ledger/views/queue_comparison.h"

#include <chrono>
#include <filesystem>
#include <thread>

namespace concordat::cli {
namespace {

// While records come and go, files that are published once a second and the queues never agree at one instant: what
// differs in each of several comparisons, and not only in one, is wrong.
constexpr int kComparisons = 4;
constexpr std::chrono::milliseconds kBetween{1200};

}  // namespace

Result<QueueComparison> compare_queues(const gateway::LedgerFiles& files, const QueueSource& source,
                                       const std::function<Result<gateway::Queues>()>& count) {
  // DIR/data/ledger -> DIR, where the gateway's control socket is.
  const std::string configuration =
      std::filesystem::absolute(files.folder()).lexically_normal().parent_path().parent_path().string();
  QueueComparison result;
  for (int round = 0; round < kComparisons; ++round) {
    if (round > 0) std::this_thread::sleep_for(kBetween);
    const auto counted = count();
    if (!counted) return fail(counted.error());
    const auto waiting = source(configuration);
    if (!waiting) return QueueComparison{std::nullopt, waiting.error().detail};
    const gateway::QueueDifference now = gateway::compare(*counted, *waiting);
    result.difference = round == 0 ? now : gateway::persisting(*result.difference, now);
    if (result.difference->empty()) break;
  }
  return result;
}

}  // namespace concordat::cli
