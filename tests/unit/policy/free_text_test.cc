#include "policy/redact/value/free_text.h"

#include <gtest/gtest.h>

namespace concordat::policy {
namespace {

constexpr const char* kImpossible = "withheld whole";

std::string scrubbed(FreeText& text, std::string_view input) {
  std::string clean;
  const FreeText::Outcome outcome = text.scrub(input, clean);
  if (!outcome.possible) return kImpossible;
  return outcome.marks == 0 ? std::string(input) : clean;
}

// A case reads: with this withheld, this text becomes that one.
struct Case {
  ValueType type;
  const char* withheld;
  const char* text;
  const char* expected;
};

void expect(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    FreeText text;
    text.withhold(each.type, each.withheld);
    EXPECT_EQ(scrubbed(text, each.text), each.expected) << "withheld: " << each.withheld << "\ntext: " << each.text;
  }
}

TEST(FreeTextNames, GoAsWholeWords) {
  expect({
      {ValueType::kName, "Thornbury", "seen by Thornbury.", "seen by [withheld]."},
      {ValueType::kName, "Thornbury", "THORNBURY (thornbury)", "[withheld] ([withheld])"},
      {ValueType::kName, "Thornbury", "Thornbury's son, the Thornburys, Thornburys'",
       "[withheld]'s son, the [withheld], [withheld]'"},
      {ValueType::kName, "Thornbury", "Thornburyshire, Athornbury", "Thornburyshire, Athornbury"},
      {ValueType::kName, "Miss Ann Thornbury", "Ann Thornbury and Miss Thornbury", "[withheld] and Miss [withheld]"},
      {ValueType::kName, "Thornbury", "report_Thornbury1941.pdf", "report_[withheld]1941.pdf"},
      {ValueType::kName, "Thornbury", "LetterThornburyFinal.doc", "Letter[withheld]Final.doc"},
      {ValueType::kName, "Thornbury", "{\"family\":\"Thornbury\"}", "{\"family\":\"[withheld]\"}"},
  });
}

TEST(FreeTextNames, GoWithTheirPartsAndInOnePiece) {
  expect({
      {ValueType::kName, "Smith-Jones", "Smith-Jones, Smith Jones, SmithJones, Mr Smith, Mrs Jones-Smith",
       "[withheld], [withheld], [withheld], Mr [withheld], Mrs [withheld]-[withheld]"},
      {ValueType::kName, "O'Brien", "O'Brien, OBrien, O’Brien, O Brien",
       "[withheld], [withheld], [withheld], [withheld]"},
      {ValueType::kName, "McDonald", "McDonald, Mc Donald, MCDONALD, Mcdonald",
       "[withheld], [withheld], [withheld], [withheld]"},
      {ValueType::kName, "van den Berg", "van den Berg, Vandenberg, Mr Berg", "[withheld], [withheld], Mr [withheld]"},
      {ValueType::kName, "Thornbury", "Thorn-bury, Thorn-\nbury, T h o r n b u r y",
       "[withheld], [withheld], [withheld]"},
  });
}

TEST(FreeTextNames, AreFoundInEverySpellingOfUnicode) {
  expect({
      {ValueType::kName, "Zoë Müller", "Zoe Muller, ZOË MÜLLER, Zoe\xCC\x88 Mu\xCC\x88ller.",
       "[withheld], [withheld], [withheld]."},
      {ValueType::kName, "Muller", "Mu\xCC\x88ller!", "[withheld]!"},
      {ValueType::kName, "Thornbury", "Ｔｈｏｒｎｂｕｒｙ", "[withheld]"},
      {ValueType::kName, "Thornbury", "𝐓𝐡𝐨𝐫𝐧𝐛𝐮𝐫𝐲 Ⓣhornbury", "[withheld] [withheld]"},
      {ValueType::kName, "Thornbury",
       "Thorn\xC2\xAD"
       "bury, Thorn\xE2\x80\x8B"
       "bury",
       "[withheld], [withheld]"},
      {ValueType::kName, "Ann Thornbury", "Mary\xE2\x80\x8BThornbury", "Mary\xE2\x80\x8B[withheld]"},
      {ValueType::kName, "Łukasz Grøn", "lukasz gron", "[withheld]"},
      {ValueType::kName, "Weiß", "WEISS", "[withheld]"},
      {ValueType::kName, "Иванова", "у ИВАНОВА боль", "у [withheld] боль"},
      {ValueType::kName, "王小明", "患者王小明今天", "患者[withheld]今天"},
  });
}

TEST(FreeTextNames, OfThreeLettersGoOnlyBesideATitleOrAnotherName) {
  FreeText text;
  text.withhold(ValueType::kName, "Lee");
  text.withhold(ValueType::kName, "Ann");
  EXPECT_EQ(scrubbed(text, "Mr Lee; Dr. LEE; Ann Lee; Lee, Ann"),
            "Mr [withheld]; Dr. [withheld]; [withheld] [withheld]; [withheld], [withheld]");
  EXPECT_EQ(scrubbed(text, "in the lee of the wall, ann arbor"), "in the lee of the wall, ann arbor");
}

TEST(FreeTextNames, NeverReachOverWordsThatOnlyAddUpToThem) {
  expect({
      {ValueType::kName, "Ismay", "She is may be confused", "She is may be confused"},
      {ValueType::kName, "Willis", "it will is", "it will is"},
      {ValueType::kName, "Andrea", "and rea", "and rea"},
      {ValueType::kAddress, "Notting", "not ting", "not ting"},
  });
}

TEST(FreeTextClinicalWords, AreNeverTakenOut) {
  expect({
      {ValueType::kName, "No", "No known allergies. Mr No", "No known allergies. Mr No"},
      {ValueType::kName, "Nil", "Nil by mouth", "Nil by mouth"},
      {ValueType::kName, "Non", "non smoker", "non smoker"},
      {ValueType::kName, "Mr Not Ill", "he is not ill", kImpossible},
      {ValueType::kName, "Rose Hall", "She rose. HALL, Rose Hall", kImpossible},
      {ValueType::kName, "Thornbury", "a case of Thornbury's syndrome", kImpossible},
      {ValueType::kName, "None", "Allergies: none", kImpossible},
      {ValueType::kName, "Noone", "No-one at home", kImpossible},
      {ValueType::kName, "Cant", "She can't walk", kImpossible},
      {ValueType::kName, "Allergy", "Penicillin allergy", kImpossible},
      {ValueType::kName, "Allergy", "Penicillin rash", "Penicillin rash"},
      {ValueType::kName, "Down", "Down syndrome, sat down", kImpossible},
      {ValueType::kName, "Parkinson", "Has Parkinson's disease", kImpossible},
      {ValueType::kName, "Burn", "two burns", kImpossible},
      {ValueType::kAddress, "High Street", "High blood pressure", "High blood pressure"},
      {ValueType::kAddress, "Bath", "help with a bath", kImpossible},
      {ValueType::kIdentifier, "1200", "1200 ml a day", kImpossible},
      {ValueType::kIdentifier, "1200", "key safe 1200.", "key safe [withheld]."},
  });
}

TEST(FreeTextClinicalWords, ThatAreCertainlyANameHereGo) {
  FreeText text;
  text.withhold(ValueType::kName, "Rose");
  text.withhold(ValueType::kName, "Thornbury");
  EXPECT_EQ(scrubbed(text, "Mrs Rose came, Rose Thornbury left"), "Mrs [withheld] came, [withheld] [withheld] left");
  EXPECT_EQ(scrubbed(text, "Her pressure rose"), kImpossible);
}

TEST(FreeTextIdentifiers, GoHoweverTheyAreGrouped) {
  expect({
      {ValueType::kIdentifier, "RST 447-1902", "RST4471902, rst/447/1902, RST 4471902",
       "[withheld], [withheld], [withheld]"},
      {ValueType::kIdentifier, "RT-20871", "RT20871; RT 20871; RT-20871", "[withheld]; [withheld]; [withheld]"},
      {ValueType::kIdentifier, "AB123456C", "AB 12 34 56 C", "[withheld]"},
      {ValueType::kIdentifier, "4471902883", "4471 9028 83", "[withheld]"},
      {ValueType::kIdentifier, "4471902883", "１２ ４４７１９０２８８３", "１２ [withheld]"},
      {ValueType::kIdentifier, "12080", "BP 120/80", "BP 120/80"},
      {ValueType::kIdentifier, "RT-20871", "RT-208711, XRT-20871", "RT-208711, XRT-20871"},
      {ValueType::kContact, "+44 7700 900123", "7700 900123, 07700900123", "[withheld], [withheld]"},
      {ValueType::kContact, "ada@example.org", "ada at example.org, ada@example.org", "ada at example.org, [withheld]"},
  });
}

TEST(FreeTextAddresses, GoWholeAndStreetByStreet) {
  expect({
      {ValueType::kAddress, "4 Mill Lane", "at 4 Mill Lane; Mill Lane; 4, Mill Lane",
       "at [withheld]; [withheld]; [withheld]"},
      {ValueType::kAddress, "4 Mill Lane, Eastshire, ZZ9 9ZZ", "Mill Lane, Eastshire", "[withheld], [withheld]"},
      {ValueType::kAddress, "Flat 2, 14b Priory Way", "14B PRIORY WAY, Priory Way", "[withheld], [withheld]"},
      {ValueType::kAddress, "4 Mill Lane", "14 Mill Lanes", "14 Mill Lanes"},
      {ValueType::kAddress, "England", "NHS England", "NHS England"},
      {ValueType::kPostcode, "LS1 4HR", "LS1 4HR, ls14hr", "[withheld], [withheld]"},
  });
}

TEST(FreeTextDates, GoInEveryWayOfWritingThem) {
  FreeText text;
  text.withhold(ValueType::kDate, "1941-03-09");
  for (const char* form : {"1941-03-09",
                           "9/3/41",
                           "09/03/1941",
                           "09.03.1941",
                           "9-3-1941",
                           "9th March 1941",
                           "9 March, 1941",
                           "the 9th of March 1941",
                           "Mar 9, 1941",
                           "March 9th, 1941",
                           "9-Mar-41",
                           "9Mar41",
                           "09031941",
                           "19410309",
                           "194103091230",
                           "090341",
                           "1941/3/9",
                           "3/9/1941",
                           "9 Mawrth 1941",
                           "9 MARCH '41",
                           "March 1941",
                           "03/1941",
                           "1941-03",
                           "１９４１-０３-０９",
                           "9\xC2\xA0March\xC2\xA0"
                           "1941",
                           "9\xE2\x80\x93"
                           "3\xE2\x80\x93"
                           "1941"}) {
    const std::string clean = scrubbed(text, "born " + std::string(form) + ".");
    EXPECT_EQ(clean.find("41"), std::string::npos) << form << ": " << clean;
    EXPECT_EQ(clean.substr(0, 5), "born ") << form;
    EXPECT_NE(clean.find("[withheld]"), std::string::npos) << form;
  }
  for (const char* other :
       {"seen 2026-03-09", "9 March", "March 9", "on 3/41 of", "1941 ml", "March 12", "41 March Street"}) {
    EXPECT_EQ(scrubbed(text, other), other);
  }
}

TEST(FreeTextDates, AreUnderstoodInEveryFormatThatRecordsHave) {
  for (const char* value :
       {"1941-03-09", "19410309", "194103091200", "1941-03-09T10:00:00Z", "09/03/1941", "9 March 1941", "09031941"}) {
    FreeText text;
    text.withhold(ValueType::kDate, value);
    EXPECT_EQ(scrubbed(text, "dob 9/3/41"), "dob [withheld]") << value;
  }
  expect({
      {ValueType::kDate, "1941-03", "March 1941, 9 March 1941", "[withheld], 9 [withheld]"},
      {ValueType::kDate, "194103", "03/1941", "[withheld]"},
      {ValueType::kDate, "1941", "in 1941", "in [withheld]"},
      {ValueType::kDate, "spring 1941", "in Spring 1941", "in [withheld]"},
  });
}

TEST(FreeTextPatterns, AreMarkedWhosesoeverTheyAre) {
  FreeText text;
  EXPECT_EQ(scrubbed(text, "NHS 943 476 5919 or 943-476-5919 or NHS9434765919."),
            "NHS [withheld] or [withheld] or NHS[withheld].");
  EXPECT_EQ(scrubbed(text, "tel +44 (0)113 496 0123, 07700 900123, +33 1 42 68 53 00"),
            "tel [withheld], [withheld], [withheld]");
  EXPECT_EQ(scrubbed(text, "at ls1 4hr or LS14HR, not T1 2DM"), "at [withheld] or [withheld], not T1 2DM");
  EXPECT_EQ(scrubbed(text, "a.b@c.example.org, b@d"), "[withheld], b@d");
}

TEST(FreeTextPatterns, LeaveClinicalFiguresAlone) {
  FreeText text;
  for (const char* note :
       {"9434765918 is no NHS number", "BP 120/80 130/85 118/70", "20 mg, 2026-01-05", "01/02/2026 0930",
        "01/02/2026 930", "at 0800 1200 200ml", "0.25 0.50 0.75 1.00 mg", "+1.25 -0.50 x 180 +2.00", "B12 2nd dose",
        "L5 3hr", "E45 2bd", "2026-01-05T09:00:00Z", "GCS 15/15, pH 7.35, pO2 9.8"}) {
    EXPECT_EQ(scrubbed(text, note), note);
  }
}

TEST(FreeTextReleased, IsLeftWhereItStands) {
  FreeText text;
  text.release(ValueType::kContact, "+44 7700 900123");
  text.release(ValueType::kPostcode, "LS1 4HR");
  text.release(ValueType::kIdentifier, "943 476 5919");
  text.release(ValueType::kContact, "ward@example.org");
  text.release(ValueType::kName, "Miles Thornbury");
  text.withhold(ValueType::kName, "Ada Thornbury");
  constexpr const char* kNote = "Thornbury, 07700900123, ls14hr, 9434765919, Ward@example.org";
  EXPECT_EQ(scrubbed(text, kNote), kNote);
  EXPECT_EQ(scrubbed(text, "Ada Thornbury"), "[withheld]");
}

TEST(FreeTextUncertain, IsWithheldWhole) {
  expect({
      {ValueType::kName, "Thornbury", "a\x07 bell", kImpossible},
      {ValueType::kName, "Thornbury", "\xE2\x80\xAEyrubnrohT\xE2\x80\xAC", kImpossible},
      {ValueType::kName, "Thornbury", "not \xFF UTF-8", kImpossible},
      {ValueType::kName, "Thornbury", "Тhоrnbury", kImpossible},
      {ValueType::kName, "Thornbury", "Тhоrnburn", "Тhоrnburn"},
      {ValueType::kName, "Thornbury", "<p>Thorn<b>bury</b></p>", kImpossible},
      {ValueType::kName, "Thornbury", "<p>Mrs <b>Thornbury</b></p>", "<p>Mrs <b>[withheld]</b></p>"},
      {ValueType::kName, "Thornbury", "yrubnrohT", kImpossible},
      {ValueType::kName, "Dennis Noel", "no el", "no el"},
  });
}

TEST(FreeTextEscapes, AreReadAndCutExactly) {
  expect({
      {ValueType::kName, "Thornbury", "x \\u0054hornbury y", "x [withheld] y"},
      {ValueType::kName, "Thornbury", "x \\x54hornbury &#84;hornbury &#x54;hornbury %54hornbury",
       "x [withheld] [withheld] [withheld] [withheld]"},
      {ValueType::kName, "Zoë Bright", "Zo%C3%AB Bright", "[withheld]"},
      {ValueType::kName, "Thornbury", "line\\nthornbury, C:\\thornbury", "line\\n[withheld], C:\\[withheld]"},
      {ValueType::kIdentifier, "RST 447-1902", "RST&nbsp;447&nbsp;1902", "[withheld]"},
      {ValueType::kName, "Thornbury", "98% on air & 50%40", "98% on air & 50%40"},
  });
}

TEST(FreeTextDisguises, WithholdTheTextWhole) {
  expect({
      {ValueType::kName, "Thornbury", "see VGhvcm5idXJ5", kImpossible},
      {ValueType::kName, "Thornbury", "see bXJzIFRob3JuYnVyeSBjYW1l in the log", kImpossible},
      {ValueType::kName, "Thornbury", "data:text/plain;base64,eyJmYW1pbHkiOiJUaG9ybmJ1cnkifQ==", kImpossible},
      {ValueType::kName, "Thornbury", "VkdodmNtNWlkWEo1", kImpossible},  // twice
      {ValueType::kName, "Thornbury", "54686f726e62757279", kImpossible},
      {ValueType::kName, "Thornbury", "54 68 6F 72 6E 62 75 72 79", kImpossible},
      {ValueType::kName, "Thornbury", "54:68:6f:72:6e:62:75:72:79", kImpossible},
      {ValueType::kName, "Thornbury", "eXJ1Ym5yb2hU", kImpossible},              // reversed, in base64
      {ValueType::kName, "Thornbury", "VABoAG8AcgBuAGIAdQByAHkA", kImpossible},  // UTF-16
      {ValueType::kName, "Thornbury", "see VGhvcm5idXJu and COVID-19 HbA1c", "see VGhvcm5idXJu and COVID-19 HbA1c"},
      {ValueType::kIdentifier, "RST 447-1902", "UlNUIDQ0Ny0xOTAy", kImpossible},
  });
}

TEST(FreeText, TellsWhereItWouldCutAndWhy) {
  FreeText text;
  text.withhold(ValueType::kName, "Zoë Thornbury");
  const FreeText::Outcome outcome = text.find("Zoe\xCC\x88 THORNBURY: 943 476 5919");
  EXPECT_EQ(outcome.marks, 2u);
  EXPECT_EQ(outcome.by_kind[index_of(ScrubKind::kName)], 1u);
  EXPECT_EQ(outcome.by_kind[index_of(ScrubKind::kNhsNumber)], 1u);
  ASSERT_EQ(text.spans().size(), 2u);
  EXPECT_EQ(text.spans()[0].begin, 0u);
  EXPECT_EQ(text.spans()[0].end, 15u);
  EXPECT_EQ(text.spans()[1].begin, 17u);
  EXPECT_EQ(text.spans()[1].end, 29u);
  EXPECT_FALSE(text.find("yrubnrohT").possible);
  EXPECT_TRUE(text.spans().empty());
}

TEST(FreeText, ForgetsTheRecordBefore) {
  FreeText text;
  text.withhold(ValueType::kName, "Thornbury");
  text.withhold(ValueType::kName, "Ng");
  text.withhold(ValueType::kDate, "1941-03-09");
  text.release(ValueType::kPostcode, "LS1 4HR");
  text.clear();
  EXPECT_EQ(scrubbed(text, "Thornbury, Mr Ng, 9/3/41, LS1 4HR"), "Thornbury, Mr Ng, 9/3/41, [withheld]");
}

}  // namespace
}  // namespace concordat::policy
