// Signatures: what is in force with them, without them, and after something has changed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/compile/compiled.h"
#include "policy/sign/signature.h"
#include "policy/source/day.h"
#include "protocol/base/bytes.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::HasSubstr;

// Two parties with an officer each, and signatures over whatever the files say.
class SignTest : public ::testing::Test {
 protected:
  SignTest() {
    files_["agreements/isa-1.yaml"] =
        AgreementText{.share = "{keep: [person.name, person.phone]}", .withhold = "[person.religion]"}.str();
    add_officer("riverside", "Guardian", riverside_);
    add_officer("eastshire", "Protection Officer", eastshire_);
  }

  void add_officer(const std::string& file, const std::string& name, const crypto::SigningKey& key,
                   const std::string& more = "") {
    files_["agencies/" + file + ".yaml"] +=
        "officers: [{name: " + name + ", key: \"" + base64(key.public_key().view()) + "\"" + more + "}]\n";
  }
  void sign(const std::string& party, const crypto::SigningKey& key, const std::string& day = "2026-06-01") {
    auto set = load_or_fail(files_);  // as it stands, without signatures
    const Agreement& agreement = *set->compiled().policy.agreement("ISA-1");
    const auto index = static_cast<std::size_t>(&agreement - set->compiled().policy.agreements.data());
    const Statement statement{agreement.id.str(),
                              agreement.version,
                              party,
                              *parse_day(day),
                              agreement.hash,
                              terms_json(terms_of(set->compiled().policy, agreement, set->compiled().spoken[index]))};
    files_[signature_path("ISA-1", party)] = *make_signature(statement, key);
  }
  void sign_by_all() {
    sign("riverside-trust", riverside_);
    sign("eastshire-council", eastshire_);
  }
  Loaded load() { return load_policy(files_, kMidJune2026, Signatures::kRequired); }
  Decision decided() { return decide(*keep(load().set)); }
  std::string action(const std::string& item) {
    auto set = keep(load().set);
    return action_of(*set, decide(*set), item);
  }
  std::string problems() {
    std::string out;
    for (const Problem& problem : load().problems) out += problem.str() + "\n";
    return out;
  }
  void edit(const std::string& file, std::string_view from, std::string_view to) {
    files_[file] = replaced(files_[file], from, to);
  }
  std::shared_ptr<const PolicySet> keep(std::shared_ptr<const PolicySet> set) {
    EXPECT_NE(set, nullptr) << problems();
    kept_.push_back(set);
    return set;
  }

  PolicyFiles files_ = small_policy();
  crypto::SigningKey riverside_ = crypto::SigningKey::generate();
  crypto::SigningKey eastshire_ = crypto::SigningKey::generate();
  std::vector<std::shared_ptr<const PolicySet>> kept_;
};

TEST_F(SignTest, SignedByAllItIsInForceAndNothingIsSaid) {
  sign_by_all();
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(action("person.phone"), "keep");
  EXPECT_EQ(load().set->compiled().signatures.size(), 2u);
  EXPECT_EQ(load().set->compiled().signatures[0].officer, "Guardian");
}

TEST_F(SignTest, UnsignedItIsNotInForceAndCheckSaysWhoseIsMissing) {
  EXPECT_THAT(problems(), HasSubstr("agreements/isa-1.yaml:1:12: warning: ISA-1 is not in force: it waits for the "
                                    "signature of riverside-trust, eastshire-council"));
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
  sign("riverside-trust", riverside_);
  EXPECT_THAT(problems(), HasSubstr("waits for the signature of eastshire-council;"));
  EXPECT_EQ(decided().reasons.at(0), "ISA-1 waits for the signature of eastshire-council");
}

TEST_F(SignTest, WithoutTheRequirementNobodyNeedsToSign) {
  EXPECT_TRUE(decide(*keep(load_policy(files_, kMidJune2026).set)).permit);
}

TEST_F(SignTest, ASomebodyElsesOrAChangedSignatureCountsForNothing) {
  sign_by_all();
  sign("eastshire-council", riverside_);
  EXPECT_THAT(problems(), HasSubstr("signatures/ISA-1@eastshire-council.sig: warning: no officer in "
                                    "\"eastshire-council\"'s file has signed this"));
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
  sign_by_all();
  std::string& note = files_[signature_path("ISA-1", "eastshire-council")];
  note = replaced(note, "version 3", "version 4");
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
}

TEST_F(SignTest, AnotherPartysFileCannotStandForThis) {
  sign_by_all();
  files_[signature_path("ISA-1", "eastshire-council")] = files_[signature_path("ISA-1", "riverside-trust")];
  EXPECT_THAT(problems(), HasSubstr("this signature is \"riverside-trust\"'s"));
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
}

