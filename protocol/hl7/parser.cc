#include "protocol/hl7/parser.h"

#include <algorithm>
#include <cstring>

namespace concordat::protocol::hl7 {
namespace {

constexpr std::ptrdiff_t kRoom = kBlockBytes + 1;
constexpr std::size_t kFirstRoom = 1024;          // values; a message has a few hundred
constexpr std::uint16_t kFirstFieldOfHeader = 3;  // after the separator and the encoding characters
constexpr char kNull[] = "\"\"";
constexpr std::uint16_t kCharacterSetField = 18;  // of MSH

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_upper_or_digit(char c) {
  return is_upper(c) || (c >= '0' && c <= '9');
}

std::string_view span(const char* first, const char* end) {
  return {first, static_cast<std::size_t>(end - first)};
}

}  // namespace

// Where fields() stands: the value that is open, and the place that it has.
struct Parser::Cursor {
  const char* start;
  Place place;
  Value* out;
  Value* room_end;
  bool escaped = false;

  // Ends the open value at `at`. An empty one is written too, and then over: that is cheaper than to branch on it.
  void end_value(const char* begin, const char* at) {
    std::uint16_t last_two;
    std::memcpy(&last_two, at - 2, sizeof last_two);  // the text begins with a segment's name
    std::uint16_t null;
    std::memcpy(&null, kNull, sizeof null);
    const auto length = static_cast<std::uint32_t>(at - start);
    const int is_null = static_cast<int>(length == 2) & static_cast<int>(last_two == null);
    place.write(out, static_cast<std::uint32_t>(start - begin), length, escaped, is_null != 0);
    out += length != 0;
    start = at + 1;
    escaped = false;
  }
};

Parser::Parser(const Options& options, Tape& tape)
    : tape_(tape),
      options_(options),
      begin_(tape.text_.empty() ? "" : tape.text_.data()),  // nullptr means refused
      end_(begin_ + tape.text_.size()),
      scanner_(Delimiters{}) {}

Result<void> Parser::run() {
  const char* p = begin_;
  while (p != nullptr && p != end_) {
    p = segment(p);
    if (p != nullptr) p = past_line_end(p);
  }
  if (p != nullptr) {
    segment_name_ = {};
    if (const char* why = nesting_.end()) p = refuse(why);
  }
  if (p == nullptr) return fail(refusal_);
  tape_.messages_ = nesting_.messages();
  tape_.batch_ = nesting_.batch();
  return {};
}

const char* Parser::segment(const char* p) {
  segment_name_ = {};
  if (tape_.segments_.size() == options_.segments)
    return refuse("too many segments; send less at once", 0, Code::kTooLarge);
  const char* const after_name = name(p);
  if (after_name == nullptr) return nullptr;
  if (const char* why = nesting_.enter(segment_name_)) return refuse(why);

  Segment read{};
  read.offset = static_cast<std::uint32_t>(p - begin_);
  read.first_value = static_cast<std::uint32_t>(tape_.value_count_);
  read.message = nesting_.in_message() ? nesting_.messages() - 1 : kNoMessage;
  std::copy_n(segment_name_.data(), kSegmentNameLength, read.name.data());
  const char* const end = is_header(segment_name_) ? header(p) : content(after_name, 1);
  if (end == nullptr) return nullptr;
  if (tape_.value_count_ > options_.values) return refuse("too many values; send less at once", 0, Code::kTooLarge);
  read.length = static_cast<std::uint32_t>(end - p);
  read.end_value = static_cast<std::uint32_t>(tape_.value_count_);
  tape_.segments_.push_back(read);
  if (!nesting_.in_message()) {
    if (const char* why = nesting_.count(segment_name_, tape_.field(read, 1))) {
      tape_.segments_.pop_back();
      return refuse(why, 1);
    }
  }
  return end;
}

const char* Parser::name(const char* p) {
  const bool valid = end_ - p >= static_cast<std::ptrdiff_t>(kSegmentNameLength) && is_upper(p[0]) &&
                     is_upper_or_digit(p[1]) && is_upper_or_digit(p[2]);
  if (!valid) {
    return refuse(
        "a line that begins with no segment name (a capital letter and two capitals or digits); remove the line break "
        "before it, or write it as an escape");
  }
  segment_name_ = span(p, p + kSegmentNameLength);
  return p + kSegmentNameLength;
}

const char* Parser::header(const char* p) {
  const std::string_view text = span(p, line_end(p, end_));
  const bool first = tape_.segments_.empty();
  if (!settle_delimiters(text)) return nullptr;
  if (first) settle_charset();
  if (segment_name_ == "MSH" && !demand_charset(text)) return nullptr;

  const char* const separator = p + kSegmentNameLength;
  const char* const encoding_end = separator + 1 + encoding_characters(text).size();
  if (!add_whole(separator, separator + 1, 1) || !add_whole(separator + 1, encoding_end, 2)) return nullptr;
  return content(encoding_end, kFirstFieldOfHeader);
}

// The rest of a segment, from a separator or its end.
const char* Parser::content(const char* p, std::uint16_t first_field) {
  if (p == end_ || ends_line(*p)) return p;
  if (*p != tape_.delimiters_.field) {
    return refuse("no field separator after the segment's name; use the separator that the header declares");
  }
  return fields(p + 1, first_field);
}

const char* Parser::fields(const char* p, std::uint16_t first_field) {
  const Scanner scanner = scanner_;  // in registers: a member would be read again after each value that is written
  const char* const begin = begin_;
  Cursor cursor{p, Place::at_field(first_field), nullptr, nullptr};
  while (true) {
    if (cursor.room_end - cursor.out < kRoom && !make_room(cursor)) return nullptr;
    const Marks marks = scanner.marks(p, end_);
    const char* next = p + std::min(kBlockBytes, end_ - p);
    if (marks.others != 0 || cursor.place.half_full()) {
      next = uncommon_block(p, next, marks, cursor);
      if (next == nullptr) return nullptr;
    } else {
      std::uint64_t left = marks.delimiters;
      if (marks.line_ends != 0) {
        next = p + __builtin_ctzll(marks.line_ends);
        left &= (marks.line_ends & (~marks.line_ends + 1)) - 1;
      }
      for (; left != 0; left &= left - 1) {
        const char* const at = p + __builtin_ctzll(left);
        cursor.end_value(begin, at);
        cursor.place.pass(separator(*at));
      }
    }
    if (next == end_ || ends_line(*next)) {
      cursor.end_value(begin, next);
      tape_.value_count_ = static_cast<std::size_t>(cursor.out - tape_.values_.data());
      return next;
    }
    p = next;
  }
}

// The block from `p` to `end` where it holds escapes, characters beyond ASCII or what must not be, or a count may come
// to its end in it. Stops early at a line end and behind characters beyond ASCII.
const char* Parser::uncommon_block(const char* p, const char* end, const Marks& marks, Cursor& cursor) {
  for (std::uint64_t left = marks.delimiters | marks.line_ends | marks.others; left != 0; left &= left - 1) {
    const char* const at = p + __builtin_ctzll(left);
    if (ends_line(*at)) return at;
    if ((marks.delimiters >> (at - p) & 1) != 0) {
      if (cursor.place.is_full(separator(*at))) {
        return refuse("too many fields, repetitions, components or sub-components; send less at once",
                      cursor.place.field(), Code::kTooLarge);
      }
      cursor.end_value(begin_, at);
      cursor.place.pass(separator(*at));
    } else if (*at == tape_.delimiters_.escape) {
      cursor.escaped = true;
    } else {
      return beyond_ascii(at, cursor.place.field());
    }
  }
  return end;
}

// Characters that aren't plain ASCII, from `p` on.
const char* Parser::beyond_ascii(const char* p, std::uint16_t field) {
  while (p != end_ && (static_cast<signed char>(*p) < 0 || is_control(static_cast<std::uint8_t>(*p)))) {
    if (ends_line(*p) || *p == '\t') break;
    const CodePoint character = first_character(span(p, end_), tape_.charset_);
    if (character.length == 0) {
      return refuse("not in the character set " + std::string(hl7::name(tape_.charset_)) +
                        "; name the message's true character set in MSH-18, as UNICODE UTF-8 or 8859/1",
                    field);
    }
    if (is_control(character.value)) return refuse("control character; remove it, or write it as an escape", field);
    p += character.length;
  }
  return p;
}

// Over the end of a segment; at the end of the text, over empty lines too.
const char* Parser::past_line_end(const char* p) {
  segment_name_ = {};
  if (p == end_) return p;
  if (line_end_.empty()) line_end_ = span(p, end_).starts_with("\r\n") ? std::string_view("\r\n") : span(p, p + 1);
  std::size_t lines = 0;
  for (; p != end_ && ends_line(*p); p += line_end_.size(), ++lines) {
    if (!span(p, end_).starts_with(line_end_)) {
      return refuse("line ends of two kinds; end each segment with a carriage return");
    }
  }
  if (lines > 1 && p != end_) return refuse("a blank line within the text; remove it");
  return p;
}

bool Parser::settle_delimiters(std::string_view header_text) {
  const Result<Delimiters> declared = read_delimiters(header_text);
  if (!declared) {
    refuse(declared.error().detail, 0, declared.error().code);
    return false;
  }
  if (!tape_.segments_.empty()) {
    if (*declared == tape_.delimiters_) return true;
    refuse("other delimiters than the text began with; use the same throughout");
    return false;
  }
  tape_.delimiters_ = *declared;
  scanner_ = Scanner(*declared);
  const auto set = [this](char c, Place::Separator separator) {
    separators_[static_cast<std::uint8_t>(c)] = separator;
  };
  set(declared->field, Place::kField);
  set(declared->repetition, Place::kRepetition);
  set(declared->component, Place::kComponent);
  set(declared->subcomponent, Place::kSubcomponent);
  return true;
}

// FHS and BHS have no field for it, so the first message speaks for them too. What it says wrong is refused when its
// own turn comes.
void Parser::settle_charset() {
  const auto declared = declared_charset(first_message_header(), tape_.delimiters_);
  tape_.charset_ = declared ? declared->value_or(unsaid_charset()) : unsaid_charset();
}

bool Parser::demand_charset(std::string_view header_text) {
  const auto declared = declared_charset(header_text, tape_.delimiters_);
  if (!declared) {
    refuse(declared.error().detail, kCharacterSetField, declared.error().code);
    return false;
  }
  const Charset charset = declared->value_or(unsaid_charset());
  if (tape_.byte_order_mark_ && charset != Charset::kUtf8) {
    refuse("another character set than the byte-order mark before the text; remove the mark, or say UNICODE UTF-8",
           kCharacterSetField);
    return false;
  }
  if (charset == tape_.charset_) return true;
  refuse("another character set than the first message's; send all messages of a batch in one", kCharacterSetField);
  return false;
}

Charset Parser::unsaid_charset() const {
  return tape_.byte_order_mark_ ? Charset::kUtf8 : options_.when_unsaid;
}

// The text's first MSH segment, which stands in one of its first three lines; empty where there is none.
std::string_view Parser::first_message_header() const {
  const char* p = begin_;
  for (int line = 0; line < 3 && p != end_; ++line) {
    const char* const stop = line_end(p, end_);
    if (span(p, stop).starts_with("MSH")) return span(p, stop);
    p = stop;
    if (p != end_ && *p == '\r') ++p;
    if (p != end_ && *p == '\n') ++p;
  }
  return {};
}

// One of the first two fields of a header, which are not split.
bool Parser::add_whole(const char* first, const char* end, std::uint16_t field) {
  Cursor cursor{first, Place::at_field(field), nullptr, nullptr};
  if (!make_room(cursor)) return false;
  cursor.end_value(begin_, end);
  ++tape_.value_count_;
  return true;
}

// For the values of a block, and the one that a segment's end adds. A cursor without room yet begins where the tape
// ends.
bool Parser::make_room(Cursor& cursor) {
  std::vector<Value>& values = tape_.values_;
  const std::size_t used =
      cursor.out == nullptr ? tape_.value_count_ : static_cast<std::size_t>(cursor.out - values.data());
  if (used > options_.values) {
    refuse("too many values; send less at once", cursor.place.field(), Code::kTooLarge);
    return false;
  }
  if (static_cast<std::ptrdiff_t>(values.size() - used) < kRoom) values.resize(std::max(2 * values.size(), kFirstRoom));
  cursor.out = values.data() + used;
  cursor.room_end = values.data() + values.size();
  return true;
}

std::nullptr_t Parser::refuse(std::string why, std::uint16_t field, Code code) {
  refusal_ = {code, place_of_refusal(field) + ": " + std::move(why)};
  return nullptr;
}

std::string Parser::place_of_refusal(std::uint16_t field) const {
  std::string place = "segment " + std::to_string(tape_.segments_.size() + 1);
  if (segment_name_.empty()) return place;
  (place += ", ") += segment_name_;
  if (field != 0) (place += '-') += std::to_string(field);
  return place;
}

}  // namespace concordat::protocol::hl7
