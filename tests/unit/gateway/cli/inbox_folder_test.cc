#include "gateway/cli/transfer/inbox_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/base/id.h"
#include "protocol/json/tape.h"
#include "protocol/native/concordat.pb.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kId = "0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13";

class InboxFolderTest : public testing::Test {
 protected:
  InboxFolderTest() {
    native::v1::Plan plan;
    plan.set_hash("p");
    for (const auto& [item, action] : {std::pair("person.name", "keep"), std::pair("staff.phone", "mask: last-3")}) {
      auto* added = plan.add_items();
      added->set_item(item);
      added->set_action(action);
      added->set_clause("ISA-2026-014 share");
    }
    plans_.learn(plan);
    delivery_.set_record_id(std::string(RecordId::parse(kId)->bytes()));
    delivery_.set_plan_hash("p");
    delivery_.set_format(native::v1::FORMAT_FHIR);
    delivery_.set_sender("riverside-trust");
    delivery_.set_kind("referral");
    delivery_.set_purpose("direct-care");
    delivery_.set_body("{}");
    delivery_.set_output_salt("\x0A");
    delivery_.mutable_obligations()->set_retain_days(2920);
    delivery_.add_altered(1);
  }
  Received received() { return received_from(delivery_, plans_).value(); }

  ScratchFolder folder_;
  client::PlanBook plans_;
  native::v1::Delivery delivery_;
};

TEST_F(InboxFolderTest, WritesTheRecordAndItsManifest) {
  const InboxFolder inbox(folder_.file("in"));
  ASSERT_TRUE(inbox.open());
  Received got = received();
  ASSERT_TRUE(inbox.keep("{}", got));
  ASSERT_TRUE(inbox.sync());
  EXPECT_EQ(ScratchFolder::read(folder_.file("in/" + std::string(kId) + ".json")), "{}");
  const std::string manifest = ScratchFolder::read(folder_.file("in/" + std::string(kId) + ".manifest.json"));
  protocol::json::Tape tape;
  ASSERT_TRUE(tape.parse(manifest, {})) << manifest;
  EXPECT_THAT(
      manifest,
      HasSubstr(
          R"({"item":"person.name","label":"","outcome":"released","action":"keep","clause":"ISA-2026-014 share"})"));
  EXPECT_THAT(manifest, HasSubstr(R"("outcome":"withheld","action":"mask: last-3")"));
  EXPECT_THAT(manifest, HasSubstr(R"("obligations":{"retain_days":2920})"));
  EXPECT_THAT(manifest, HasSubstr(R"("commitment_salt":"0a")"));
}

TEST_F(InboxFolderTest, ARedeliveryOfWhatItHoldsIsLeftAsItIs) {
  const InboxFolder inbox(folder_.str());
  Received first = received();
  ASSERT_TRUE(inbox.keep("first", first));
  delivery_.set_redelivered(true);
  Received again = received();
  ASSERT_TRUE(inbox.keep("again", again));
  EXPECT_TRUE(again.already_written);
  EXPECT_EQ(again.file, first.file);
  EXPECT_EQ(ScratchFolder::read(first.file), "first");
  EXPECT_THAT(received_json(again), HasSubstr(R"("redelivered":true,"already_written":true)"));
}

TEST_F(InboxFolderTest, ARedeliveryAfterACrashBetweenTheTwoFilesIsWritten) {
  const InboxFolder inbox(folder_.str());
  Received first = received();
  ASSERT_TRUE(inbox.keep("half", first));
  std::filesystem::remove(folder_.file(std::string(kId) + ".manifest.json"));
  delivery_.set_redelivered(true);
  Received again = received();
  ASSERT_TRUE(inbox.keep("whole", again));
  EXPECT_FALSE(again.already_written);
  EXPECT_EQ(ScratchFolder::read(again.file), "whole");
}

TEST_F(InboxFolderTest, TheGatewayChoosesNoFileName) {
  delivery_.set_record_id("../../etc/passwd");
  ASSERT_EQ(delivery_.record_id().size(), 16u);
  const Received got = received();
  EXPECT_THAT(got.manifest.record_id, testing::MatchesRegex("[0-9a-f-]{36}"));
  delivery_.set_record_id("short");
  EXPECT_FALSE(received_from(delivery_, plans_));
}

TEST_F(InboxFolderTest, AnOpaqueRecordIsNamedByItsIdAndItsTypeWhateverTheSenderCallsIt) {
  delivery_.set_format(native::v1::FORMAT_OPAQUE);
  delivery_.set_content_type("application/pdf");
  delivery_.set_file_name("../../run.sh");
  Received got = received();
  ASSERT_TRUE(InboxFolder(folder_.str()).keep("%PDF-", got));
  EXPECT_EQ(ScratchFolder::read(folder_.file(std::string(kId) + ".pdf")), "%PDF-");
  delivery_.set_content_type("application/x-unknown");
  got = received();
  ASSERT_TRUE(InboxFolder(folder_.str()).keep("?", got));
  EXPECT_EQ(got.file, folder_.file(std::string(kId) + ".bin"));
}

TEST_F(InboxFolderTest, AFolderThatCannotBeWrittenIsAnError) {
  folder_.write("in", "a file");
  EXPECT_FALSE(InboxFolder(folder_.file("in")).open());
}

TEST_F(InboxFolderTest, TellsAPersonInOneGlance) {
  EXPECT_THAT(received_text(received()),
              HasSubstr("from riverside-trust: referral, for direct-care\n  1 item released, 0 changed, 1 withheld"));
}

}  // namespace
}  // namespace concordat::cli
