// Opaque payloads through the doors that every record goes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/redact/opaque/file_name.h"
#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kPdf = "%PDF-1.4 a letter";
constexpr std::string_view kJpeg = "\xFF\xD8\xFF\xE0 a photograph";

Item payload(const char* id, std::initializer_list<const char*> places) {
  Item item;
  item.id = ItemId{id};
  for (const char* place : places)
    item.selectors[static_cast<std::size_t>(Format::kOpaque)].push_back(parse_opaque_selector(place).value());
  return item;
}

// Letters up to 100 bytes, short letters up to 20, photographs up to 64.
Vocabulary small_vocabulary() {
  Vocabulary vocabulary;
  vocabulary.items.push_back(payload("document.letter", {"application/pdf[at-most=100]"}));
  vocabulary.items.push_back(payload("document.note", {"application/pdf[at-most=20]", "text/plain"}));
  vocabulary.items.push_back(payload("document.photo", {"image/jpeg[at-most=64]"}));
  vocabulary.items.push_back(payload("envelope.file_name", {}));
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i)
    vocabulary.item_by_name.emplace(vocabulary.items[i].id.str(), static_cast<ItemIndex>(i));
  RecordKind letter;
  letter.id = KindId{"letter"};
  letter.recognise[static_cast<std::size_t>(Format::kOpaque)].push_back(
      parse_opaque_selector("application/pdf[at-most=50]").value());
  vocabulary.kinds.push_back(letter);
  vocabulary.kind_by_name.emplace("letter", KindIndex{0});
  return vocabulary;
}

class OpaqueTest : public testing::Test {
 protected:
  OpaqueTest() { plan_.items = PlanItems(std::vector<PlanItem>(vocabulary_.items.size())); }

  void plan(std::size_t item, const char* action) { plan_.items.edit()[item].action = Action::parse(action).value(); }
  Result<void> read(std::string_view type, std::string_view body, std::string_view file_name = {}) {
    return record_.read(Format::kOpaque, body, index_, {type, file_name});
  }
  // The disclosure, verified.
  Result<void> disclose() {
    if (auto ok = redactor_.redact(record_, plan_, vocabulary_, "recipient", keys_, out_); !ok) return ok;
    return verifier_.verify(out_.bytes, plan_, verifier_index_, {record_.content_type(), out_.file_name});
  }

  Vocabulary vocabulary_ = small_vocabulary();
  RecordIndex index_{Format::kOpaque, vocabulary_};
  VerifierIndex verifier_index_{Format::kOpaque, vocabulary_};
  Plan plan_;
  Record record_;
  Redactor redactor_;
  Verifier verifier_;
  Disclosure out_;
  test::PlainKeys keys_;
};

TEST_F(OpaqueTest, IsKeptWholeByteForByte) {
  plan(1, "keep");
  ASSERT_TRUE(read("application/PDF", kPdf));
  ASSERT_TRUE(disclose());
  EXPECT_EQ(out_.bytes, kPdf);
  EXPECT_EQ(record_.content_type(), "application/pdf");
  EXPECT_EQ(out_.unnamed, 0u);
}

TEST_F(OpaqueTest, IsRefusedUnlessThePlanKeepsItsItem) {
  ASSERT_TRUE(read("application/pdf", kPdf));
  for (const char* action : {"withhold", "mask: all", "pseudonymise: key"}) {
    plan(1, action);
    const auto done = disclose();
    ASSERT_FALSE(done) << action;
    EXPECT_EQ(done.error().code, Code::kRefusedByPolicy);
    EXPECT_THAT(out_.bytes, IsEmpty());
  }
}

TEST_F(OpaqueTest, OfSeveralItemsTheTightestStandsForIt) {
  plan(0, "keep");
  ASSERT_TRUE(read("application/pdf", kPdf));
  EXPECT_FALSE(disclose()) << "the short letter's item is withheld, and the longer one's says nothing of it";
  const std::string longer = std::string(kPdf) + std::string(40, ' ');
  ASSERT_TRUE(read("application/pdf", longer));
  ASSERT_TRUE(disclose());
  EXPECT_EQ(out_.bytes, longer);
}

TEST_F(OpaqueTest, WhatIsLargerThanEveryItemHasRoomForIsTooLarge) {
  const auto done = read("image/jpeg", std::string(kJpeg) + std::string(64, 'x'));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::kTooLarge);
}