TEST_F(SignTest, AWideningWaitsUntilAllHaveSignedAgain) {
  sign_by_all();
  edit("agreements/isa-1.yaml", "person.phone]", "person.phone, person.birth_date]");
  EXPECT_EQ(action("person.birth_date"), "withhold");
  EXPECT_EQ(action("person.phone"), "keep");
  EXPECT_THAT(problems(), HasSubstr("ISA-1 has changed since it was signed, and this waits until every party has "
                                    "signed again: person.birth_date"));
  sign("riverside-trust", riverside_);
  EXPECT_EQ(action("person.birth_date"), "withhold");
  sign("eastshire-council", eastshire_);
  EXPECT_EQ(action("person.birth_date"), "keep");
  EXPECT_EQ(problems(), "");
}

TEST_F(SignTest, ATighteningAppliesAtOnce) {
  sign_by_all();
  edit("agreements/isa-1.yaml", "person.name, person.phone]", "person.name], mask: {person.phone: last-3}");
  EXPECT_EQ(action("person.phone"), "mask: last-3");
  edit("agreements/isa-1.yaml", ", mask: {person.phone: last-3}", "");
  EXPECT_EQ(action("person.phone"), "withhold");
  edit("agreements/isa-1.yaml", "retain_days: 100", "retain_days: 10");
  EXPECT_EQ(decided().plan->obligations.retain_days, 10u);
  edit("agreements/isa-1.yaml", "status: active", "status: suspended");
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
}

TEST_F(SignTest, AWithholdThatIsTakenAwayStaysUntilAllHaveSigned) {
  files_["agreements/isa-2.yaml"] =
      AgreementText{.id = "ISA-2", .status = "suspended", .share = "{keep: [person.religion]}", .withhold = ""}.str();
  sign_by_all();
  edit("agreements/isa-1.yaml", "withhold: [person.religion]", "");
  auto set = keep(load().set);
  EXPECT_EQ(decide(*set).plan->clause(*set->vocabulary().item("person.religion")), "ISA-1 as signed");
}

