#include "gateway/daemon/ledger_faults.h"

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "gateway/ingress/worker.h"

namespace concordat::gateway {
namespace {

using namespace std::chrono_literals;

constexpr auto kFarewellTime = 1s;  // for peers to take the last frame; a disk that hangs holds nobody longer
constexpr auto kLook = 5ms;

bool anyone_left(const std::vector<std::unique_ptr<Worker>>& workers) {
  return !workers.empty() && workers.front()->shared().connections.load() > 0;
}

}  // namespace

void end_after_failed_commit(const Error& error, EventLog& log, Health& health,
                             const std::vector<std::unique_ptr<Worker>>& workers) {
  LogBuffer(log).say({.level = Severity::kCritical,
                      .action = "commit",
                      .outcome = "failure",
                      .message = "a commit failed; the gateway stops and must be started again",
                      .error_code = info(error.code).name,
                      .reason = error.detail});
  health.set("commit", "the ledger cannot be written");
  for (const auto& worker : workers) {
    worker->break_off(
        std::string(info(Code::kUnavailable).name),
        "the gateway cannot write its ledger and stops; send again, with the same id, what has no receipt");
  }
  const auto end = std::chrono::steady_clock::now() + kFarewellTime;
  while (anyone_left(workers) && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kLook);
  log.finish();
  std::_Exit(1);
}

void PublicationFaults::failed(const Error& error) {
  if (!health_.set("ledger", "the ledger's files cannot be published")) return;
  log_.say({.level = Severity::kError,
            .action = "ledger-publish",
            .outcome = "failure",
            .message = "the ledger's files are behind; no record is harmed, nothing new is accepted, it is tried again",
            .error_code = info(error.code).name,
            .reason = error.detail});
}

void PublicationFaults::recovered() {
  if (!health_.set("ledger", {})) return;
  log_.say({.action = "ledger-publish",
            .outcome = "success",
            .message = "the ledger's files are up to date; new records are accepted again"});
}

}  // namespace concordat::gateway
