// A value that the policy withholds is found nowhere: not in what is delivered, not on the disk, not in the ledger, a
// log or a terminal; and what is released is found only where it was delivered.

#include <gtest/gtest.h>

#include "tests/integration/disclosure/canary.h"
#include "tests/integration/disclosure/policy_of.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

using policy::Format;

constexpr std::string_view kIdCanary = "ZqxvSendersIdJkpw";
constexpr std::string_view kReasonCanary = "ZqxvReasonTextJkpw";

class Canary : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  void expect_nowhere_inside(const std::string& when) {
    for (const std::string& path : files_under(gateway_.file("data"))) {
      const std::string bytes = read_file(path);
      for (const std::string_view canary : {kWithheldCanary, kReleasedCanary, kIdCanary, kReasonCanary}) {
        EXPECT_EQ(disguises_of(canary, bytes), "") << when << ", in " << path;
      }
    }
    for (const std::string_view canary : {kWithheldCanary, kReleasedCanary, kIdCanary, kReasonCanary}) {
      EXPECT_EQ(disguises_of(canary, gateway_.terminal()), "") << when << ", on the terminal";
    }
  }

  void follow(const std::string& path, const std::string& kind, Format format) {
    const auto policy = policy_of(gateway_.config());
    const auto plan = plan_of(*policy, kind);
    const Oracle oracle(*policy, format, *plan);
    const Planted planted = plant(read_file(path), oracle, format, policy->vocabulary());
    ASSERT_GT(planted.withheld, 5u);
    ASSERT_GT(planted.released, 5u);
    const std::string record = gateway_.outside("planted.json");
    write_file(record, planted.record);

    const Finished sent = gateway_.send({"--id", std::string(kIdCanary), record});
    ASSERT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    EXPECT_EQ(disguises_of(kWithheldCanary, sent.out), "") << "the receipt names items, not values";
    expect_nowhere_inside("while it waits");
    gateway_.kill();
    expect_nowhere_inside("after a crash");
    gateway_.start();

    const std::string folder = gateway_.outside("received");
    const Finished received = gateway_.receive(folder, {"--count", "1"});
    ASSERT_EQ(received.exit_code, 0) << received.err;
    bool delivered = false;
    for (const std::string& file : files_under(folder)) {
      const std::string bytes = read_file(file);
      EXPECT_EQ(disguises_of(kWithheldCanary, bytes), "") << file;
      EXPECT_EQ(disguises_of(kIdCanary, bytes), "") << file;
      delivered = delivered || !disguises_of(kReleasedCanary, bytes).empty();
    }
    EXPECT_TRUE(delivered) << "the search finds what is there";
    EXPECT_EQ(disguises_of(kWithheldCanary, received.out), "");
    expect_nowhere_inside("when delivered");
    EXPECT_EQ(gateway_.stop().exit_code, 0);
    expect_nowhere_inside("when stopped");
  }

  Gateway gateway_;
};

TEST_F(Canary, OfAReferralIsFoundNowhere) {
  follow(source_file("deploy/examples/records/discharge-referral-1.json"), "referral", Format::kFhir);
}

TEST_F(Canary, OfAPlainJsonNoticeIsFoundNowhere) {
  follow(source_file("deploy/examples/records/discharge-notice-1.json"), "discharge-notice", Format::kJson);
}

TEST_F(Canary, OfAPublishedReferralIsFoundNowhere) {
  if (shared_data().empty()) GTEST_SKIP() << "the published bundles (../shared/data) are not beside this checkout";
  follow(shared_data() + "/fhir-bars/validation-request.json", "referral", Format::kFhir);
}

TEST_F(Canary, OfAPublishedBookingIsFoundNowhere) {
  if (shared_data().empty()) GTEST_SKIP() << "the published bundles (../shared/data) are not beside this checkout";
  follow(shared_data() + "/fhir-bars/booking-request.json", "booking", Format::kFhir);
}

TEST_F(Canary, OfWhatIsRefusedOrUnreadableIsFoundNowhere) {
  const std::string path = gateway_.outside("bad.json");
  // A refusal says where, never what.
  for (std::string text :
       {R"({"@":1,"@":2})", R"({"@":"@")", R"(["@",tru])",
        R"({"record":{"kind":"outcome-report"},"person":{"name":"@"}})", R"({"record":{"kind":"@"}})"}) {
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@'))
      text.replace(at, 1, kWithheldCanary);
    write_file(path, text);
    const Finished sent =
        gateway_.send({"--format", "json", "--to", "eastshire-council", "--id", std::string(kIdCanary), path});
    EXPECT_NE(sent.exit_code, 0);
    EXPECT_EQ(disguises_of(kWithheldCanary, sent.out + sent.err), "") << "an answer quotes the record";
  }
  // Words of the envelope that mean nothing here.
  const std::string good = source_file("deploy/examples/records/bench-referral.json");
  for (const char* option : {"--to", "--purpose", "--kind", "--trace"}) {
    (void)gateway_.send({"--id", std::string(kIdCanary) + option, option, std::string(kWithheldCanary), good});
  }
  expect_nowhere_inside("after the refusals");
}

TEST_F(Canary, OfAReasonForRejectingIsFoundNowhere) {
  ASSERT_EQ(gateway_.send({source_file("deploy/examples/records/bench-referral.json")}).exit_code, 0);
  ASSERT_EQ(
      gateway_.receive(gateway_.outside("none"), {"--count", "1", "--reject", std::string(kReasonCanary)}).exit_code,
      0);
  expect_nowhere_inside("when rejected");
}

}  // namespace
}  // namespace concordat::integration