TEST_F(SignTest, MilderTermsWait) {
  sign_by_all();
  edit("agreements/isa-1.yaml", "retain_days: 100", "retain_days: 200");
  edit("agreements/isa-1.yaml", "2027-12-31", "2028-12-31");
  edit("agreements/isa-1.yaml", "2026-01-01", "2025-01-01");
  EXPECT_EQ(decided().plan->obligations.retain_days, 100u);
  EXPECT_THAT(problems(), HasSubstr("the days before 2026-01-01, the days after 2027-12-31, milder obligations"));
  auto set = keep(load().set);
  EXPECT_FALSE(decide(*set, kMidJune2026 - 365 * 86'400).permit);
  EXPECT_FALSE(decide(*set, kMidJune2026 + 2 * 365 * 86'400).permit);
}

TEST_F(SignTest, ARecipientWhoIsAddedWaitsAndTheOthersGoOn) {
  sign_by_all();
  edit("agreements/isa-1.yaml", "recipients: [eastshire-council]", "recipients: [eastshire-council, westmoor-trust]");
  edit("agreements/isa-1.yaml", "lawful_basis:",
       "lawful_basis:\n  westmoor-trust: {article_6: \"6(1)(e)\", article_9: \"9(2)(h)\", dpa_2018: \"Sch 1 para "
       "2(2)(d)\", secrecy: doctor}");
  EXPECT_TRUE(decided().permit);
  EXPECT_FALSE(keep(load().set)
                   ->decide({"riverside-trust", "westmoor-trust", "direct-care", 1, kMidJune2026, kNothingAgainst})
                   .permit);
  EXPECT_THAT(problems(), HasSubstr("the recipient westmoor-trust"));
}

TEST_F(SignTest, AVocabularyThatGrowsWidensNothing) {
  files_["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.*]}", .withhold = ""}.str();
  sign_by_all();
  edit("vocabulary.yaml", "  person.phone:",
       "  person.mobile: {label: Mobile, category: ordinary, type: contact, json: [person.mobile]}\n  person.phone:");
  EXPECT_EQ(action("person.mobile"), "withhold");
  EXPECT_EQ(action("person.phone"), "keep");
  EXPECT_THAT(problems(), HasSubstr("waits until every party has signed again: person.mobile"));
}

TEST_F(SignTest, AnItemThatStandsInMorePlacesWaits) {
  sign_by_all();
  edit("vocabulary.yaml", "json: [person.phone]", "json: [person.phone, person.work_phone]");
  EXPECT_EQ(action("person.phone"), "withhold");
  EXPECT_EQ(action("person.name"), "keep");
}

TEST_F(SignTest, APlaceThatNothingHoldsBackAnyMoreHoldsBackWhatCouldClaimIt) {
  // Where a withheld item gave up its place, the item around it would release what stands there.
  edit("vocabulary.yaml", "  person.phone:",
       "  person.contact_note: {label: Note, category: ordinary, type: text, json: [person.phone.note]}\n  "
       "person.phone:");
  sign_by_all();
  EXPECT_EQ(action("person.phone"), "keep");
  edit("vocabulary.yaml", "json: [person.phone.note]", "json: [person.other_note]");
  EXPECT_EQ(action("person.phone"), "withhold");
  EXPECT_EQ(action("person.name"), "keep");
}

TEST_F(SignTest, WhomTheListsAreAskedAboutMayGrowAndNotShrink) {
  files_["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.name]}", .withhold = ""}.str();
  sign_by_all();
  const std::string before = files_["vocabulary.yaml"];
  edit("vocabulary.yaml", "json: [person.nhs_number]", "json: [person.nhs_number, carer.nhs_number]");
  EXPECT_EQ(action("person.name"), "keep");
  files_["vocabulary.yaml"] = before;
  edit("vocabulary.yaml", "json: [person.nhs_number]", "json: [person.other_number]");
  EXPECT_THAT(problems(), HasSubstr("the vocabulary no longer finds the person by person.nhs_number as it did"));
  EXPECT_EQ(decided().denial, Denial::kNotInForce);
}

TEST_F(SignTest, AFloorThatIsTakenAwayWidensNothing) {
  files_["agreements/isa-1.yaml"] =
      AgreementText{.share = "{keep: [person.name, protected.adoption]}", .withhold = ""}.str();
  sign_by_all();
  files_["floor.yaml"] = "floor: []\n";
  EXPECT_EQ(action("protected.adoption"), "withhold");
}

TEST_F(SignTest, ARetiredKeysOldSignaturesStandAndNewOnesDoNot) {
  edit("agencies/eastshire.yaml", "\"}]", "\", retired: \"2026-06-01\"}]");
  sign_by_all();
  EXPECT_TRUE(decided().permit);
  sign("eastshire-council", eastshire_, "2026-06-02");
  EXPECT_THAT(problems(), HasSubstr("key was retired on 2026-06-01, and this was signed on 2026-06-02"));
  EXPECT_FALSE(decided().permit);
}

TEST_F(SignTest, NothingThatARevokedKeySignedCounts) {
  sign_by_all();
  edit("agencies/eastshire.yaml", "\"}]", "\", revoked: \"2026-06-10\"}]");
  EXPECT_THAT(problems(), HasSubstr("the key that signed was revoked; have it signed with another key"));
  EXPECT_FALSE(decided().permit);
}

TEST_F(SignTest, ASignatureOfNothingIsPointedAt) {
  sign_by_all();
  files_["signatures/ISA-9@eastshire-council.sig"] = "x";
  files_["signatures/notes.sig"] = "x";
  EXPECT_THAT(problems(), HasSubstr("signatures/ISA-9@eastshire-council.sig: warning: this signs no agreement here"));
  EXPECT_THAT(problems(), HasSubstr("signatures/notes.sig: warning: this signs no agreement here"));
}

TEST_F(SignTest, TermsAreReadBackAsTheyWereWritten) {
  auto set = load_or_fail(files_);
  const auto& compiled = set->compiled();
  const Terms terms = terms_of(compiled.policy, compiled.policy.agreements[0], compiled.spoken[0]);
  auto read = parse_terms(terms_json(terms));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(*read, terms);
  const std::string text = terms_json(terms);
  for (std::size_t cut = 0; cut < text.size(); cut += 7) EXPECT_FALSE(parse_terms(text.substr(0, cut))) << cut;
}

// narrower() is the greatest lower bound over everything that other agreements may say beside it.
TEST(Narrower, IsWithinBothWhateverOtherAgreementsSay) {
  std::vector<std::optional<Action>> all{std::nullopt};
  for (const char* text : {"keep", "withhold", "mask: all", "mask: last-3", "generalise: day"})
    all.push_back(*Action::parse(text));
  const auto beside = [](const std::optional<Action>& a, const std::optional<Action>& other) {
    if (a && other) return stricter(*a, *other);
    return a ? *a : other ? *other : Action{};
  };
  const auto no_wider = [](const Action& a, const Action& b) { return stricter(a, b) == a; };
  for (const auto& a : all) {
    for (const auto& b : all) {
      const std::optional<Action> both = narrower(a, b);
      for (const auto& other : all) {
        EXPECT_TRUE(no_wider(beside(both, other), beside(a, other)));
        EXPECT_TRUE(no_wider(beside(both, other), beside(b, other)));
      }
    }
  }
}

}  // namespace
}  // namespace concordat::policy
