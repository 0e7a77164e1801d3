#include "policy/redact/value/patterns.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace concordat::policy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Sorted. Names of people and places that clinical notes use in another sense.
constexpr std::string_view kClinicalWords[] = {
    "addison",  "allergies", "allergy",    "alzheimer", "apgar",   "april",  "asperger", "august",  "back",   "barrett",
    "bath",     "bell",      "best",       "black",     "bland",   "blue",   "bone",     "bright",  "brown",  "burn",
    "burns",    "care",      "carer",      "case",      "clear",   "close",  "cold",     "cough",   "crohn",  "cross",
    "cushing",  "daily",     "days",       "dose",      "down",    "early",  "fall",     "falls",   "fever",  "field",
    "fine",     "food",      "foot",       "frost",     "glasgow", "good",   "grace",    "graves",  "gray",   "green",
    "grey",     "hand",      "hands",      "head",      "heart",   "high",   "history",  "hodgkin", "home",   "hope",
    "hospital", "house",     "huntington", "june",      "kidney",  "large",  "late",     "left",    "light",  "little",
    "liver",    "living",    "long",       "lower",     "major",   "march",  "mark",     "marks",   "march",  "minor",
    "moody",    "more",      "negative",   "nights",    "none",    "normal", "nurse",    "once",    "pace",   "page",
    "pain",     "parkinson", "pill",       "positive",  "power",   "pulse",  "rash",     "reading", "rest",   "rich",
    "right",    "risk",      "road",       "rose",      "round",   "self",   "severe",   "sharp",   "short",  "sick",
    "skin",     "small",     "speed",      "stable",    "stage",   "step",   "stone",    "stones",  "street", "strong",
    "surgery",  "sweet",     "swift",      "tall",      "test",    "turner", "upper",    "walker",  "ward",   "warm",
    "water",    "weak",      "week",       "weeks",     "wells",   "west",   "white",    "wilson",  "winter", "with",
    "wood",     "young"};

constexpr std::string_view kTitles[] = {"baroness", "brother",   "captain", "doctor",   "father", "lady",   "lord",
                                        "madam",    "major",     "master",  "messrs",   "miss",   "mister", "mother",
                                        "prof",     "professor", "rabbi",   "reverend", "sister"};

template <std::size_t N>
bool one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

bool nhs_number(std::string_view digits) {
  constexpr std::size_t kLength = 10;
  if (digits.size() != kLength) return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < kLength; ++i) sum += (digits[i] - '0') * static_cast<int>(kLength - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits.back() - '0';
}

std::string phone_core(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  if (digits.size() > 10 && digits.substr(0, 2) == "44") digits.remove_prefix(2);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return std::string(digits);
}

bool phone_number(std::string_view digits, bool plus) {
  const bool international = digits.substr(0, 4) == "0044" || (plus && digits.substr(0, 2) == "44");
  if (!international && digits.substr(0, 1) != "0") return false;
  const std::string core = phone_core(digits);
  return (core.size() == 9 || core.size() == 10) && core.front() >= '1' && core.front() != '4' && core.front() != '6';
}

bool outward_word(std::string_view folded) {
  std::size_t letters = 0;
  while (letters < folded.size() && letter(folded[letters])) ++letters;
  if (letters == 0 || letters > 2) return false;
  folded.remove_prefix(letters);
  if (folded.empty() || folded.size() > 2 || !digit(folded[0])) return false;
  return folded.size() == 1 || digit(folded[1]) || letter(folded[1]);
}

bool inward_word(std::string_view folded) {
  constexpr std::string_view kNever = "cikmov";  // letters that inward codes do not use
  return folded.size() == 3 && digit(folded[0]) && letter(folded[1]) && letter(folded[2]) &&
         kNever.find(folded[1]) == std::string_view::npos && kNever.find(folded[2]) == std::string_view::npos;
}

bool clinical_word(std::string_view folded) {
  return one_of(folded, kClinicalWords);
}
bool title_word(std::string_view folded) {
  return one_of(folded, kTitles);
}

void fold(std::string_view text, std::string& out) {
  // What a byte is folded to; 0: it is no part of a word.
  static constexpr std::array<char, 256> kFolded = [] {
    std::array<char, 256> folded{};
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      const bool capital = c >= 'A' && c <= 'Z';
      if (word_byte(c)) folded[static_cast<std::size_t>(byte)] = capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return folded;
  }();
  const std::size_t before = out.size();
  out.resize(before + text.size());
  char* to = out.data() + before;
  for (const char c : text) {
    *to = kFolded[static_cast<unsigned char>(c)];
    to += *to != 0 ? 1 : 0;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  // U+00C0..U+00DE and their lower case, 32 code points on. Only word bytes come after this one, so the pair stands
  // together.
  for (std::size_t at = out.find('\xC3', before); at < out.size() - 1; at = out.find('\xC3', at + 1)) {
    const auto byte = static_cast<unsigned char>(out[at + 1]);
    if (byte >= 0x80 && byte <= 0x9e && byte != 0x97) out[at + 1] = static_cast<char>(byte + 0x20);
  }
}

}  // namespace concordat::policy
