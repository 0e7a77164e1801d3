// The verifier against HL7 v2 outputs that no correct redactor makes: each names the place, and no value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/verify/hl7/hl7_rules.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Row {
  const char* name;
  ValueType type;
  std::vector<const char*> selectors;
  bool structural = false;
};

const Row kRows[] = {
    {"person.name", ValueType::kName, {"PID-5"}},
    {"person.former_name", ValueType::kName, {"PID-5[7=M]"}},
    {"person.nhs_number", ValueType::kIdentifier, {"PID-3[5=NH]", "PID-3[4.1=NHS]", "MRG-1[5=NH]"}},
    {"record.local_id", ValueType::kIdentifier, {"PID-3", "MRG-1"}},
    {"person.birth_date", ValueType::kDate, {"PID-7"}},
    {"person.death", ValueType::kCode, {"PID-30"}},
    {"person.postcode", ValueType::kPostcode, {"PID-11.5"}},
    {"person.contact", ValueType::kContact, {"PID-13"}},
    {"person.merged", ValueType::kIdentifier, {"MRG-5"}},
    {"referrer.name", ValueType::kName, {"PRD[1.1=RP]-2"}},
    {"result.code", ValueType::kCode, {"OBX-3"}},
    {"result.value", ValueType::kText, {"OBX-5"}},
    {"result.document", ValueType::kText, {"OBX[2=ED]-5"}},
    {"note", ValueType::kFreeText, {"NTE-3"}},
    {"allergy", ValueType::kCode, {"AL1"}},
    {"allergy.severity", ValueType::kCode, {"AL1-4"}},
    {"sender.ward", ValueType::kText, {"ZWD-1"}},
    {"message.number", ValueType::kIdentifier, {"MSH-10"}},
    {"message.security", ValueType::kText, {"MSH-8"}, true},
    {"one.of.two", ValueType::kText, {"PV1-3"}},
    {"the.other", ValueType::kText, {"PV1-3"}},
};

const Vocabulary& vocabulary() {
  static const Vocabulary made = [] {
    Vocabulary of;
    for (const Row& row : kRows) {
      Item item;
      item.id = ItemId(row.name);
      item.type = row.type;
      if (row.structural) item.category = Category::kStructural;
      for (const char* text : row.selectors) {
        item.selectors[static_cast<std::size_t>(Format::kHl7v2)].push_back(parse_hl7_selector(text).value());
      }
      of.item_by_name.emplace(row.name, static_cast<ItemIndex>(of.items.size()));
      of.items.push_back(std::move(item));
    }
    return of;
  }();
  return made;
}

const std::string kMessage = "MSH|^~\\&|GHH|RXX|ASC|EHC|20260101||REF^I12^REF_I12|0123456789abcdef0123|P|2.5.1\r";

class Hl7VerifierTest : public ::testing::Test {
 protected:
  Hl7VerifierTest() { plan_.items.edit().resize(vocabulary().items.size()); }
  void plan(std::string_view name, std::string_view what) {
    plan_.items.edit()[*vocabulary().item(name)].action = Action::parse(what).value();
  }
  static Result<void> verdict(const std::string& bytes, const Plan& plan) {
    static const VerifierIndex index(Format::kHl7v2, vocabulary());
    return Verifier().verify(bytes, plan, index);
  }
  // After a message header, or as they are where they bring their own.
  void accepts(const std::string& segments) {
    const auto given = verdict(whole(segments), plan_);
    EXPECT_TRUE(given) << segments << "\n" << given.error().detail;
  }
  void rejects(const std::string& segments, const std::string& at) {
    const auto given = verdict(whole(segments), plan_);
    ASSERT_FALSE(given) << segments;
    EXPECT_EQ(given.error().code, Code::kVerifierMismatch);
    EXPECT_THAT(given.error().detail, HasSubstr(at));
    EXPECT_THAT(given.error().detail, Not(HasSubstr("SECRET")));
  }
  static std::string whole(const std::string& segments) {
    const bool own = segments.starts_with("MSH") || segments.starts_with("BHS");
    return own ? segments : kMessage + segments;
  }

  Plan plan_;
};

TEST_F(Hl7VerifierTest, RejectsAValueOfAWithheldItem) {
  plan("person.name", "keep");
  accepts("PID|1||||Cadwaladr^Si\\T\\n");
  rejects("PID|1||||Cadwaladr||SECRET", "segment 2, PID-7.1.1");
  rejects("PID|1||SECRET||Cadwaladr", "segment 2, PID-3.1.1");
  rejects("PID|1||||Cadwaladr||\"\"", "segment 2, PID-7.1.1");
}

