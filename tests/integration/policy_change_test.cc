// The policy changes while records wait: what was decided on receipt is decided again at the queue's end, and never
// made wider.

#include <gtest/gtest.h>

#include "tests/integration/disclosure/canary.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

constexpr const char* kReferral = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kAgreement = "agreements/isa-2026-014.yaml";

class PolicyChange : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  std::string send_one() {
    const Finished sent = gateway_.send({source_file(kReferral)});
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }

  // HUP, and its line in the log.
  boost::json::object reload() {
    const std::size_t before = gateway_.log("policy-load").size();
    gateway_.hup();
    const auto lines = gateway_.log("policy-load", before + 1);
    return lines.size() > before ? lines.back() : boost::json::object{};
  }

  std::string only_file(const std::string& folder, const std::string& ending) {
    std::string found;
    for (const std::string& path : files_under(folder)) {
      if (path.ends_with(ending) && (ending != ".json" || !path.ends_with(".manifest.json"))) found = read_file(path);
    }
    return found;
  }

  Gateway gateway_;
};

TEST_F(PolicyChange, WhatWaitsIsDeliveredAsNarrowlyAsTheNewAgreementSays) {
  const std::string record = send_one();
  ASSERT_NE(read_file(source_file(kReferral)).find("Kingfisher Ward"), std::string::npos);
  replace_in_file(gateway_.file(kAgreement), "    - carer.*\n", "");
  replace_in_file(gateway_.file(kAgreement), "withhold:  # beats any wildcard above", "withhold:\n  - person.phone");
  EXPECT_EQ(text_of(reload(), "event.outcome"), "success");
  const std::string folder = gateway_.outside("received");
  const Finished received = gateway_.receive(folder, {"--count", "1"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  const auto line = json_lines(received.out).at(0);
  const auto released = texts_of(line, "released");
  EXPECT_EQ(std::count(released.begin(), released.end(), "carer.phone"), 0);
  EXPECT_EQ(std::count(released.begin(), released.end(), "person.phone"), 0);
  EXPECT_NE(std::count(released.begin(), released.end(), "person.name"), 0);
  const std::string disclosure = only_file(folder, ".json");
  EXPECT_NE(disclosure.find("Lightfoot"), std::string::npos);
  EXPECT_EQ(disclosure.find("07700 900123"), std::string::npos) << "the carer's number, in its place or in a text";
  EXPECT_EQ(gateway_.state_of(record), "delivered");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(PolicyChange, WhatWaitsIsNeverMadeWider) {
  const std::string record = send_one();
  replace_in_file(gateway_.file(kAgreement), "  - person.religion\n", "");
  replace_in_file(gateway_.file(kAgreement), "  - person.previous_name\n", "");
  replace_in_file(gateway_.file(kAgreement), "mask:\n    staff.phone: last-3", "mask:\n    staff.phone: last-8");
  EXPECT_EQ(text_of(reload(), "event.outcome"), "success");
  const std::string folder = gateway_.outside("received");
  ASSERT_EQ(gateway_.receive(folder, {"--count", "1"}).exit_code, 0);
  const std::string disclosure = only_file(folder, ".json");
  EXPECT_EQ(disclosure.find("Ravenscroft"), std::string::npos) << "withheld when it was received";
  EXPECT_EQ(disclosure.find("960417"), std::string::npos) << "masked to three digits when it was received";
  const auto manifest = json_lines(only_file(folder, ".manifest.json")).at(0);
  for (const auto& item : manifest.at("items").as_array()) {
    if (text_of(item.as_object(), "item") == "person.previous_name" ||
        text_of(item.as_object(), "item") == "person.religion") {
      EXPECT_NE(text_of(item.as_object(), "outcome"), "released");
    }
  }
  EXPECT_EQ(gateway_.state_of(record), "delivered");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(PolicyChange, WhatWaitsUnderASuspendedAgreementIsStoppedAndNeverDelivered) {
  const std::string record = send_one();
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: suspended");
  EXPECT_EQ(text_of(reload(), "event.outcome"), "success");
  const std::string folder = gateway_.outside("received");
  EXPECT_EQ(gateway_.receive(folder).out, "");
  EXPECT_EQ(gateway_.state_of(record), "stopped");
  EXPECT_TRUE(gateway_.logged({record, "stop"})) << read_file(gateway_.log_file());
  EXPECT_EQ(gateway_.ledger_faults(), "");
  // For good: a later change does not bring it back.
  replace_in_file(gateway_.file(kAgreement), "status: suspended", "status: active");
  EXPECT_EQ(text_of(reload(), "event.outcome"), "success");
  EXPECT_EQ(gateway_.receive(folder).out, "");
  EXPECT_EQ(gateway_.state_of(record), "stopped");
}

TEST_F(PolicyChange, ARecipientThatIsConnectedIsHeldToTheNewPolicyAtOnce) {
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: suspended");
  EXPECT_EQ(text_of(reload(), "event.outcome"), "success");
  const Finished sent = gateway_.send({source_file(kReferral)});
  EXPECT_EQ(sent.exit_code, 3);
  EXPECT_NE(sent.out.find("suspended"), std::string::npos) << sent.out;
}

TEST_F(PolicyChange, ABrokenFileLeavesTheOldSetInForceAndTheLogSaysWhere) {
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: actve");
  const auto line = reload();
  EXPECT_EQ(text_of(line, "event.outcome"), "failure");
  EXPECT_TRUE(gateway_.logged({"isa-2026-014.yaml:5:", "\"event.action\":\"policy-check\"", "active"}))
      << read_file(gateway_.log_file());
  const std::string record = send_one();
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  EXPECT_EQ(gateway_.state_of(record), "delivered");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(PolicyChange, AStartWithABrokenFileRunsOnTheLastGoodSet) {
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: actve");
  gateway_.start();
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"policy-load\"", "\"event.outcome\":\"failure\"", "last good set"}));
  const std::string record = send_one();
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  EXPECT_EQ(gateway_.state_of(record), "delivered");
}

TEST_F(PolicyChange, AFirstStartWithABrokenFileIsRefusedWithThePlace) {
  Gateway fresh;
  replace_in_file(fresh.file(kAgreement), "status: active", "status: actve");
  const Finished tried = fresh.start_in_vain();
  EXPECT_EQ(tried.exit_code, 1);
  EXPECT_NE(tried.err.find("isa-2026-014.yaml:5:"), std::string::npos) << tried.err;
}

TEST_F(PolicyChange, CheckNamesEveryProblemAtOnce) {
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: actve");
  replace_in_file(gateway_.file("agencies/westmoor-trust.yaml"), "role: controller", "rle: controller");
  const Finished checked = run({CONCORDATD_PROGRAM, "--config", gateway_.config(), "--check"});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_NE(checked.err.find("isa-2026-014.yaml:5:"), std::string::npos) << checked.err;
  EXPECT_NE(checked.err.find("westmoor-trust.yaml:"), std::string::npos) << checked.err;
}

TEST_F(PolicyChange, HupOpensTheLogAnew) {
  const std::string rotated = gateway_.file("data/log/rotated.json");
  ASSERT_EQ(::rename(gateway_.log_file().c_str(), rotated.c_str()), 0);
  gateway_.hup();
  const std::string folder = gateway_.file("data/log");
  ASSERT_TRUE(wait_until(folder, in(std::chrono::seconds(10)), [&] { return exists(gateway_.log_file()); }));
  const std::string record = send_one();
  EXPECT_TRUE(gateway_.logged({record, "\"event.action\":\"accept\""}));
  EXPECT_EQ(read_file(rotated).find(record), std::string::npos);
}

}  // namespace
}  // namespace concordat::integration
