#include "policy/redact/value/words/plain_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <numeric>

#include "policy/redact/value/words/escapes.h"
#include "protocol/base/utf8.h"

namespace concordat::policy {
namespace {

// What a byte asks of a reading.
enum Care : std::uint8_t { kPlain = 0, kEscape = 1, kMarkup = 2, kControl = 4, kHigh = 8 };
constexpr std::array<std::uint8_t, 256> kCare = [] {
  std::array<std::uint8_t, 256> care{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const bool white = byte >= '\t' && byte <= '\r';
    care[byte] = byte >= 0x80                                 ? kHigh
                 : byte == 0x7F || (byte < ' ' && !white)     ? kControl
                 : byte == '\\' || byte == '%' || byte == '&' ? kEscape
                 : byte == '<'                                ? kMarkup
                                                              : kPlain;
  }
  return care;
}();

std::uint8_t care_of(char c) {
  return kCare[static_cast<unsigned char>(c)];
}

// A backslash and one of these letters may be a line's end in a script, or a folder: the letter is a run of its own,
// and joins the next.
bool folder_or_line(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() &&
         std::string_view("nrtbf").find(text[at + 1]) != std::string_view::npos;
}

// Letters that decompose into nothing, and how they are written without them.
struct Spelling {
  std::uint32_t value;
  std::string_view ascii;
};
constexpr Spelling kSpellings[] = {
    {0xC6, "AE"}, {0xD0, "D"},  {0xD8, "O"},   {0xDE, "TH"},  {0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},   {0xF8, "o"},
    {0xFE, "th"}, {0x110, "D"}, {0x111, "d"},  {0x126, "H"},  {0x127, "h"}, {0x131, "i"}, {0x141, "L"},  {0x142, "l"},
    {0x14A, "N"}, {0x14B, "n"}, {0x152, "OE"}, {0x153, "oe"}, {0x166, "T"}, {0x167, "t"}, {0x1E9E, "SS"}};
constexpr std::uint32_t kApostrophes[] = {0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2018, 0x2019, 0x201B, 0x2032, 0xA78C};

bool turns_direction(std::uint32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
}

bool is_mark(UChar32 value) {
  const int sort = u_charType(value);
  return sort == U_NON_SPACING_MARK || sort == U_ENCLOSING_MARK;
}

bool unseen(UChar32 value) {
  return u_charType(value) == U_FORMAT_CHAR || u_hasBinaryProperty(value, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// Scripts that leave no space between words.
bool ideograph(UChar32 value) {
  if (u_hasBinaryProperty(value, UCHAR_IDEOGRAPHIC) != 0) return true;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(value, &error)) {
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    default: return false;
  }
}

icu::UnicodeString decomposed(UChar32 value) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString text;
  if (U_FAILURE(error) || !form->getDecomposition(value, text)) text.setTo(value);
  return text;
}

// Unicode's table of what looks like what (UTS 39), for one letter.
char ascii_look_alike(UChar32 value) {
  static USpoofChecker* const checker = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uspoof_open(&error);
  }();
  for (const UChar32 letter : {u_tolower(value), value}) {
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString shape;
    uspoof_getSkeletonUnicodeString(checker, 0, icu::UnicodeString(letter), shape, &error);
    if (U_SUCCESS(error) && shape.length() == 1 && shape[0] < 0x80 && u_isalnum(shape[0]) != 0)
      return static_cast<char>(shape[0]);
  }
  return 0;
}

// One code point of a decomposition.
void fold_one(UChar32 value, PlainText::Folded& out) {
  if (value < 0x80) {
    out.bytes += static_cast<char>(value);
    return;
  }
  if (is_mark(value) || unseen(value)) return;
  const auto spelling = std::find_if(std::begin(kSpellings), std::end(kSpellings), [value](const Spelling& s) {
    return s.value == static_cast<std::uint32_t>(value);
  });
  if (spelling != std::end(kSpellings)) {
    out.bytes += spelling->ascii;
  } else if (const int digit = u_charDigitValue(value); digit >= 0) {
    out.bytes += static_cast<char>('0' + digit);
  } else if (u_isalpha(value) != 0 || u_charType(value) == U_COMBINING_SPACING_MARK) {
    icu::UnicodeString(value).foldCase().toUTF8String(out.bytes);
    out.foreign = true;
    out.ideograph = ideograph(value);
    out.look_alike = ascii_look_alike(value);
  } else if (u_isUWhiteSpace(value) != 0) {
    out.bytes += ' ';
  } else {
    out.bytes += u_hasBinaryProperty(value, UCHAR_DASH) != 0 ? '-' : ',';
  }
}

PlainText::Folded fold(std::uint32_t value) {
  PlainText::Folded out;
  out.value = value;
  const auto point = static_cast<UChar32>(value);
  if (u_isUWhiteSpace(point) != 0) {
    out.bytes = ' ';
  } else if (turns_direction(value) || u_charType(point) == U_CONTROL_CHAR) {
    out.sort = PlainText::Folded::kForbidden;
  } else if (is_mark(point)) {
    out.sort = PlainText::Folded::kMark;
  } else if (unseen(point)) {
    out.sort = PlainText::Folded::kUnseen;
  } else if (std::find(std::begin(kApostrophes), std::end(kApostrophes), value) != std::end(kApostrophes)) {
    out.bytes = '\'';
  } else if (u_hasBinaryProperty(point, UCHAR_DASH) != 0) {
    out.bytes = '-';
  } else {
    const icu::UnicodeString text = decomposed(point);
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) fold_one(text.char32At(at), out);
  }
  return out;
}

