// For every sentence, every withheld value in it and every way of spelling that: what was withheld is gone, and every
// other byte is where it was.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "policy/redact/value/free_text.h"

namespace concordat::policy {
namespace {

struct Withheld {
  ValueType type;
  std::string value;
};
const std::vector<Withheld> kWithheld = {{ValueType::kName, "Thornbury"},
                                         {ValueType::kName, "Chloë"},
                                         {ValueType::kName, "Okonkwo-Hughes"},
                                         {ValueType::kIdentifier, "RST 447-1902"},
                                         {ValueType::kIdentifier, "4471902883"},
                                         {ValueType::kAddress, "17 Quarrymoor Gate"},
                                         {ValueType::kContact, "zq.doe@example.org"},
                                         {ValueType::kPostcode, "LS27 9QX"}};

// None of these holds, or joins into, anything that is withheld.
const std::vector<std::string> kNotes = {"No known allergies.", "BP 120/80, pulse 72.",     "Takes 20 mg twice a day;",
                                         "not in pain",         "reviewed on the ward —",   "été, œdème, 37.2°C",
                                         "can't climb stairs?", "Nil by mouth\nfrom 06:00", "(see plan)",
                                         "β-blocker stopped",   "98% on air & well",        "家族と同居"};

FreeText filled() {
  FreeText text;
  for (const Withheld& each : kWithheld) text.withhold(each.type, each.value);
  return text;
}

// Letters and digits without accents, small: what must not be left. By ICU's own folding, not by that of the scrubber.
std::string bare(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString folded = apart->normalize(folding->normalize(icu::UnicodeString::fromUTF8(text), error), error);
  std::string out;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    const UChar32 c = folded.char32At(at);
    if (u_isalnum(c) != 0) icu::UnicodeString(c).toUTF8String(out);
  }
  return out;
}

enum class Spelling { kAsIs, kCapitals, kSmall, kFullWidth, kDecomposed, kSoftHyphens, kDots, kLast };

std::string spelled(std::string value, Spelling how) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(value);
  std::string out;
  switch (how) {
    case Spelling::kCapitals: text.toUpper().toUTF8String(out); return out;
    case Spelling::kSmall: text.toLower().toUTF8String(out); return out;
    case Spelling::kDecomposed:
      icu::Normalizer2::getNFDInstance(error)->normalize(text, error).toUTF8String(out);
      return out;
    case Spelling::kFullWidth:
      for (const char c : value) {
        const bool ascii = c > ' ' && c < '\x7F';
        if (ascii) icu::UnicodeString(static_cast<UChar32>(c - '!' + 0xFF01)).toUTF8String(out);
        if (!ascii) out += c;
      }
      return out;
    case Spelling::kSoftHyphens:
      for (std::size_t i = 0; i < value.size(); ++i) {
        out += value[i];
        if (i % 3 == 1 && i + 1 < value.size() && static_cast<signed char>(value[i]) > 0) out += "\xC2\xAD";
      }
      return out;
    case Spelling::kDots:  // other marks where the value has marks
      for (const char c : value)
        out += c == ' ' ? std::string("\xC2\xA0") : c == '-' ? std::string("\xE2\x80\x93") : std::string(1, c);
      return out;
    default: return value;
  }
}

TEST(FreeTextProperty, NothingWithheldRemainsAndEveryOtherByteDoes) {
  FreeText text = filled();
  const bool held = rc::check([&text] {
    std::vector<std::string> pieces;  // of the note, in order; those at odd places are withheld
    pieces.push_back(*rc::gen::elementOf(kNotes));
    const int count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) {
      const Withheld& each = *rc::gen::elementOf(kWithheld);
      pieces.push_back(
          spelled(each.value, static_cast<Spelling>(*rc::gen::inRange(0, static_cast<int>(Spelling::kLast)))));
      pieces.push_back(*rc::gen::elementOf(kNotes));
    }
    std::string note;
    std::string expected;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::string space =
          i == 0 ? "" : *rc::gen::element<std::string>(" ", "\n", " \xE2\x80\x94 ", ": ", "\xE3\x80\x80");
      note += space + pieces[i];
      expected += space + (i % 2 == 1 ? std::string(FreeText::kMark) : pieces[i]);
    }
    std::string clean;
    const FreeText::Outcome outcome = text.scrub(note, clean);
    RC_ASSERT(outcome.possible);
    for (const Withheld& each : kWithheld) RC_ASSERT(bare(clean).find(bare(each.value)) == std::string::npos);
    RC_ASSERT(clean == expected);
    RC_ASSERT(outcome.marks == static_cast<std::uint32_t>(count));
  });
  EXPECT_TRUE(held);
}

TEST(FreeTextProperty, AScrubbedTextIsClean) {
  FreeText text = filled();
  const bool held = rc::check([&text] {
    std::string note;
    const int count = *rc::gen::inRange(1, 8);
    for (int i = 0; i < count; ++i) {
      note += *rc::gen::element(' ', ',', '-', '.', '\'', '\n');
      note += *rc::gen::element<std::string>("Thornbury", "thorn", "bury", "RST", "447", "1902", "Chloe", "17",
                                             "Quarrymoor", "Gate", "943", "476", "5919", "LS27", "9QX", "no",
                                             "\xC2\xAD", "0161", "@example.org", "\xE2\x80\x8B");
    }
    std::string clean;
    const FreeText::Outcome outcome = text.scrub(note, clean);
    if (!outcome.possible || outcome.marks == 0) return;
    std::string again;
    RC_ASSERT(text.scrub(clean, again).clean());
  });
  EXPECT_TRUE(held);
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

// A mebibyte may cost sixteen times what a sixteenth of it costs, and some for the caches: not that times sixteen
// again.
TEST(FreeTextProperty, TakesLinearTimeOnHostileTexts) {
  FreeText text = filled();
  std::string long_value;
  for (int i = 0; i < 64; ++i) {
    long_value += 'a';
    text.withhold(ValueType::kIdentifier, long_value);
  }
  text.withhold(ValueType::kIdentifier, repeated("aa ", 4096));
  for (const std::string_view piece : {"7",
                                       "7 ",
                                       "@",
                                       "a@",
                                       "Thornbury ",
                                       "Quarrymoor ",
                                       "RST ",
                                       "a ",
                                       "a-",
                                       "aaaa ",
                                       "e\xCC\x81\xCC\x81\xCC\x81",
                                       "\xCC\x81",
                                       "<a",
                                       "%4",
                                       "\\u00",
                                       "&#",
                                       "54 ",
                                       "VGhv",
                                       "9 March ",
                                       "0161 ",
                                       "\xC2\xAD"
                                       "a",
                                       "LS2 ",
                                       "\xD0\xB0",
                                       "+4",
                                       "aB"}) {
    const auto cost = [&text, piece](std::size_t bytes) {
      const std::string note = repeated(piece, bytes);
      std::string clean;
      const std::clock_t begin = std::clock();  // of the processor: others may be at work too
      static_cast<void>(text.scrub(note, clean));
      return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    };
    constexpr std::size_t kMebibyte = 1 << 20;
    constexpr double kSlow = 0.25;  // seconds; only then is it worth asking whether it grows faster than the text
    const double whole = cost(kMebibyte);
    if (whole < kSlow) continue;
    const double part = std::min(cost(kMebibyte / 16), cost(kMebibyte / 16));
    EXPECT_LT(whole, part * 16 * 4) << "of: " << piece;
  }
}

}  // namespace
}  // namespace concordat::policy
