// Every call by which the gateway changes its disk may fail, or be the last thing that it does. A short life (start,
// accept, deliver, settle, stop) is recorded once; then it is lived again and again, each time with one call of it made
// to fail. After each, an ordinary start recovers, the ledger verifies and balances, and what was acknowledged is
// there.
//
// By default fifteen places of each kind are drawn; CONCORDAT_LONG=1 takes all. CONCORDAT_SEED=n draws those again.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "tests/integration/harness/system_calls.h"
#include "tests/integration/peers/load.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRecord = "deploy/examples/records/bench-referral.json";
constexpr std::size_t kDrawn = 15;
constexpr std::size_t kRecords = 3;

struct Life {
  std::set<std::string> accepted;
  std::set<std::string> received;
  std::string faults;
};

std::set<std::string> records_of(const Finished& done, Life& life) {
  std::set<std::string> records;
  for (const auto& line : json_lines(done.out)) {
    const std::string record = text_of(line, "record_id");
    const std::string outcome = text_of(line, "outcome");
    if (outcome == "refused") life.faults += "refused for good: " + boost::json::serialize(line) + "\n";
    if (outcome == "accepted" || outcome == "received") records.insert(record);
  }
  return records;
}

// What a sender and a recipient see of a gateway that may die under them at any moment.
Life live(Gateway& gateway, const std::vector<std::string>& wrapper) {
  Life life;
  if (!gateway.start_under(wrapper)) {
    const bool said_why = !gateway.daemon().err().empty() || gateway.daemon().ended_by_signal() != 0;
    if (!said_why) life.faults += "it did not start, and did not say why\n";
    return life;
  }
  std::vector<std::string> sent(kRecords, source_file(kRecord));
  sent.insert(sent.begin(), {"--patience", "1"});
  life.accepted = records_of(gateway.send(sent), life);
  // The last one is left waiting.
  life.received = records_of(
      gateway.receive(gateway.outside("received"), {"--count", std::to_string(kRecords - 1), "--wait", "1"}), life);
  gateway.daemon().signal(SIGTERM);
  if (!gateway.daemon().wait(in(15s))) life.faults += "it does not stop\n";
  return life;
}

// That an ordinary start makes all good; what is wrong otherwise.
std::string recovery_faults(Gateway& gateway, Life& life) {
  std::string faults = life.faults;
  try {
    gateway.start();
  } catch (const std::exception& error) {
    return faults + "it does not start again: " + error.what();
  }
  std::set<std::string> all = life.received;
  for (const auto& line : json_lines(gateway.receive(gateway.outside("received")).out)) {
    const std::string record = text_of(line, "record_id");
    if (!all.insert(record).second && !line.at("redelivered").as_bool()) {
      faults += record + " came again without the flag\n";
    }
  }
  for (const std::string& record : life.accepted) {
    if (!all.contains(record)) faults += record + " was acknowledged and never delivered\n";
  }
  faults += gateway.ledger_faults();
  const Finished stopped = gateway.stop();
  if (stopped.exit_code != 0) faults += "the last stop: " + stopped.err;
  faults += ledger_disagreements(gateway, life.accepted);
  for (const auto& entry : gateway.ledger()) {
    if (text_of(entry, "event") == "refuse") faults += "the ledger has a refusal\n";
  }
  return faults;
}

struct Kind {
  const char* name;
  std::set<std::string_view> calls;
  std::vector<std::string> ways;
};

void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

class Fault : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = unable_to_trace(); !why.empty()) GTEST_SKIP() << why;
  }

  static std::vector<CallPlace> places(const Kind& kind) {
    Gateway gateway;
    const std::string trace = gateway.outside("trace");
    const Life life = live(gateway, recording(trace));
    EXPECT_EQ(life.faults, "");
    EXPECT_EQ(life.accepted.size(), kRecords);
    std::vector<CallPlace> of_kind;
    for (CallPlace& place : recorded_calls(read_file(trace), gateway.file("data"))) {
      if (kind.calls.contains(place.call)) of_kind.push_back(std::move(place));
    }
    return of_kind;
  }
};

TEST_P(Fault, OfOneCallLosesNothingAndHealsWithARestart) {
  std::vector<CallPlace> all = places(GetParam());
  const char* given = std::getenv("CONCORDAT_SEED");
  const auto seed = given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  std::mt19937 random(seed);
  const bool every = std::getenv("CONCORDAT_LONG") != nullptr;
  std::vector<std::pair<CallPlace, std::string>> points;
  for (const CallPlace& place : all) {
    for (const std::string& way : GetParam().ways) points.emplace_back(place, way);
  }
  const std::size_t in_all = points.size();
  if (!every) {
    std::shuffle(points.begin(), points.end(), random);
    points.resize(std::min(points.size(), kDrawn));
  }
  std::cout << "seed " << seed << ", " << points.size() << " of " << in_all << " points\n";
  ASSERT_FALSE(points.empty());

  std::size_t reached = 0;
  for (const auto& [place, way] : points) {
    Gateway gateway;
    const std::string trace = gateway.outside("trace");
    Life life = live(gateway, failing(place, way, gateway.file("data"), trace));
    const std::string text = read_file(trace);
    reached +=
        text.find("INJECTED") != std::string::npos || text.find("killed by SIGKILL") != std::string::npos ? 1 : 0;
    const std::string met = gateway.terminal();
    EXPECT_EQ(recovery_faults(gateway, life), "")
        << place.call << " " << place.path << " #" << place.nth << " " << way << "\n"
        << met;
  }
  EXPECT_GE(reached * 3, points.size() * 2) << "too few of the chosen calls were made again to mean anything";
  std::cout << reached << " of " << points.size() << " were reached\n";
}

const std::vector<Kind> kKinds = {
    {"Write",
     {"write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate"},
     {"error=EIO", "error=ENOSPC", "signal=KILL"}},
    {"Sync", {"fsync", "fdatasync", "syncfs"}, {"error=EIO", "signal=KILL"}},
    {"Name",
     {"rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink", "unlinkat"},
     {"error=EIO", "error=ENOSPC", "signal=KILL"}},
    {"Open", {"openat", "open", "creat"}, {"error=EIO", "error=ENOSPC", "signal=KILL"}},
};

INSTANTIATE_TEST_SUITE_P(In, Fault, testing::ValuesIn(kKinds),
                         [](const testing::TestParamInfo<Kind>& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace concordat::integration
