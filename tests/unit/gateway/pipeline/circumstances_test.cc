// What the record itself and its envelope change about the decision: labels, lists, justifications; and what agreements
// that are being tried out would change.

#include "tests/unit/gateway/pipeline/judge_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CircumstancesTest : public JudgeTest {
 protected:
  void put_on_list(policy::ListMeaning meaning, const std::string& number, std::int64_t stale_from = 0) {
    PersonListEntry list{"list", meaning, stale_from, true, {person_tag(keys_->subject(number).view())}};
    snapshot_ = snapshot_of(files_, PersonLists({list}));
  }
  void label(const std::string& code) {
    std::string body = submit_.body();
    constexpr std::string_view kMeta = "\"meta\": {";
    const std::size_t at = body.find(kMeta);
    if (at == std::string::npos) throw std::runtime_error("the example has no meta any more");
    body.insert(at + kMeta.size(),
                "\"security\": [{\"system\": \"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\", \"code\": "
                "\"" +
                    code + "\"}], ");
    submit_.set_body(body);
  }
  std::string the_number() {
    policy::Record record;
    EXPECT_TRUE(
        record.read(policy::Format::kFhir, submit_.body(), snapshot_->policy().record_index(policy::Format::kFhir)));
    return record.subjects().at(0);
  }
};

TEST_F(CircumstancesTest, ALabelThatTheAgreementDoesNotNameRefuses) {
  label("V");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason,
              HasSubstr("ISA-2026-014 does not cover records that bear the security label V"));
  change_policy(kAgreementFile, "security_labels: [R]", "security_labels: [R, V]");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(CircumstancesTest, ALabelWrittenWithEscapesIsALabelAndOtherCodesAreNone) {
  label("\\u0056");
  (void)refused(Code::kRefusedByPolicy);
}

TEST_F(CircumstancesTest, AnOrdinaryLabelRefusesNothing) {
  label("N");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(CircumstancesTest, APersonWhoObjectedIsNotSharedAboutAndTheirNumberIsSaidNowhere) {
  const std::string number = the_number();
  put_on_list(policy::ListMeaning::kObjected, number);
  const Judgement judgement = refused(Code::kRefusedByPolicy);
  EXPECT_THAT(judgement.summary.reason, HasSubstr("somebody in the record has objected"));
  EXPECT_THAT(judgement.submission.entry.head, HasSubstr("\"objected\""));
  EXPECT_THAT(all_of(judgement), Not(HasSubstr(number)));
  put_on_list(policy::ListMeaning::kObjected, "9990000018");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(CircumstancesTest, AnOptOutIsLookedUpWhereItApplies) {
  change_policy(kAgreementFile, "opt_out: not-applicable", "opt_out: applies");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason, HasSubstr("this gateway does not have the opt-out list"));
  put_on_list(policy::ListMeaning::kMayUse, the_number());
  EXPECT_TRUE(judged().submission.accepted);
  put_on_list(policy::ListMeaning::kMayUse, "9990000018");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason, HasSubstr("has opted out"));
  put_on_list(policy::ListMeaning::kMayUse, the_number(), kStartMs / 1000);
  EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason, HasSubstr("is too old"));
}

TEST_F(CircumstancesTest, AJustificationMustSaySomething) {
  change_policy(kAgreementFile, "justification: not-required", "justification: required");
  for (const char* blank : {"", " ", "\t\n "}) {
    submit_.set_justification(blank);
    EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason, HasSubstr("needs a written justification"));
  }
  submit_.set_justification("Found at home unconscious; the carer cannot be reached.");
  const Judgement judgement = judged();
  EXPECT_TRUE(judgement.submission.accepted);
  EXPECT_THAT(all_of(judgement), Not(HasSubstr("unconscious")))
      << "it is for those who look at it, not for the recipient";
  submit_.set_justification(std::string(limits::kJustificationBytes + 1, 'x'));
  EXPECT_EQ(judge().error().code, Code::kTooLarge);
}

TEST_F(CircumstancesTest, AnAgreementThatIsBeingTriedOutIsSaidAndChangesNothing) {
  const Judgement before = judged();
  EXPECT_THAT(before.summary.shadow, IsEmpty());
  std::string text = files_.at(std::string(kAgreementFile));
  files_["agreements/isa-9.yaml"] = text;
  change(files_, "agreements/isa-9.yaml", "agreement: ISA-2026-014", "agreement: ISA-2026-099");
  change(files_, "agreements/isa-9.yaml", "status: active", "status: shadow");
  change(files_, "agreements/isa-9.yaml", "  - referral.internal_note\n", "  - referral.internal_note\n  - gp.name\n");
  snapshot_ = snapshot_of(files_);
  const Judgement judgement = judged();
  EXPECT_EQ(judgement.summary.shadow, "ISA-2026-099, for eastshire-council: would withhold gp.name");
  EXPECT_EQ(judgement.submission.disclosures.at(0).route.plan_hash,
            before.submission.disclosures.at(0).route.plan_hash);
}

}  // namespace
}  // namespace concordat::gateway
