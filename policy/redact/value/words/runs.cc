#include "policy/redact/value/words/runs.h"

#include <algorithm>
#include <array>

#include "policy/redact/value/words/plain_text.h"

namespace concordat::policy {
namespace {

enum Class : std::uint8_t { kOther, kSmall, kCapital, kDigit };

struct Bytes {
  std::array<Class, 256> sort{};
  std::array<char, 256> lower{};
};
constexpr Bytes kBytes = [] {
  Bytes made;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const bool capital = byte >= 'A' && byte <= 'Z';
    const bool small = (byte >= 'a' && byte <= 'z') || byte >= 0x80;
    const bool digit = byte >= '0' && byte <= '9';
    made.sort[byte] = capital ? kCapital : small ? kSmall : digit ? kDigit : kOther;
    made.lower[byte] = static_cast<char>(capital ? byte - 'A' + 'a' : byte);
  }
  return made;
}();

Class class_of(char c) {
  return kBytes.sort[static_cast<unsigned char>(c)];
}

bool white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr std::size_t kMostMarks = 3;
constexpr std::size_t kLongestWord = 24;   // letters without a gap: beyond that it may be encoded
constexpr std::size_t kLongestDigits = 8;  // as many as four bytes make in hexadecimal

Gap gap_of(std::string_view between) {
  if (between.empty()) return Gap::kNone;
  if (between == " ") return Gap::kSpace;
  std::size_t marks = 0;
  std::size_t spaces = 0;
  char mark = 0;
  for (const char c : between) {
    if (c == PlainText::kInvisible) continue;
    if (c == Runs::kCut) return Gap::kFar;
    if (white(c)) {
      ++spaces;
    } else if (++marks > kMostMarks) {
      return Gap::kFar;
    } else {
      mark = c;
    }
  }
  if (marks == 0) return spaces == 0 ? Gap::kInvisible : Gap::kSpace;
  const bool hyphenated = mark == '-' && (spaces == 0 || between.find_first_of("\r\n") == between.find('-') + 1);
  const bool apostrophe = mark == '\'' && spaces == 0;
  return marks == 1 && (hyphenated || apostrophe) ? Gap::kJoiner : Gap::kSeparator;
}

}  // namespace

void Runs::read(std::string_view text) {
  text_ = text;
  runs_.clear();
  dense_ = false;
  if (letters_.size() < text.size()) letters_.resize(text.size());
  char* const letters = letters_.data();
  std::uint32_t length = 0;
  const auto size = static_cast<std::uint32_t>(text.size());
  for (std::uint32_t at = 0, gap = 0; at < size; gap = at) {
    while (at < size && class_of(text[at]) == kOther) ++at;
    if (at == size) break;
    Run run{at, at, length, gap_of(text.substr(gap, at - gap)), class_of(text[at]) == kDigit};
    for (Class last = class_of(text[at]); at < size; ++at) {
      const Class next = class_of(text[at]);
      if (next == kOther || (next == kDigit) != run.digits || (next == kCapital && last == kSmall)) break;
      letters[length++] = kBytes.lower[static_cast<unsigned char>(text[at])];
      last = next;
    }
    run.end = at;
    dense_ = dense_ || (run.gap == Gap::kNone && !runs_.empty()) ||
             run.size() >= (run.digits ? kLongestDigits : kLongestWord);
    runs_.push_back(run);
  }
  length_ = length;
}

Match Runs::match(std::size_t first, std::size_t last, ScrubKind kind) const {
  const Run& begin = runs_[first];
  const Run& end = runs_[last];
  return {begin.begin, end.end, begin.at, end.at + end.size() - begin.at, kind};
}

}  // namespace concordat::policy
