#include "gateway/cli/manifest/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "gateway/cli/manifest/commitment_check.h"
#include "gateway/cli/manifest/manifest_text.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kId = "0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13";

struct PlannedItem {
  const char* item;
  const char* label;
  const char* action;
  const char* clause;
  const char* reason;
  bool sensitive;
};
constexpr PlannedItem kItems[] = {
    {"person.name", "Name", "keep", "ISA-2026-014 share.keep person.*", "", false},
    {"admission.time", "Time of admission", "generalise: day", "ISA-2026-014 share.generalise admission.time", "",
     false},
    {"staff.phone", "Telephone of staff", "mask: last-3", "ISA-2026-014 share.mask staff.phone", "", false},
    {"person.religion", "Religion", "withhold", "ISA-2026-014 withhold person.religion", "withheld-by-agreement",
     false},
    {"referral.note", "Internal note", "withhold", "", "not-named", false},
    {"person.gender_history", "Gender history", "withhold", "floor Gender Recognition Act 2004", "floor", true},
    {"carer.phone", "Telephone of the carer", "keep", "ISA-2026-014 share.keep carer.*", "", false},
    {"gp.name", "General practitioner", "keep", "ISA-2026-014 share.keep gp.*", "", false},
};

class ManifestTest : public testing::Test {
 protected:
  ManifestTest() {
    native::v1::Plan plan;
    plan.set_hash("plan");
    plan.add_agreements("ISA-2026-014 v3");
    for (const PlannedItem& planned : kItems) {
      auto* item = plan.add_items();
      item->set_item(planned.item);
      item->set_label(planned.label);
      item->set_action(planned.action);
      item->set_clause(planned.clause);
      item->set_reason(planned.reason);
      item->set_sensitive(planned.sensitive);
    }
    plans_.learn(plan);
    delivery_.set_record_id(std::string(RecordId::parse(kId)->bytes()));
    delivery_.set_plan_hash("plan");
    delivery_.set_format(native::v1::FORMAT_FHIR);
    delivery_.set_sender("riverside-trust");
    delivery_.set_kind("referral");
    delivery_.set_purpose("direct-care");
    delivery_.set_body("{}");
    delivery_.set_output_salt("salt");
    delivery_.set_ledger_index(17);
    delivery_.add_altered(2);
    delivery_.add_earlier(6);
    delivery_.add_absent(7);
    delivery_.set_unnamed(12);
    auto* scrubbed = delivery_.add_scrubbed();
    scrubbed->set_kind("nhs-number");
    scrubbed->set_count(2);
    delivery_.mutable_obligations()->set_retain_days(2920);
    delivery_.mutable_obligations()->set_onward_sharing("forbidden");
  }
  Manifest manifest() {
    Manifest made = manifest_from(delivery_, plans_).value();
    made.recipient = "eastshire-council";
    return made;
  }
  std::string reason_of(std::string_view item) {
    for (const auto& outcome : manifest().items) {
      if (outcome.item == item) return outcome.reason;
    }
    return "no such item";
  }

  client::PlanBook plans_;
  native::v1::Delivery delivery_;
};

TEST_F(ManifestTest, GivesAReasonForEverythingThatIsWithheldAndForNothingElse) {
  EXPECT_EQ(reason_of("person.religion"), "withheld-by-agreement");
  EXPECT_EQ(reason_of("referral.note"), "not-named");
  EXPECT_EQ(reason_of("staff.phone"), "could-not-be-changed-safely");
  EXPECT_EQ(reason_of("carer.phone"), "not-kept-in-queue");
  EXPECT_EQ(reason_of("person.name"), "");
  EXPECT_EQ(reason_of("gp.name"), "") << "absent is not withheld";
}

