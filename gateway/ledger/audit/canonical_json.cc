#include "gateway/ledger/audit/canonical_json.h"

#include <array>
#include <charconv>
#include <cstring>

#include "gateway/ledger/json_text.h"
#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kLargestInteger = std::uint64_t{1}
                                          << 53;  // beyond it doubles, which RFC 8785 means, skip integers

// True when one of eight octets is a control character, a quote, a backslash or not ASCII. (Exact only as a whole: a
// borrow may mark the octet after one that is marked rightly.)
bool any_special(std::uint64_t octets) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  const auto zero_in = [](std::uint64_t v) { return (v - kOnes) & ~v; };
  const std::uint64_t control = (octets - kOnes * 0x20) & ~octets;
  return ((octets | control | zero_in(octets ^ kOnes * '"') | zero_in(octets ^ kOnes * '\\')) & kHigh) != 0;
}

class Scanner {
 public:
  explicit Scanner(std::string_view json) : start_(json.data()), at_(json.data()), end_(json.data() + json.size()) {}

  bool value(unsigned depth) {
    if (at_ == end_) return refuse("ends too early");
    switch (*at_) {
      case '{': return object(depth, nullptr);
      case '[': return array(depth, nullptr);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  bool object(unsigned depth, std::vector<Member>* members) {
    if (!open('{', depth)) return false;
    if (take('}')) return true;
    std::string_view previous;
    for (bool first = true;; first = false) {
      const char* key_start = at_;
      if (!string()) return false;
      const std::string_view key(key_start + 1, static_cast<std::size_t>(at_ - key_start) - 2);
      if (!first && !in_order(previous, key)) return refuse("a key is out of order, or there twice");
      previous = key;
      if (!take(':')) return refuse("a key without its value");
      const char* value_start = at_;
      if (!value(depth + 1)) return false;
      if (members != nullptr) members->push_back({key, {value_start, static_cast<std::size_t>(at_ - value_start)}});
      if (take('}')) return true;
      if (!take(',')) return refuse("not a comma or the end of the object");
    }
  }

  bool array(unsigned depth, std::vector<std::string_view>* elements) {
    if (!open('[', depth)) return false;
    if (take(']')) return true;
    while (true) {
      const char* value_start = at_;
      if (!value(depth + 1)) return false;
      if (elements != nullptr) elements->emplace_back(value_start, static_cast<std::size_t>(at_ - value_start));
      if (take(']')) return true;
      if (!take(',')) return refuse("not a comma or the end of the array");
    }
  }

  bool finished() { return at_ == end_ || refuse("text after the end"); }

  [[nodiscard]] Result<void> problem() const {
    return fail(Code::kMalformed,
                std::string("not canonical JSON at byte ") + std::to_string(at_ - start_) + ": " + problem_);
  }

 private:
  bool refuse(const char* problem) {
    problem_ = problem;
    return false;
  }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool open(char bracket, unsigned depth) {
    if (depth >= kJsonDepth) return refuse("nested too deep");
    return take(bracket) || refuse("not the expected bracket");
  }

  bool word(std::string_view expected) {
    if (static_cast<std::size_t>(end_ - at_) < expected.size() ||
        std::memcmp(at_, expected.data(), expected.size()) != 0) {
      return refuse("not a JSON value");
    }
    at_ += expected.size();
    return true;
  }

  bool number() {
    const char* first = at_;
    const bool negative = take('-');
    const char* digits = at_;
    std::uint64_t number = 0;
    const auto [after, error] = std::from_chars(digits, end_, number);
    if (after == digits || error != std::errc() || number > kLargestInteger) return refuse("not an integer up to 2^53");
    if (*digits == '0' && (after != digits + 1 || negative)) {
      at_ = first;
      return refuse("a number that is not in its shortest form");
    }
    at_ = after;
    return at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E') || refuse("a fraction or an exponent");
  }

  bool string() {
    if (!take('"')) return refuse("not a string");
    while (true) {
      std::uint64_t octets = 0;
      while (static_cast<std::size_t>(end_ - at_) >= sizeof octets) {
        std::memcpy(&octets, at_, sizeof octets);
        if (any_special(octets)) break;
        at_ += sizeof octets;
      }
      if (at_ == end_) return refuse("a string without its end");
      const auto octet = static_cast<std::uint8_t>(*at_);
      if (octet == '"') {
        ++at_;
        return true;
      }
      if (octet == '\\') {
        if (!escape()) return false;
      } else if (octet < 0x20) {
        return refuse("a control character that is not escaped");
      } else if (octet < 0x80) {
        ++at_;
      } else {
        const auto length = first_code_point({at_, static_cast<std::size_t>(end_ - at_)}).length;
        if (length == 0) return refuse("not UTF-8");
        at_ += length;
      }
    }
  }

  // RFC 8785 section 3.2.2.2: only what must be escaped, and in its shortest form.
  bool escape() {
    const auto left = static_cast<std::size_t>(end_ - at_);
    if (left >= 2 && std::strchr("\"\\btnfr", at_[1]) != nullptr && at_[1] != '\0') {
      at_ += 2;
      return true;
    }
    if (left >= 6 && std::memcmp(at_, "\\u00", 4) == 0 && (at_[4] == '0' || at_[4] == '1')) {
      const char low = at_[5];
      const bool digit = low >= '0' && low <= '9';
      if (digit || (low >= 'a' && low <= 'f')) {
        const int value = (at_[4] - '0') * 16 + (digit ? low - '0' : low - 'a' + 10);
        const bool has_short_form = value == '\b' || value == '\t' || value == '\n' || value == '\f' || value == '\r';
        if (!has_short_form) {
          at_ += 6;
          return true;
        }
      }
    }
    return refuse("an escape that is not in its one form");
  }

  static bool in_order(std::string_view a, std::string_view b);

  const char* start_;
  const char* at_;
  const char* end_;
  const char* problem_ = "";
};

// The escapes were checked when the string was scanned.
std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'b': out += '\b'; break;
      case 't': out += '\t'; break;
      case 'n': out += '\n'; break;
      case 'f': out += '\f'; break;
      case 'r': out += '\r'; break;
      case 'u':
        out += parse_hex(text.substr(i + 3, 2)).value_or("");
        i += 4;
        break;
      default: out += text[i];
    }
  }
  return out;
}

