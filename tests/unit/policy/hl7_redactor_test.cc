// What the redactor does to HL7 v2. Segments end with CR; here with a line each, for the eye.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

std::string wire(std::string text) {
  std::replace(text.begin(), text.end(), '\n', '\r');
  return text;
}
std::string shown(std::string text) {
  std::replace(text.begin(), text.end(), '\r', '\n');
  return text;
}

constexpr const char* kHeader =
    "MSH|^~\\&|WardBook|Riverside|CareDesk|Eastshire|20260105090000||REF^I12^REF_I12|X1|P|2.5.1\n";

class Hl7Redaction : public testing::Test {
 public:
  // What follows the header in the disclosure; the header is checked apart.
  std::string body(const std::string& after_header) {
    const std::string all = whole(kHeader + after_header);
    const std::size_t first = all.find('\n');
    return first == std::string::npos || all.compare(0, 3, "MSH") != 0 ? all : all.substr(first + 1);
  }
  std::string whole(const std::string& text) { return shown(redaction.run(wire(text))); }
  Hl7Redaction& plan(std::string_view item, std::string_view action) {
    redaction.plan(item, action);
    return *this;
  }
  bool altered(std::string_view name) const {
    return std::find(redaction.out.altered.begin(), redaction.out.altered.end(), item(name)) !=
           redaction.out.altered.end();
  }

  Redaction redaction{Format::kHl7v2};
};

TEST_F(Hl7Redaction, WhatEveryItemKeepsIsCopiedByteForByte) {
  redaction.keep_all();
  const std::string all =
      "PID|1||943 476 5919^^^^NHS||Thornbury^Ada^^^^^L||19410309|F|||4 Mill Lane^^Eastshire^^ZZ9 9ZZ^^H||"
      "0161 496 0123^^PH\n";
  EXPECT_EQ(body(all), all);
}

TEST_F(Hl7Redaction, WhatNoItemNamesIsWithheld) {
  plan("person.name", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury^Ada|Smith|19410309|F||||||||||||||||Leeds\nZPI|1|secret\nSFT|Orion\n"),
            "PID|1||||Thornbury^Ada\n");
  EXPECT_EQ(redaction.out.unnamed, 5u);  // MSH-10 has a new value; the mother's name, the birth place, ZPI's two, SFT-1
}