// Where the tags of a text end. The text is searched once, however many begin in it.
class Tags {
 public:
  explicit Tags(std::string_view text) : text_(text) {}

  // The length of the tag that begins at `at`; 0: none does.
  std::size_t length_at(std::size_t at) {
    constexpr std::size_t kLongest = 4096;
    const char next = at + 1 < text_.size() ? text_[at + 1] : ' ';
    const bool begins = next == '/' || next == '!' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (!begins) return 0;
    if (close_ < at) close_ = std::min(text_.find('>', at), text_.size());
    return close_ < text_.size() && close_ - at < kLongest ? close_ - at + 1 : 0;
  }

 private:
  std::string_view text_;
  std::size_t close_ = 0;
};

}  // namespace

const PlainText::Folded& PlainText::folded(std::uint32_t value) {
  Folded& known = known_[value & 0xFF];
  if (known.value != value) known = fold(value);
  return known;
}

void PlainText::put(std::string_view bytes, std::size_t begin, std::uint32_t doubt) {
  plain_ += bytes;
  begins_.insert(begins_.end(), bytes.size(), static_cast<std::uint32_t>(begin) | doubt);
}

void PlainText::read_as_is(std::size_t begin, std::size_t end) {
  plain_.append(source_, begin, end - begin);
  const std::size_t before = begins_.size();
  begins_.resize(before + end - begin);
  std::iota(begins_.begin() + static_cast<std::ptrdiff_t>(before), begins_.end(), static_cast<std::uint32_t>(begin));
}

void PlainText::read_character(std::uint32_t value, std::size_t begin, Reading reading) {
  constexpr std::string_view kUnseen(&kInvisible, 1);
  const Folded& shown = folded(value);
  switch (shown.sort) {
    case Folded::kShown: break;
    case Folded::kMark: return;  // belongs to the letter before it
    case Folded::kForbidden: certain_ = false; [[fallthrough]];
    case Folded::kUnseen: return put(kUnseen, begin);
  }
  has_doubts_ = has_doubts_ || shown.foreign;
  if (reading == Reading::kDoubtful && shown.look_alike != 0) {
    return put(std::string_view(&shown.look_alike, 1), begin, kDoubt);
  }
  if (shown.ideograph) put(kUnseen, begin);
  put(shown.bytes, begin);
  if (shown.ideograph) put(kUnseen, begin);
}

// A sign that begins an escape seldom does.
bool PlainText::holds_escapes() const {
  for (std::size_t at = 0; at < source_.size(); ++at) {
    if (care_of(source_[at]) != kEscape) continue;
    if (folder_or_line(source_, at) || escape_at(source_.substr(at)).length > 0) return true;
  }
  return false;
}

void PlainText::read(std::string_view source, Reading reading) {
  source_ = source;
  std::uint8_t care = 0;
  for (const char c : source) care |= care_of(c);
  certain_ = (care & kControl) == 0;
  has_doubts_ = (care & kMarkup) != 0;
  same_ = reading == Reading::kAsWritten && (care & kHigh) == 0 && ((care & kEscape) == 0 || !holds_escapes());
  if (same_) return;
  plain_.clear();
  begins_.clear();
  Tags tags(source);
  for (std::size_t at = 0; at < source.size();) {
    std::size_t end = at;
    while (end < source.size() && (care_of(source[end]) & ~kControl) == 0) ++end;
    read_as_is(at, end);
    at = end;
    if (at == source.size()) break;
    const std::string_view rest = source.substr(at);
    const std::uint8_t sort = care_of(rest.front());
    const std::size_t tag = sort == kMarkup && reading == Reading::kDoubtful ? tags.length_at(at) : 0;
    const CodePoint read = sort == kHigh ? first_code_point(rest) : sort == kEscape ? escape_at(rest) : CodePoint{};
    if (tag > 0) {
      put(std::string_view(&kInvisible, 1), at, kDoubt);
    } else if (read.length > 0) {
      read_character(read.value, at, reading);
    } else {
      certain_ = certain_ && sort != kHigh;
      const std::size_t taken = folder_or_line(source, at) ? 2 : 1;
      read_as_is(at, at + taken);
      at += taken;
      if (taken > 1) put(std::string_view(&kInvisible, 1), at);
      continue;
    }
    at += std::max(tag, read.length);
  }
}

std::size_t PlainText::source_end(std::size_t at) const {
  if (same_) return at + 1;
  const std::uint32_t begin = begins_[at] & ~kDoubt;
  while (++at < begins_.size()) {
    if ((begins_[at] & ~kDoubt) > begin) return begins_[at] & ~kDoubt;
  }
  return source_.size();
}

bool PlainText::may_hold_patterns(std::string_view source) {
  return std::any_of(source.begin(), source.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == '@' || care_of(c) == kHigh; });
}

bool PlainText::doubtful(std::size_t begin, std::size_t end) const {
  if (same_) return false;
  const auto first = begins_.begin();
  return std::any_of(first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end),
                     [](std::uint32_t from) { return (from & kDoubt) != 0; });
}

}  // namespace concordat::policy