TEST_F(Hl7VerifierTest, RejectsAValueThatNoItemNames) {
  plan("person.name", "keep");
  rejects("PID|1||||Cadwaladr|SECRET", "segment 2, PID-6.1.1");
  rejects("PID|1||||Cadwaladr|||||||a&b^SECRET", "segment 2, PID-12.1.1");
  rejects("PID|1||||Cadwaladr\rZZ1|SECRET", "segment 3, ZZ1");
  rejects("PID|1||||Cadwaladr\rZZ1", "segment 3, ZZ1");
  rejects("PID|1||||Cadwaladr\rZWD||SECRET", "segment 3, ZWD-2.1.1");
}

TEST_F(Hl7VerifierTest, RejectsARepetitionThatAnotherItemHolds) {
  plan("record.local_id", "keep");
  accepts("PID|||12345^^^RXX^MR");
  rejects("PID|||12345^^^RXX^MR~SECRET^^^NHS^NH", "segment 2, PID-3.1.1, repetition 2");
  rejects("PID|||SECRET^^^NHS", "segment 2, PID-3.1.1");
  plan("person.nhs_number", "keep");
  accepts("PID|||12345^^^RXX^MR~9434765919^^^NHS^NH");
}

TEST_F(Hl7VerifierTest, TheLongerPathWins) {
  plan("person.postcode", "keep");
  accepts("PID|||||||||||^^^^HU1 1AA");
  rejects("PID|||||||||||SECRET^^^^HU1 1AA", "segment 2, PID-11.1.1");
}

TEST_F(Hl7VerifierTest, WhereTwoItemsContendTheValueIsNobodys) {
  plan("one.of.two", "keep");
  plan("the.other", "keep");
  rejects("PID\rPV1|||SECRET", "segment 3, PV1-3.1.1");
}

TEST_F(Hl7VerifierTest, RejectsAMaskThatShowsTooMuch) {
  plan("person.contact", "mask: last-3");
  accepts("PID|||||||||||||*********544^PRN^PH");
  rejects("PID|||||||||||||********2544^PRN^PH", "segment 2, PID-13.1.1");
  rejects("PID|||||||||||||*********544^PRN^PH^SECRET", "segment 2, PID-13.4.1");
  rejects("PID|||||||||||||*********544^SECRET words^PH", "segment 2, PID-13.2.1");
  rejects("PID|||||||||||||^PRN^PH", "segment 2, PID-13.2.1");  // beside nothing
}

TEST_F(Hl7VerifierTest, RejectsADateThatIsTooFine) {
  plan("person.birth_date", "generalise: month");
  accepts("PID|||||||194012");
  accepts("PID|||||||\"\"");
  rejects("PID|||||||19401225", "segment 2, PID-7.1.1");
  rejects("PID|||||||1940-12", "segment 2, PID-7.1.1");
  rejects("PID|||||||1940\\X31323235\\", "segment 2, PID-7.1.1");
  rejects("PID|||||||194012\\", "segment 2, PID-7.1.1");
}

TEST_F(Hl7VerifierTest, RejectsAPseudonymUnderTheTrueAuthority) {
  plan("person.nhs_number", "pseudonymise: k");
  const std::string psn = "PID|||psn-0123456789abcdef0123456789abcdef";
  accepts(psn + "^^^urn:concordat:pseudonym:k:NHS^NH");
  accepts(psn + "^^^urn:concordat:pseudonym:k:NHS");
  accepts(psn + "^^^^NH");
  rejects(psn + "^^^NHS^NH", "segment 2, PID-3.4.1");
  rejects(psn + "^^^urn:concordat:pseudonym:other:NHS^NH", "segment 2, PID-3.4.1");
  rejects(psn + "^^^urn:concordat:pseudonym:k:NHS&SECRET^NH", "segment 2, PID-3.4.2");
  rejects(psn + "^^^urn:concordat:pseudonym:k:SECRET words^NH", "segment 2, PID-3.4.1");
  rejects("PID|||9434765919^^^urn:concordat:pseudonym:k:NHS^NH", "segment 2, PID-3.1.1");
  rejects(psn + "^9^^^NH", "segment 2, PID-3.2.1");  // a check digit of the true number
}

TEST_F(Hl7VerifierTest, WhatAConditionFoundGoesOnlyWithWhatItFound) {
  plan("referrer.name", "keep");
  accepts("PRD|RP|Jones^Eleri");
  rejects("PRD|PP|SECRET", "segment 2, PRD-2.1.1");
  plan("person.name", "withhold");
  plan("person.former_name", "mask: all");
  accepts("PID|||||*********^^^^^^M");
  rejects("PID|||||^^^^^^M", "segment 2, PID-5.7.1");
  rejects("PID|||||*********^^^^^^L", "segment 2, PID-5");
}