TEST_F(Hl7Redaction, AWithheldFieldIsEmptyAndNeverDelete) {
  plan("person.name", "keep").plan("person.gender", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury||19410309|F\n"), "PID|1||||Thornbury|||F\n");
}

TEST_F(Hl7Redaction, DeleteGoesWithAnItemThatIsReleased) {
  plan("person.name", "keep").plan("person.contact", "mask: last-3");
  EXPECT_EQ(body("PID|1||||Thornbury||\"\"||||||\"\"\n"), "PID|1||||Thornbury||||||||\"\"\n");
}

TEST_F(Hl7Redaction, NothingTellsHowManyRepetitionsOrFieldsWereWithheld) {
  plan("person.nhs_number", "keep");
  EXPECT_EQ(body("PID|1||RT-1^^^RST^MR~943 476 5919^^^^NHS~RT-2^^^RST^MR||Thornbury|||F|||4 Mill Lane||||||||\n"),
            "PID|1||943 476 5919^^^^NHS\n");
}

TEST_F(Hl7Redaction, TheSenderIsNotNamedByItsControlIdButByTheMessage) {
  plan("person.name", "keep");
  const std::string first = whole(std::string(kHeader) + "PID|1||||Thornbury\n");
  EXPECT_EQ(first.find("|X1|"), std::string::npos);
  EXPECT_EQ(first.substr(0, first.find("REF^")), "MSH|^~\\&|WardBook|Riverside|CareDesk|Eastshire|20260105090000||");
  std::string other = kHeader;
  other.replace(other.find("|X1|"), 4, "|9434765919|");
  EXPECT_EQ(whole(other + "PID|1||||Thornbury\n"), first);
  EXPECT_NE(whole(std::string(kHeader) + "PID|1||||Thornberry\n").substr(0, first.find("|P|")),
            first.substr(0, first.find("|P|")));
}

TEST_F(Hl7Redaction, TheCharacterSetIsSaidAsItWas) {
  plan("person.name", "keep");
  EXPECT_EQ(whole("MSH|^~\\&|WardBook|||||||||||||||UNICODE UTF-8\nPID|1||||Si\xC3\xA2n\n"),
            "MSH|^~\\&|WardBook|||||||||||||||UNICODE UTF-8\nPID|1||||Si\xC3\xA2n\n");
}

TEST_F(Hl7Redaction, RoutingFieldsMayNotCarryWhatIsWithheld) {
  plan("person.gender", "keep");
  std::string header = kHeader;
  header.replace(header.find("WardBook"), 8, "Thornbury");
  const std::string all = whole(header + "PID|1||||Thornbury|||F\n");
  EXPECT_EQ(all.find("Thornbury"), std::string::npos) << all;
}

TEST_F(Hl7Redaction, ActionsChangeValuesAndKeepWhatSaysHowToReadThem) {
  plan("person.birth_date", "generalise: month").plan("person.contact", "mask: last-3");
  plan("record.local_id", "pseudonymise: k").plan("person.postcode", "generalise: outward");
  const std::string out = body(
      "PID|1||RT-20871^4^M11^RST&1.2&ISO^MR^Ward||Thornbury||194103091512|F|||4 Mill Lane^^^^LS1 4HR||"
      "01614960123^PRN^PH\n");
  EXPECT_EQ(out.find("|194103|"), out.find("|194103")) << out;
  EXPECT_NE(out.find("********123^PRN^PH"), std::string::npos) << out;
  EXPECT_NE(out.find("^^^^LS1|"), std::string::npos) << out;
  EXPECT_NE(out.find("^^^urn:concordat:pseudonym:k:RST^MR|"), std::string::npos) << out;
  EXPECT_NE(out.find("|psn-"), std::string::npos) << out;
  EXPECT_EQ(out.find("Ward"), std::string::npos);
}

TEST_F(Hl7Redaction, WhatCannotBeChangedWithCertaintyIsWithheldAndSaidToBe) {
  plan("person.gender", "keep").plan("person.birth_date", "generalise: year");
  EXPECT_EQ(body("PID|1||||||March 1941|F\n"), "PID|1|||||||F\n");
  EXPECT_TRUE(altered("person.birth_date"));
}

TEST_F(Hl7Redaction, EscapesAreReadBeforeMatchingAndEveryOtherByteStays) {
  plan("referral.note", "keep").plan("person.gender", "keep");
  EXPECT_EQ(body("PID|1||||O\\T\\Brien^Ada|||F\nNTE|1||Seen \\.br\\Ada O\\X26\\Brien \\T\\ her son\n"),
            "PID|1|||||||F\nNTE|1||Seen \\.br\\Ada [withheld] \\T\\ her son\n");
  EXPECT_EQ(redaction.out.scrubbed, 1u);
}

TEST_F(Hl7Redaction, TextThatCannotBeReadWithCertaintyIsWithheld) {
  plan("referral.note", "keep").plan("person.gender", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury|||F\nNTE|1||Call \\C2842\\ Thornbury\n"), "PID|1|||||||F\n");
  EXPECT_TRUE(altered("referral.note"));
}

TEST_F(Hl7Redaction, AConditionOnTheSegmentTellsOneProviderFromAnother) {
  plan("staff.name", "keep");
  EXPECT_EQ(
      body("PRD|RT^Referred to^HL70286|McWilliams^Paul\nPRD|RP^Referring Provider^HL70286|Powell^Robert\nPID|1||||X\n"),
      "PRD|RP^^HL70286|Powell^Robert\n");
}

TEST_F(Hl7Redaction, AnObservationNeverPassesToTheOrderBefore) {
  plan("condition.note", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury\nORC|NW\nOBR|1|||22310-7\nOBX|1|ST|1-8||Positive||||||F\nOBR|2|||99-9\n"
                 "OBX|1|ST|2-2||Negative||||||F\nOBR|3|||77-7\nNK1|1|Smith\n"),
            "PID|1\nORC|NW\nOBR|1\nOBX|1|ST|||Positive||||||F\nOBR|2\nOBX|1|ST|||Negative||||||F\n");
}

TEST_F(Hl7Redaction, ModifiersGoWithWhatTheyModify) {
  plan("observation.value", "keep");
  EXPECT_EQ(body("PID|1\nOBR|1|||8867-4|||||||||||||||||||||P\nOBX|1|NM|8867-4||72|mm Hg|60-80|H|||F\n"),
            "PID|1\nOBR|1||||||||||||||||||||||||P\nOBX|1|NM|||72|mm Hg|||||F\n");
}

TEST_F(Hl7Redaction, AModifierThatMayNotGoTakesItsSegmentWithIt) {
  plan("condition.code", "keep").plan("person.name", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury\nDG1|1||K63.3^Ulcer^I10|||F\n"), "PID|1||||Thornbury\n");
  EXPECT_TRUE(altered("condition.code"));
  plan("condition.status", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury\nDG1|1||K63.3^Ulcer^I10|||F\n"),
            "PID|1||||Thornbury\nDG1|1||K63.3^Ulcer^I10|||F\n");
}

TEST_F(Hl7Redaction, AModifierThatIsNoCodeTakesItsSegmentWithIt) {
  plan("referral.reason", "keep").plan("person.name", "keep");
  EXPECT_EQ(body("RF1|P^Pending the daughter's call^HL70283|||||||||Fall^At home\nPID|1||||Thornbury\n"),
            "RF1|P^^HL70283|||||||||Fall^At home\nPID|1||||Thornbury\n");
  EXPECT_EQ(body("RF1|Ask Thornbury|||||||||Fall^At home\nPID|1||||Thornbury\n"),
            "refused: the focus of the record has a modifier that may not go with it; without it the rest would mean "
            "something else");
}

TEST_F(Hl7Redaction, TheStatusOfAReferralGoesWithEveryPartOfIt) {
  plan("person.name", "keep");
  EXPECT_EQ(body("RF1|R^Rejected^HL70283|||||||||Fall\nPID|1||||Thornbury\n"), "RF1|R^^HL70283\nPID|1||||Thornbury\n");
}

TEST_F(Hl7Redaction, ACodeThatIsSomebodysNameIsNotPassedForOne) {
  plan("person.gender", "keep").plan("record.local_id", "pseudonymise: k");
  EXPECT_EQ(body("RF1|Thornbury\nPID|1||||Thornbury|||F\n").substr(0, 52),
            "refused: a code that says how the record is meant ho");
  const std::string out = body("PID|1||RT-1^^^Thornbury^MR||Thornbury|||F\n");
  EXPECT_EQ(out.find("Thornbury"), std::string::npos) << out;
  EXPECT_NE(out.find("^^^^MR|"), std::string::npos) << out;
}

TEST_F(Hl7Redaction, StructureIsCodesAndNoMore) {
  plan("person.gender", "keep");
  std::string header = kHeader;
  header.replace(header.find("2.5.1\n"), 6, "2.5.1||||||||||For Ada Thornbury\n");
  const std::string all = whole(header + "PID|1|||||||F\n");
  EXPECT_EQ(all.find("Ada"), std::string::npos) << all;
}

TEST_F(Hl7Redaction, AMergeIsNeverTakenForAnUpdate) {
  plan("person.name", "keep");
  EXPECT_EQ(body("PID|1||RT-1^^^^MR||Thornbury\nMRG|RT-2^^^^MR\n").substr(0, 66),
            "refused: the message says that one person's record becomes another");
  plan("record.local_id", "pseudonymise: k");
  const std::string out = body("PID|1||RT-1^^^^MR||Thornbury\nMRG|RT-2^^^^MR\n");
  EXPECT_NE(out.find("\nMRG|psn-"), std::string::npos) << out;
}

TEST_F(Hl7Redaction, EncapsulatedDataIsWithheldUnlessAnItemNamesIt) {
  plan("condition.note", "keep").plan("person.name", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury\nOBX|1|ED|1||^application^pdf^Base64^JVBERi0xLjQ=||||||F\n"),
            "PID|1||||Thornbury\n");
}

TEST_F(Hl7Redaction, ARecordOfWhichNothingMayGoIsRefused) {
  EXPECT_EQ(body("PID|1||||Thornbury\n"), "refused: nothing in this record may be released to the recipient");
  plan("person.religion", "keep");
  EXPECT_EQ(body("PID|1||||Thornbury\n"), "refused: nothing in this record may be released to the recipient");
}

TEST_F(Hl7Redaction, ABatchIsCountedAnew) {
  plan("person.religion", "keep");
  const std::string batch = "FHS|^~\\&|A\nBHS|^~\\&|A\n" + std::string(kHeader) + "PID|1||||One||||||||||||Quaker\n" +
                            kHeader + "PID|1||||Two\n" + kHeader +
                            "PID|1||||Three||||||||||||Hindu\nBTS|3|all of it\nFTS|1\n";
  std::string out = whole(batch);
  EXPECT_NE(out.find("\nBTS|2\nFTS|1\n"), std::string::npos) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), 'M'), 2) << out;
  EXPECT_EQ(redaction.record.facts().people.size(), 3u);
}