bool is_plain(std::string_view key) {
  for (const char c : key) {
    if (c == '\\' || static_cast<std::uint8_t>(c) >= 0x80) return false;
  }
  return true;
}

bool Scanner::in_order(std::string_view a, std::string_view b) {
  if (is_plain(a) && is_plain(b)) return a < b;
  return key_before(unescaped(a), unescaped(b));
}

bool quoted(std::string_view value) {
  return value.size() >= 2 && value.front() == '"';
}

}  // namespace

Result<void> read_object(std::string_view json, std::vector<Member>& members) {
  members.clear();
  Scanner scanner(json);
  if (!scanner.object(0, &members) || !scanner.finished()) return scanner.problem();
  return {};
}

Result<void> read_array(std::string_view json, std::vector<std::string_view>& elements) {
  elements.clear();
  Scanner scanner(json);
  if (!scanner.array(0, &elements) || !scanner.finished()) return scanner.problem();
  return {};
}

std::string_view find(const std::vector<Member>& members, std::string_view key) {
  for (const Member& member : members) {
    if (member.key == key) return member.value;
  }
  return {};
}

std::string text_of(std::string_view value) {
  return quoted(value) ? unescaped(value.substr(1, value.size() - 2)) : std::string();
}

std::optional<std::uint64_t> number_of(std::string_view value) {
  std::uint64_t number = 0;
  const auto [after, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value.empty() || error != std::errc() || after != value.data() + value.size()) return std::nullopt;
  return number;
}

std::optional<std::string_view> plain_text_of(std::string_view value) {
  if (!quoted(value)) return std::nullopt;
  const std::string_view text = value.substr(1, value.size() - 2);
  if (text.find('\\') != std::string_view::npos) return std::nullopt;
  return text;
}

}  // namespace concordat::gateway
