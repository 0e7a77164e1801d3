#include "policy/redact/value/words/disguises.h"

#include <algorithm>
#include <array>

#include "protocol/base/utf8.h"

namespace concordat::policy {
namespace {

constexpr unsigned kDeepest = 3;            // data in data in data
constexpr std::size_t kShortestBase64 = 6;  // the shortest value is four letters
constexpr std::size_t kShortestHex = 8;
constexpr std::size_t kBudgetRatio = 16;  // bytes decoded for each byte of the text, all phases and depths
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> kSixBits = [] {
  std::array<std::uint8_t, 256> bits{};
  bits.fill(kNoDigit);
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    bits[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  bits['-'] = 62;  // of URLs (RFC 4648, 5)
  bits['_'] = 63;
  return bits;
}();

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool hex_only(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return hex_digit(c) >= 0; });
}

bool encoded_byte(char c) {
  return kSixBits[static_cast<unsigned char>(c)] != kNoDigit;
}

void decode_base64(std::string_view word, std::string& out) {
  out.clear();
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : word) {
    bits = bits << 6 | kSixBits[static_cast<unsigned char>(c)];
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
}

void decode_hex(std::string_view word, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at + 1 < word.size(); at += 2) {
    out += static_cast<char>(hex_digit(word[at]) << 4 | hex_digit(word[at + 1]));
  }
}

// Ordinary words are letters with at most a capital at their beginning.
bool ordinary(std::string_view word) {
  constexpr std::size_t kLongestWord = 24;
  return word.size() < kLongestWord && std::all_of(word.begin() + 1, word.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || c == '-' || c == '/';
         });
}

}  // namespace

// Text in UTF-8 is searched as a text; of anything else, each stretch that could be ASCII, also as UTF-16.
bool Disguises::in_bytes(const std::string& bytes, unsigned depth, Search& search) {
  if (bytes.size() > search.budget) return true;
  search.budget -= bytes.size();
  if (valid_utf8(bytes) && bytes.find('\0') == std::string::npos) {
    plain_.read(bytes);
    runs_.read(plain_.text());
    if (search.values.hidden_in(runs_.letters(), search.released)) return true;
    const std::string inner(plain_.text());
    return depth < kDeepest && runs_.dense() && in_text(inner, depth + 1, search);
  }
  std::string stretch;
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    const char c = at < bytes.size() ? bytes[at] : '\x7F';
    if (c == '\0') continue;
    if (c >= ' ' && c < '\x7F') {
      stretch += c;
      continue;
    }
    if (stretch.size() >= WithheldValues::kShortest) {
      runs_.read(stretch);
      if (search.values.hidden_in(runs_.letters(), search.released)) return true;
    }
    stretch.clear();
  }
  return false;
}

bool Disguises::in_word(std::string_view word, unsigned depth, Search& search) {
  std::string bytes;
  if (word.size() >= kShortestHex && hex_only(word)) {
    for (std::size_t phase = 0; phase < 2; ++phase) {
      decode_hex(word.substr(phase), bytes);
      if (in_bytes(bytes, depth, search)) return true;
    }
  }
  if (word.size() < kShortestBase64 || ordinary(word)) return false;
  for (std::size_t phase = 0; phase < 4; ++phase) {
    decode_base64(word.substr(phase), bytes);
    if (in_bytes(bytes, depth, search)) return true;
  }
  return false;
}

// Words of the alphabet of base64, and bytes in hexadecimal one after the other.
bool Disguises::in_text(std::string_view text, unsigned depth, Search& search) {
  constexpr std::size_t kMostBetween = 2;
  std::string pairs;
  std::string bytes;
  const auto pairs_hide = [&] {
    bytes.clear();
    if (pairs.size() >= kShortestHex) decode_hex(pairs, bytes);
    pairs.clear();
    return !bytes.empty() && in_bytes(bytes, depth, search);
  };
  std::string folded;  // a word that goes on in the next line
  std::size_t gap = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!encoded_byte(text[at])) {
      ++at;
      if (++gap > kMostBetween && pairs_hide()) return true;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && encoded_byte(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    if (word.size() == 2 && hex_only(word)) {
      pairs += word;
    } else if (pairs_hide()) {
      return true;
    }
    if (in_word(word, depth, search)) return true;
    constexpr std::size_t kShortestLine = 32;
    const bool line_end = end < text.size() && (text[end] == '\n' || text[end] == '\r');
    if (word.size() >= kShortestLine && (line_end || !folded.empty())) folded += word;
    if (!line_end && !folded.empty()) {
      if (word.size() < kShortestLine) folded += word;
      if (in_word(folded, depth, search)) return true;
      folded.clear();
    }
    at = end;
    gap = 0;
  }
  return pairs_hide() || (!folded.empty() && in_word(folded, depth, search));
}

bool Disguises::hide(const Runs& runs, const WithheldValues& values, const FoldedSet& released) {
  if (values.empty() || !runs.dense()) return false;
  constexpr std::size_t kLeast = 4096;
  Search search{values, released, runs.text().size() * kBudgetRatio + kLeast};
  return in_text(runs.text(), 1, search);
}

}  // namespace concordat::policy