TEST_F(Hl7Redaction, LinesEndsAreMadeCarriageReturnsAndAByteOrderMarkIsSaidInTheHeader) {
  plan("person.name", "keep");
  const std::string out = redaction.run("\xEF\xBB\xBF" + std::string(kHeader) + "PID|1||||Bront\xC3\xAB\n");
  EXPECT_EQ(out.find('\n'), std::string::npos);
  EXPECT_NE(shown(out).find("|P|2.5.1||||||UNICODE UTF-8\nPID|1||||Bront\xC3\xAB\n"), std::string::npos) << shown(out);
}

TEST_F(Hl7Redaction, WhoAndWhatAndForWhom) {
  plan("person.name", "keep");
  body("PID|1||943 476 5919^^^^NHS||Thornbury\nPV2||||||||||||||||||||||Y\n");
  EXPECT_EQ(redaction.record.kinds(), KindSet{1});
  EXPECT_EQ(redaction.record.subjects(), std::vector<std::string>{"9434765919"});
  EXPECT_EQ(redaction.record.destinations(), std::vector<std::string>{"Eastshire"});
  EXPECT_FALSE(redaction.record.names_somebody_unknown());
  EXPECT_EQ(redaction.record.labels(), static_cast<LabelSet>(SecurityLabel::kRestricted));
}

TEST_F(Hl7Redaction, KeepingEverythingInADisclosureChangesNothing) {
  plan("person.name", "keep").plan("person.contact", "mask: last-3").plan("referral.note", "keep");
  const std::string out =
      redaction.run(wire(std::string(kHeader) + "EVN|A01|2026\nPID|1||943^^^^NHS||Thornbury^Ada||1941|||||||"
                                                "01614960123^^^^^^^~0161^^PH\nNTE|1||call 0161 496 0123^^ \n"));
  redaction.keep_all();
  EXPECT_EQ(shown(redaction.run(out)), shown(out));
}

}  // namespace
}  // namespace concordat::policy::test
