#include "gateway/cli/transfer/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/note/tlog_proof.h"
#include "protocol/base/id.h"
#include "protocol/json/tape.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class AnswerTest : public testing::Test {
 protected:
  AnswerTest() {
    native::v1::Plan plan;
    plan.set_hash("p");
    plan.add_agreements("ISA-2026-014 v3");
    add(plan, "person.name", "Name", "keep");
    add(plan, "admission.time", "Admission", "generalise: day");
    add(plan, "person.religion", "Religion", "withhold");
    add(plan, "carer.phone", "Carer's phone", "keep");
    plans_.learn(plan);
    receipt_.set_outcome(native::v1::ACCEPTED);
    receipt_.set_record_id(id_.bytes().data(), id_.bytes().size());
    receipt_.set_ledger_index(12);
    receipt_.set_input_salt("\x01\x02");
    auto* recipient = receipt_.add_recipients();
    recipient->set_agency("eastshire-council");
    recipient->set_permit(true);
    recipient->set_plan_hash("p");
    recipient->add_absent(3);
  }

  static void add(native::v1::Plan& plan, const char* item, const char* label, const char* action) {
    auto* added = plan.add_items();
    added->set_item(item);
    added->set_label(label);
    added->set_action(action);
  }

  client::PlanBook plans_;
  native::v1::Receipt receipt_;
  RecordId id_ = *RecordId::parse("0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13");
};

TEST_F(AnswerTest, AsJsonItHasTheFieldsThatProgramsRead) {
  auto answer = answer_of(receipt_, plans_);
  ASSERT_TRUE(answer);
  answer->file = "a.json";
  EXPECT_EQ(
      answer_json(*answer),
      R"({"file":"a.json","record_id":"0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13","outcome":"accepted","recipients":[)"
      R"({"agency":"eastshire-council","decision":"permit","released":["person.name"],"changed":["admission.time"],)"
      R"("withheld":["person.religion"],"reasons":[],"agreements":["ISA-2026-014 v3"]}],)"
      R"("ledger_index":12,"duplicate":false,"input_salt":"0102"})");
}

TEST_F(AnswerTest, AsTextItSpeaksInLabelsAndWords) {
  auto answer = answer_of(receipt_, plans_);
  answer->file = "a.json";
  EXPECT_EQ(answer_text(*answer),
            "a.json: accepted\n"
            "  record 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13, ledger entry 12\n"
            "  eastshire-council may have it under ISA-2026-014 v3\n"
            "    released  Name\n"
            "    changed   Admission (only the day)\n"
            "    withheld  Religion\n");
}

TEST_F(AnswerTest, ARefusalGivesItsReasons) {
  receipt_.set_outcome(native::v1::REFUSED);
  receipt_.mutable_recipients(0)->set_permit(false);
  receipt_.mutable_recipients(0)->add_reasons("ISA-2026-014 would have permitted this until 2026-10-31");
  const auto answer = answer_of(receipt_, plans_);
  EXPECT_EQ(answer->outcome, AnswerOutcome::kRefused);
  EXPECT_THAT(
      answer_json(*answer),
      HasSubstr(R"("decision":"deny","released":[],"changed":[],"withheld":[],"reasons":["ISA-2026-014 would)"));
  EXPECT_THAT(answer_text(*answer),
              HasSubstr("eastshire-council may not have it\n    ISA-2026-014 would have permitted"));
}

TEST_F(AnswerTest, WhatGotNoReceiptHasNoRecordId) {
  const std::string json = answer_json(failed_answer("a.json", {Code::kTooLarge, "it is too large"}));
  EXPECT_EQ(
      json,
      R"({"file":"a.json","record_id":null,"outcome":"failed","recipients":[],"ledger_index":null,"duplicate":false,)"
      R"("error":"too-large","detail":"it is too large"})");
}

TEST_F(AnswerTest, TextFromTheGatewayCannotSteerATerminal) {
  receipt_.mutable_recipients(0)->add_reasons("\x1b[2Jgone");
  EXPECT_THAT(answer_text(*answer_of(receipt_, plans_)), Not(HasSubstr("\x1b")));
}

TEST_F(AnswerTest, AProofBecomesAFileThatTheLedgerToolReads) {
  receipt_.set_entry("{}");
  receipt_.set_checkpoint("origin\n13\nAAAA\n\n\u2014 origin AAAA\n");
  receipt_.add_proof(std::string(32, 'h'));
  const auto answer = answer_of(receipt_, plans_);
  ASSERT_TRUE(answer);
  const auto proof = crypto::TlogProof::parse(answer->proof);
  ASSERT_TRUE(proof) << answer->proof;
  EXPECT_EQ(proof->index, 12u);
  EXPECT_EQ(proof->hashes.size(), 1u);
  receipt_.add_proof("short");
  EXPECT_FALSE(answer_of(receipt_, plans_));
}

TEST_F(AnswerTest, AReceiptThatNamesAnUnknownPlanIsBroken) {
  receipt_.mutable_recipients(0)->set_plan_hash("other");
  EXPECT_EQ(answer_of(receipt_, plans_).error().code, Code::kMalformed);
}

}  // namespace
}  // namespace concordat::cli