TEST_F(Hl7VerifierTest, ModifiersAndNumbersAreCodesOrNothing) {
  plan("result.code", "keep");
  plan("result.value", "keep");
  accepts("PID\rOBX|1|NM|718-7||9.1|g/L|||||F");
  accepts("PID\rOBX|1|NM|718-7||9.1|mm Hg|||||F");
  rejects("PID\rOBX|1|NM|718-7||9.1|g/L|||||SECRET words", "segment 3, OBX-11.1.1");
  rejects("PID\rOBX|1|NM|718-7||9.1|call him on 01482 300300|||||F", "segment 3, OBX-6.1.1");
  rejects("PID\rOBX|1|NM|718-7||9.1||||||F^SECRET", "segment 3, OBX-11.2.1");
  rejects("PID\rOBX|943476|NM|718-7||9.1||||||F", "segment 3, OBX-1.1.1");
  rejects("PID\rOBX|1|SECRET words|718-7||9.1||||||F", "segment 3, OBX-2.1.1");
  rejects("PID\rOBX|1|NM|718-7||9.1||||||\\X46\\", "segment 3, OBX-11.1.1");
  rejects("PID\rOBX|1|NM|718-7||9.1||SECRET||||F", "segment 3, OBX-7.1.1");
}

TEST_F(Hl7VerifierTest, AModifierThatAnItemWithholdsOrChangesMustGo) {
  plan("person.name", "keep");
  rejects("PID|||||Cadwaladr|||||||||||||||||||||||||Y", "segment 2, PID-30.1.1");
  plan("person.death", "mask: all");
  rejects("PID|||||Cadwaladr|||||||||||||||||||||||||*", "segment 2, PID-30.1.1");
  plan("person.death", "keep");
  accepts("PID|||||Cadwaladr|||||||||||||||||||||||||Y");
}

TEST_F(Hl7VerifierTest, APayloadIsReleasedByWhoNamesItAsOne) {
  plan("result.value", "keep");
  accepts("PID\rOBX|1|TX|||words||||||F");
  rejects("PID\rOBX|1|ED|||^TEXT^^Base64^U0VDUkVU||||||F", "segment 3, OBX-5.2.1");
  plan("result.document", "keep");
  accepts("PID\rOBX|1|ED|||^TEXT^^Base64^U0VDUkVU||||||F");
}

TEST_F(Hl7VerifierTest, ASegmentStandsForWhatIsReleasedInItOrBelongsToIt) {
  plan("result.value", "keep");
  plan("note", "keep");
  plan("allergy.severity", "keep");
  accepts("PID|1\rORC|RE\rOBR|1\rOBX|1|TX|||words||||||F");
  accepts("PID|1\rAL1|1|||MI");
  rejects("PID|1\rAL1|1\rOBX|1|TX|||words", "segment 3, AL1");
  rejects("PID|1\rOBX|1|TX|||words\rOBR|1", "segment 4, OBR");
  rejects("PID|1\rOBR|1\rOBR|2\rOBX|1|TX|||words", "segment 3, OBR");
  accepts("PID|1\rOBR|1\rNTE|1||words\rOBR|2\rOBX|1|TX|||words");
  accepts("PID|1\rAL1|1\rNTE|1||words");
  rejects("PID|1\rAL1|1\rNTE|1\rNTE|2", "segment 5, NTE");
  rejects("PID|1\rPV1|1\rPV2|||words", "segment 4, PV2-3.1.1");
}

TEST_F(Hl7VerifierTest, AMessageStandsForWhatIsReleasedInIt) {
  plan("person.name", "keep");
  plan("message.number", "keep");
  rejects("PID|1", "segment 1, MSH");
  rejects("MSH|^~\\&|GHH|||||||0123456789\rEVN|A04\rPID|1", "segment 1, MSH");
}

TEST_F(Hl7VerifierTest, WhatAMessageIsAboutMayStandByItsName) {
  plan("note", "keep");
  accepts("RF1|A\rPID|1\rNTE|1||words");
  rejects("MSH|^~\\&|GHH|RXX|ASC|EHC|20260101||ADT^A01\rRF1|A\rPID|1\rNTE|1||words", "segment 2, RF1");
}

