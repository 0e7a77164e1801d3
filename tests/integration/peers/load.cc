#include "tests/integration/peers/load.h"

#include <map>

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRecordsASender = 1500;
constexpr auto kPatience = 90s;

}  // namespace

Load::Load(const Gateway& gateway)
    : command_{CONCORDAT_PROGRAM, "send", "--client", gateway.client("riverside-trust"), "--patience", "60"} {
  command_.insert(command_.end(), kRecordsASender, source_file("deploy/examples/records/bench-referral.json"));
}

void Load::keep_up() {
  if (sender_ && sender_->running()) return;
  if (sender_) collect();
  sender_.emplace(command_);
}

void Load::collect() {
  const Finished done = sender_->finished();
  // The first connection is tried once: a sender that starts in the moment of a crash gives up, having sent nothing.
  if (done.exit_code != 0 && !done.out.empty())
    faults_ += "a sender ended with " + std::to_string(done.exit_code) + ": " + done.err + "\n";
  for (const auto& receipt : json_lines(done.out)) {
    if (text_of(receipt, "outcome") == "accepted") {
      accepted_.insert(text_of(receipt, "record_id"));
    } else {
      faults_ += boost::json::serialize(receipt) + "\n";
    }
  }
  sender_.reset();
}

std::set<std::string> Load::finish() {
  if (sender_) {
    if (!sender_->wait(in(kPatience))) faults_ += "the last sender did not end\n";
    collect();
  }
  return accepted_;
}

std::string ledger_disagreements(const Gateway& gateway, const std::set<std::string>& accepted) {
  std::map<std::string, std::pair<int, int>> counts;
  for (const auto& entry : gateway.ledger()) {
    const std::string event = text_of(entry, "event");
    if (event == "accept") ++counts[text_of(entry, "record")].first;
    if (event == "settle") ++counts[text_of(entry, "record")].second;
  }
  std::string wrong;
  for (const std::string& record : accepted) {
    const auto [accepts, settlements] = counts[record];
    if (accepts != 1 || settlements != 1) {
      wrong += record + " has " + std::to_string(accepts) + " accept and " + std::to_string(settlements) +
               " settle entries\n";
    }
  }
  return wrong;
}

}  // namespace concordat::integration
