// A free text between two withheld values, in a spelling that the first byte picks. Oracles: what is cut lies within
// the text, in order; every other byte stays; neither value is left where a value stood as a word; what was scrubbed is
// clean.
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/redact/value/free_text.h"
#include "tests/fuzz/target.h"

namespace concordat::policy {
namespace {

constexpr std::string_view kName = "Qwyzzmonde";
constexpr std::string_view kNumber = "XQ 771-90345";

std::string spelled(std::string_view value, unsigned how) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    const bool ascii_letter = std::isalnum(byte) != 0;
    if (how % 4 == 1) {
      out += static_cast<char>(std::toupper(byte));
    } else if (how % 4 == 2 && ascii_letter) {  // full width: U+FF01 on
      const unsigned wide = byte - '!' + 0xFF01u;
      out += static_cast<char>(0xE0 | wide >> 12);
      out += static_cast<char>(0x80 | (wide >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (wide & 0x3F));
    } else if (how % 4 == 3 && ascii_letter) {
      constexpr char kHex[] = "0123456789abcdef";
      out += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
    } else {
      out += value[i];
    }
  }
  return out;
}

std::string letters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

void run(std::string_view around, unsigned how) {
  static FreeText scrubber;
  scrubber.clear();
  scrubber.withhold(ValueType::kName, kName);
  scrubber.withhold(ValueType::kIdentifier, kNumber);
  scrubber.withhold(ValueType::kDate, "1941-03-09");
  const std::size_t half = around.size() / 2;
  std::string text(around.substr(0, half));
  text.append(" ").append(spelled(kName, how)).append("; ").append(spelled(kNumber, how >> 2)).append(" ");
  text.append(around.substr(half));
  std::string clean;
  const FreeText::Outcome outcome = scrubber.scrub(text, clean);
  if (!outcome.possible) return;
  fuzz::require(outcome.marks > 0, "a withheld value is found");
  std::string built;
  std::size_t done = 0;
  for (const FreeText::Span& span : scrubber.spans()) {
    fuzz::require(span.begin >= done && span.end > span.begin && span.end <= text.size(),
                  "spans are ordered and disjoint");
    built.append(text, done, span.begin - done).append(FreeText::kMark);
    done = span.end;
  }
  built.append(text, done);
  fuzz::require(built == clean, "every byte that is not cut stays");
  const bool given = letters(around).find(letters(kName)) != std::string::npos ||
                     letters(around).find(letters(kNumber)) != std::string::npos;
  const std::string left = letters(clean);
  fuzz::require(given || left.find(letters(kName)) == std::string::npos, "no withheld name is in the output");
  fuzz::require(given || left.find(letters(kNumber)) == std::string::npos, "no withheld number is in the output");
  std::string again;
  const FreeText::Outcome second = scrubber.scrub(clean, again);
  fuzz::require(!second.possible || second.marks == 0 || given, "what was scrubbed is clean");
}

}  // namespace
}  // namespace concordat::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  concordat::policy::run(concordat::fuzz::as_text(data + 1, size - 1), data[0]);
  return 0;
}