TEST_F(Hl7VerifierTest, TheHeaderHoldsWhatRoutesIt) {
  plan("person.name", "keep");
  const std::string rest = "\rPID|||||Cadwaladr";
  accepts(
      "MSH|^~\\&|GHH|RXX^2.16.840^ISO|ASC|EHC|20260101120000.0000+0000||ADT^A01|0123456789abcdef0123|P|2.5.1|||||"
      "GBR|UNICODE UTF-8|EN" +
      rest);
  rejects("MSH|^~\\&|SECRET Ward" + rest, "segment 1, MSH-3.1.1");
  rejects("MSH|^~\\&|||||SECRET" + rest, "segment 1, MSH-7.1.1");
  rejects("MSH|^~\\&||||||||SECRET" + rest, "segment 1, MSH-10.1.1");
  rejects("MSH|^~\\&||||||||||||SECRET" + rest, "segment 1, MSH-14.1.1");
  plan("message.number", "keep");
  accepts("MSH|^~\\&||||||||PAS00017" + rest);
}

TEST_F(Hl7VerifierTest, StructureThatThePlanWithholdsIsWithheld) {
  plan("person.name", "keep");
  const std::string text = "MSH|^~\\&||||||SECRET\rPID|||||Cadwaladr";
  rejects(text, "segment 1, MSH-8.1.1");
  plan("message.security", "keep");
  accepts(text);
  rejects("MSH|^~\\&||||||SECRET words\rPID|||||Cadwaladr", "segment 1, MSH-8.1.1");
}

TEST_F(Hl7VerifierTest, AMergeNamesTheNumberThatIsGivenUp) {
  plan("record.local_id", "keep");
  plan("person.merged", "keep");
  accepts("PID|||12345^^^RXX\rMRG|12346^^^RXX||||V7");
  rejects("PID|||12345^^^RXX\rMRG|||||V7", "segment 3, MRG");
  rejects("PID|||12345^^^RXX\rMRG", "segment 3, MRG");
}

TEST_F(Hl7VerifierTest, EachMessageOfABatchIsJudged) {
  plan("person.name", "keep");
  const std::string header = "MSH|^~\\&|GHH\r";
  const std::string patient = "PID|||||Cadwaladr\r";
  const std::string batch = "BHS|^~\\&|GHH|||EHC|20260101\r";
  accepts(batch + header + patient + header + patient + "BTS|2\r");
  rejects(batch + header + patient + header + patient + "BTS|3\r", "does not parse");
  rejects(batch + header + patient + header + patient + "BTS|2|SECRET\r", "segment 6, BTS-2.1.1");
  rejects(batch + header + patient + header + "PID|||||||SECRET\rBTS|2\r", "segment 5, PID-7.1.1");
  rejects(batch + header + patient + header + "PID\rBTS|2\r", "segment 4, MSH");
  rejects("BHS|^~\\&|GHH||||||SECRET\r" + header + patient + "BTS|1\r", "segment 1, BHS-9.1.1");
}

TEST_F(Hl7VerifierTest, WhatDoesNotParseIsRejected) {
  plan("person.name", "keep");
  rejects("PID|||||Cadwaladr\nNTE|1", "does not parse");
  rejects("PID|||||Cadwaladr\rMSH|^~\\&|SECRET", "does not parse");
  EXPECT_FALSE(verdict("", plan_));
  EXPECT_FALSE(verdict("{}", plan_));
}

TEST(Hl7Rules, EveryUseIsBoundedToWhatItsValuesLookLike) {
  for (const FieldUse use : {FieldUse::kNone, FieldUse::kNumber, FieldUse::kCode, FieldUse::kModifier, FieldUse::kUnits,
                             FieldUse::kTime, FieldUse::kRouting, FieldUse::kControlId}) {
    EXPECT_FALSE(fits(use, "was found at home on the floor"));
    EXPECT_FALSE(fits(use, std::string(65, '1')));
    EXPECT_FALSE(fits(use, "\xC3\xA9"));
  }
  EXPECT_TRUE(fits(FieldUse::kTime, "2026"));
  EXPECT_TRUE(fits(FieldUse::kTime, "20260101120000.1234-0100"));
  for (const char* no :
       {"202", "20261", "202601011200001", "2026.", "2026.12345", "2026+1", "2026-01-01", "2026+00000"}) {
    EXPECT_FALSE(fits(FieldUse::kTime, no)) << no;
  }
}

TEST(Hl7Rules, SegmentsBelongToSegmentsThatAreKnown) {
  for (const SegmentUses& each : segment_uses()) {
    for (std::string_view rest = each.belongs_to; rest.size() >= 3;
         rest.remove_prefix(std::min<std::size_t>(4, rest.size()))) {
      const auto known = [&](const SegmentUses& other) { return other.name == rest.substr(0, 3); };
      EXPECT_TRUE(std::any_of(segment_uses().begin(), segment_uses().end(), known)) << each.name << " " << rest;
      EXPECT_NE(rest.substr(0, 3), each.name);
    }
  }
}

}  // namespace
}  // namespace concordat::policy