TEST_F(ManifestTest, ASensitiveItemIsListedAlikePresentOrNot) {
  const std::string present = manifest_json(manifest());
  EXPECT_EQ(reason_of("person.gender_history"), "possibly-withheld");
  // The gateway names it absent for nobody; were it to, the list would show it.
  EXPECT_THAT(present, HasSubstr(R"("outcome":"withheld","action":"withhold","clause":"floor)"));
}

TEST_F(ManifestTest, TellsAPersonWhatWasHeldBackAndWhy) {
  const Manifest told = manifest();
  EXPECT_EQ(manifest_text(told),
            "referral from riverside-trust to eastshire-council, for direct-care\n"
            "  record 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13, accepted " +
                told.accepted_time +
                " under ISA-2026-014 v3\n"
                "  Shared with you:\n"
                "    Name\n"
                "  Shared with you, changed:\n"
                "    Time of admission (only the day)\n"
                "  Held back, the agreement says so:\n"
                "    Religion\n"
                "  Held back, not in the agreement:\n"
                "    Internal note\n"
                "  Held back, at least in part, since it could not be changed safely:\n"
                "    Telephone of staff\n"
                "  Held back, the agreement changed, and the gateway no longer had it:\n"
                "    Telephone of the carer\n"
                "  May have been held back: listed whether or not the record held it:\n"
                "    Gender history\n"
                "  Also held back: 12 values that the agreements have no name for\n"
                "  Taken out of free text, where [withheld] stands:\n"
                "    2 NHS numbers\n"
                "  Not in the record: 1 item; the manifest names each\n"
                "  You must: keep it for at most 2920 days, and do not share it any further\n"
                "  Ledger entry 17 is about exactly this: " +
                told.commitment + "\n");
}

TEST_F(ManifestTest, IsReadBackAsItWasWritten) {
  delivery_.set_format(native::v1::FORMAT_OPAQUE);
  delivery_.set_content_type("application/pdf");
  delivery_.set_file_name("letter \"one\".pdf");
  delivery_.set_trace_id(std::string(32, 'a'));
  const Manifest written = manifest();
  const auto read = read_manifest(manifest_json(written));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(manifest_text(*read), manifest_text(written));
  EXPECT_EQ(read->file_name, "letter \"one\".pdf");
  EXPECT_EQ(read->commitment_salt, hex("salt"));
  EXPECT_EQ(read->trace_id, written.trace_id);
}

// The file that tests/schema holds against deploy/schema/manifest-v1.schema.json.
TEST_F(ManifestTest, IsWrittenAsItsSchemaSays) {
  std::ifstream file(CONCORDAT_SOURCE_DIR "/tests/schema/cases/manifest.json");
  const std::string written{std::istreambuf_iterator<char>(file), {}};
  const auto read = read_manifest(written);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(manifest_json(*read), written);
  EXPECT_TRUE(check_disclosure(*read, "{}"));
}

TEST_F(ManifestTest, WhatIsNoManifestIsRefusedWithoutQuotingIt) {
  const std::string good = manifest_json(manifest());
  for (const auto& [from, to] :
       {std::pair("\"outcome\":\"withheld\"", "\"outcome\":\"Dorothea\""),
        std::pair("\"unnamed\":12", "\"unnamed\":-1"), std::pair("\"bytes\":2", "\"bytes\":{}"),
        std::pair("\"plan\"", "\"plam\""), std::pair("\"manifest\":1", "\"manifest\":2"),
        std::pair("{\"manifest\"", "[\"manifest\"")}) {
    std::string text = good;
    text.replace(text.find(from), std::string_view(from).size(), to);
    const auto read = read_manifest(text);
    ASSERT_FALSE(read) << to;
    EXPECT_THAT(read.error().detail, Not(HasSubstr("Dorothea")));
  }
  EXPECT_FALSE(read_manifest("[]"));
}

TEST_F(ManifestTest, TheCommitmentBindsItToExactlyOneDisclosure) {
  const Manifest told = manifest();
  EXPECT_EQ(told.commitment, commitment_to("{}", "salt"));
  EXPECT_TRUE(check_disclosure(told, "{}"));
  EXPECT_FALSE(check_disclosure(told, "{} "));
  Manifest other = told;
  other.commitment_salt = hex("another");
  EXPECT_FALSE(check_disclosure(other, "{}"));
}

TEST_F(ManifestTest, TheLedgersEntrySaysTheSameOrNot) {
  Manifest told = manifest();
  const auto accept = [&](const std::string& recipient, const std::string& commitment) {
    return R"({"event":"accept","record":")" + std::string(kId) + R"(","recipients":[{"agency":")" + recipient +
           R"(","commitment":")" + commitment + R"("}],"seq":{"log":17},"time":"2026-11-22T17:30:00.000Z","v":1})";
  };
  const auto canonical = [&](const std::string& recipient, const std::string& commitment) {
    return R"({"event":"accept","recipients":[{"agency":")" + recipient + R"(","commitment":")" + commitment +
           R"("}],"record":")" + std::string(kId) + R"(","seq":{"log":17},"time":"2026-11-22T17:30:00.000Z","v":1})";
  };
  EXPECT_TRUE(check_entry(told, canonical("eastshire-council", told.commitment)));
  EXPECT_FALSE(check_entry(told, canonical("eastshire-council", std::string(64, '0'))));
  EXPECT_FALSE(check_entry(told, canonical("westmoor-trust", told.commitment)));
  EXPECT_FALSE(check_entry(told, accept("eastshire-council", told.commitment))) << "not canonical: no entry of ours";
  const std::string narrow = R"({"detail":{"commitment":")" + told.commitment +
                             R"(","plan":"00","recipient":"eastshire-council","record":")" + kId +
                             R"("},"event":"narrow","seq":{"log":18},"time":"2026-11-22T17:30:00.000Z","v":1})";
  EXPECT_TRUE(check_entry(told, narrow));
  told.record_id = "0192f3a4-7c1e-7b60-9d2f-5e8a41c07b14";
  EXPECT_FALSE(check_entry(told, narrow));
}

TEST_F(ManifestTest, ANarrowedDisclosureNamesTheEntryThatCommitsToIt) {
  EXPECT_EQ(manifest().commitment_index, 17u);
  delivery_.set_narrowed_index(23);
  EXPECT_EQ(manifest().commitment_index, 23u);
  EXPECT_EQ(manifest().ledger_index, 17u);
}

}  // namespace
}  // namespace concordat::cli
