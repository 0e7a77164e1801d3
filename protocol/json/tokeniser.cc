#include "protocol/json/tokeniser.h"

#include <algorithm>
#include <limits>

#include "protocol/base/utf8.h"
#include "protocol/json/scan.h"

namespace concordat::protocol::json {
namespace {

constexpr std::uint32_t kNoneOpen = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kTokenCeiling = kNoneOpen - 2;  // what 32-bit indices can name
constexpr std::size_t kDepthCeiling = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t kFirstTokens = 64;
constexpr double kMargin = 1.05;  // over the tokens that a text is foreseen to have
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kEnded = "unexpected end of the text";

}  // namespace

Tokeniser::Tokeniser(std::string_view text, const ParseLimits& parse_limits, std::vector<Token>& room,
                     MemberNames& names)
    : begin_(text.empty() ? "" : text.data()),  // nullptr means refused
      end_(begin_ + text.size()),
      max_depth_(std::min(parse_limits.depth, kDepthCeiling)),
      max_tokens_(std::min(parse_limits.tokens, kTokenCeiling)),
      room_(room),
      names_(names),
      tokens_(room.data()),
      next_(tokens_),
      room_end_(tokens_ + std::min(room.size(), max_tokens_)),
      open_(kNoneOpen) {
  names_.start();
}

// add() and string() stand first so that they can be inlined below: most tokens are keys and strings.
inline bool Tokeniser::add(const char* first, const char* end, Kind kind, bool escaped) {
  if (next_ == room_end_ && !grow(first)) return false;
  const bool is_key = kind == Kind::kKey;
  const std::uint32_t after = size() + (is_key ? 2 : 1);  // over a key's value; close() moves it on over a container
  const auto length = static_cast<std::size_t>(end - first);
  *next_++ = {
      static_cast<std::uint32_t>(first - begin_),           static_cast<std::uint32_t>(length), after, kind, escaped,
      is_key ? name_tag({first, length}) : std::uint16_t{0}};
  if (is_key) names_.note(next_[-1]);
  return true;
}

// Room for the rest of the text, if it goes on as it began, and a little more.
bool Tokeniser::grow(const char* at) {
  const std::size_t used = size();
  if (used == max_tokens_) {
    refuse(at, "too many values", Code::kTooLarge);
    return false;
  }
  const auto read = static_cast<double>(at - begin_) + 1;
  const double foreseen = static_cast<double>(used) * (static_cast<double>(end_ - begin_) / read) * kMargin;
  const std::size_t enough = std::min(static_cast<std::size_t>(foreseen), static_cast<std::size_t>(end_ - begin_));
  const std::size_t size = std::min(std::max({enough, used + used / 4, kFirstTokens}), max_tokens_);
  std::vector<Token> larger(size);
  std::copy(tokens_, next_, larger.begin());
  room_ = std::move(larger);
  tokens_ = room_.data();
  next_ = tokens_ + used;
  room_end_ = tokens_ + size;
  return true;
}

inline const char* Tokeniser::string(const char* p, Kind kind) {
  const char* const first = p + 1;
  const char* const end = plain_run_end(first, end_);
  if (end == end_ || *end != '"') return uncommon_string(first, end, kind);
  return add(first, end, kind) ? end + 1 : nullptr;
}

// A string that began at `first` and holds at `p` an escape, a character beyond ASCII, or what it must not hold.
const char* Tokeniser::uncommon_string(const char* first, const char* p, Kind kind) {
  bool escaped = false;
  for (; p != end_; p = plain_run_end(p, end_)) {
    if (*p == '"') return add(first, p, kind, escaped) ? p + 1 : nullptr;
    if (*p == '\\') {
      const Escape escape = read_escape({p, static_cast<std::size_t>(end_ - p)});
      if (escape.length == 0) return refuse(p, escape.refusal);
      escaped = true;
      p += escape.length;
    } else if (static_cast<signed char>(*p) < 0) {
      p = beyond_ascii(p);
      if (p == nullptr) return nullptr;
    } else {
      return refuse(p, *p == '\0' ? "NUL character" : "control character in a string");
    }
  }
  return refuse(p, kEnded);
}

Result<void> Tokeniser::run() {
  const char* p = begin_;
  if (std::string_view(begin_, static_cast<std::size_t>(end_ - begin_)).starts_with(kByteOrderMark)) {
    p = refuse(p, "byte-order mark");
  }
  if (p != nullptr) p = value(space_end(p, end_));
  while (p != nullptr && open_ != kNoneOpen) p = tokens_[open_].kind == Kind::kObject ? members(p) : elements(p);
  if (p != nullptr) {
    p = space_end(p, end_);
    if (p != end_) p = refuse(p, "text after the value");
  }
  if (p == nullptr) return fail(refusal());
  return {};
}

const char* Tokeniser::value(const char* p) {
  if (p == end_) return refuse(p, kEnded);
  switch (*p) {
    case '{': return open(p, Kind::kObject);
    case '[': return open(p, Kind::kArray);
    case '"': return string(p, Kind::kString);
    case 't': return literal(p, "true", Kind::kTrue);
    case 'f': return literal(p, "false", Kind::kFalse);
    case 'n': return literal(p, "null", Kind::kNull);
    default: return number(p);
  }
}

const char* Tokeniser::open(const char* p, Kind kind) {
  if (depth_ == max_depth_) return refuse(p, "nested too deeply", Code::kTooLarge);
  const std::uint32_t index = size();
  if (!add(p, p + 1, kind)) return nullptr;
  next_[-1].next = open_;
  open_ = index;
  ++depth_;
  names_.open();
  return p + 1;
}

inline const char* Tokeniser::key(const char* p) {
  if (p == end_) return refuse(p, kEnded);
  if (*p != '"') return refuse(p, "expected a key in quotes");
  p = string(p, Kind::kKey);
  if (p == nullptr) return nullptr;
  p = space_end(p, end_);
  if (p == end_) return refuse(p, kEnded);
  if (*p != ':') return refuse(p, "expected ':'");
  return space_end(p + 1, end_);
}

// Within an object: its members, up to its end or to the first that opens a container.
const char* Tokeniser::members(const char* p) {
  for (bool first = holds_nothing_yet();; first = false) {
    p = space_end(p, end_);
    if (p == end_) return refuse(p, kEnded);
    if (*p == '}') return close(p);
    if (!first) {
      if (*p != ',') return refuse(p, "expected ',' or '}'");
      p = space_end(p + 1, end_);
    }
    p = key(p);
    if (p == nullptr) return nullptr;
    const bool opens = p != end_ && (*p == '{' || *p == '[');
    p = p != end_ && *p == '"' ? string(p, Kind::kString) : value(p);
    if (p == nullptr || opens) return p;
  }
}

const char* Tokeniser::elements(const char* p) {
  for (bool first = holds_nothing_yet();; first = false) {
    p = space_end(p, end_);
    if (p == end_) return refuse(p, kEnded);
    if (*p == ']') return close(p);
    if (!first) {
      if (*p != ',') return refuse(p, "expected ',' or ']'");
      p = space_end(p + 1, end_);
    }
    const bool opens = p != end_ && (*p == '{' || *p == '[');
    p = value(p);
    if (p == nullptr || opens) return p;
  }
}

const char* Tokeniser::close(const char* p) {
  Token& container = tokens_[open_];
  const std::uint32_t around = container.next;
  container.next = size();
  container.length = static_cast<std::uint32_t>(p + 1 - begin_) - container.offset;
  if (open_ != 0 && tokens_[open_ - 1].kind == Kind::kKey) tokens_[open_ - 1].next = container.next;
  if (names_.close()) {
    const std::string_view text(begin_, static_cast<std::size_t>(end_ - begin_));
    const std::uint32_t second = names_.duplicate(text, {tokens_, size()}, open_);
    if (second != 0) return refuse(begin_ + tokens_[second].offset - 1, "duplicate key");
  }
  open_ = around;
  --depth_;
  return p + 1;
}

const char* Tokeniser::beyond_ascii(const char* p) {
  while (p != end_ && static_cast<signed char>(*p) < 0) {
    const std::size_t length = first_code_point({p, static_cast<std::size_t>(end_ - p)}).length;
    if (length == 0) return refuse(p, "invalid UTF-8");
    p += length;
  }
  return p;
}

const char* Tokeniser::number(const char* p) {
  if (*p != '-' && !is_digit(*p)) return refuse(p, "expected a value");
  const char* const end = number_end(p, end_);
  if (end == nullptr) return refuse(p, "malformed number");
  return add(p, end, Kind::kNumber) ? end : nullptr;
}

const char* Tokeniser::literal(const char* p, std::string_view word, Kind kind) {
  if (!std::string_view(p, static_cast<std::size_t>(end_ - p)).starts_with(word)) return refuse(p, "expected a value");
  const char* const end = p + word.size();
  return add(p, end, kind) ? end : nullptr;
}

std::nullptr_t Tokeniser::refuse(const char* at, const char* why, Code code) {
  refused_at_ = at;
  refused_why_ = why;
  refused_code_ = code;
  return nullptr;
}

// Lines end at a line feed; columns count code points from 1, as editors do.
Error Tokeniser::refusal() const {
  const std::string_view before(begin_, static_cast<std::size_t>(refused_at_ - begin_));
  const std::string_view in_line = before.substr(before.rfind('\n') + 1);  // all of it when there is no line feed
  const auto starts_code_point = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = 1 + std::count_if(in_line.begin(), in_line.end(), starts_code_point);
  return {refused_code_, "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + refused_why_};
}

}  // namespace concordat::protocol::json