TEST_F(OpaqueTest, TheFirstBytesMustBearTheTypeOut) {
  EXPECT_EQ(read("application/pdf", kJpeg).error().code, Code::kMalformed);
  EXPECT_EQ(read("image/jpeg", kPdf).error().code, Code::kMalformed);
  EXPECT_EQ(read("text/plain", kPdf).error().code, Code::kMalformed) << "a PDF is no text, though all of it is ASCII";
  EXPECT_EQ(read("", kPdf).error().code, Code::kMalformed);
  EXPECT_EQ(read("application/pdf", "").error().code, Code::kMalformed);
  EXPECT_EQ(read("application/zip", "PK\x03\x04").error().code, Code::kUnsupported);
  EXPECT_EQ(read("application/pdf; name=x", kPdf).error().code, Code::kUnsupported);
}

TEST_F(OpaqueTest, APayloadThatNoItemStandsForIsRefused) {
  ASSERT_TRUE(read("image/gif", "GIF89a"));
  const auto done = disclose();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::kRefusedByPolicy);
  EXPECT_EQ(out_.unnamed, 1u);
}

TEST_F(OpaqueTest, NamesNobodyAndIsOfTheKindsThatItsTypeAndSizeSay) {
  ASSERT_TRUE(read("application/pdf", kPdf));
  EXPECT_TRUE(record_.names_somebody_unknown());
  EXPECT_THAT(record_.subjects(), IsEmpty());
  EXPECT_THAT(record_.destinations(), IsEmpty());
  EXPECT_EQ(record_.kinds(), 1u);
  ASSERT_TRUE(read("application/pdf", std::string(kPdf) + std::string(40, ' ')));
  EXPECT_EQ(record_.kinds(), 0u);
}

TEST_F(OpaqueTest, AFileNameIsWithheldUnlessThePlanKeepsIt) {
  plan(1, "keep");
  ASSERT_TRUE(read("application/pdf", kPdf, "letter.pdf"));
  ASSERT_TRUE(disclose());
  EXPECT_EQ(out_.file_name, "");
  EXPECT_THAT(out_.withheld, ElementsAre(3));
  plan(3, "keep");
  ASSERT_TRUE(disclose());
  EXPECT_EQ(out_.file_name, "letter.pdf");
  EXPECT_THAT(out_.altered, IsEmpty());
}

TEST_F(OpaqueTest, AKeptFileNameGoesWholeOrNotAtAll) {
  plan(1, "keep");
  plan(3, "keep");
  for (const std::string_view name :
       {"letter 943 476 5919.pdf", "0113 869 8975.pdf", "a.b@example.org", "../letter.pdf", ".profile", "C:letter.pdf",
        "letter\n.pdf", "fdp.\xE2\x80\xAEletter"}) {
    ASSERT_TRUE(read("application/pdf", kPdf, name));
    ASSERT_TRUE(disclose());
    EXPECT_EQ(out_.file_name, "") << name;
    EXPECT_THAT(out_.altered, ElementsAre(3)) << name;
  }
}

TEST_F(OpaqueTest, TheVerifierTakesNothingThatThePlanDoesNotKeep) {
  plan(1, "keep");
  const auto verify = [&](std::string_view bytes, const Envelope& envelope) {
    return verifier_.verify(bytes, plan_, verifier_index_, envelope);
  };
  EXPECT_TRUE(verify(kPdf, {"application/pdf", ""}));
  const std::string longer = std::string(kPdf) + std::string(40, ' ');
  for (const auto& [bytes, envelope] :
       {std::pair(std::string_view(longer), Envelope{"application/pdf", ""}),
        std::pair(kPdf, Envelope{"text/plain", ""}), std::pair(kJpeg, Envelope{"application/pdf", ""}),
        std::pair(kJpeg, Envelope{"image/jpeg", ""}), std::pair(kPdf, Envelope{"", ""}),
        std::pair(kPdf, Envelope{"application/pdf", "letter.pdf"})}) {
    const auto done = verify(bytes, envelope);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::kVerifierMismatch);
  }
  plan(3, "keep");
  EXPECT_TRUE(verify(kPdf, {"application/pdf", "letter.pdf"}));
  EXPECT_FALSE(verify(kPdf, {"application/pdf", "../letter.pdf"}));
}

TEST(FileName, IsSafeWhenItIsAPlainNameAndNothingElse) {
  for (const std::string_view good : {"letter.pdf", "Discharge letter (2).pdf", "Zo\xC3\xAB.pdf", "a"})
    EXPECT_TRUE(safe_file_name(good)) << good;
  for (const std::string_view bad : {"", ".", "..", ".hidden", "a/b", "a\\b", "a:b", "a\tb", "end.", " a", "a ",
                                     "a\x7F", "\xC2\x85", "\xEF\xBB\xBFx", "a\xE2\x80\x8B", "\xFF"})
    EXPECT_FALSE(safe_file_name(bad)) << bad;
  EXPECT_FALSE(safe_file_name(std::string(301, 'a')));
}

}  // namespace
}  // namespace concordat::policy
