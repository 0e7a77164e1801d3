#include "policy/redact/value/pseudonym.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kPseudonymBytes = 16;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Colons and slashes are those of URIs and paths, in which "1.12" and "11.2" are two.
bool structured(std::string_view text) {
  return text.find_first_of(":/") != std::string_view::npos;
}

// Of what every reader takes for a dot: the letter-height ones of East Asia and the raised ones are not all folded by
// NFKC.
bool dot(UChar32 c) {
  constexpr UChar32 kDots[] = {U'.', 0xB7, 0x387, 0x2022, 0x2027, 0x2219, 0x22C5, 0x3002, 0x30FB};
  return std::find(std::begin(kDots), std::end(kDots), c) != std::end(kDots);
}

bool invisible(UChar32 c) {
  return u_isUWhiteSpace(c) || u_iscntrl(c) || u_charType(c) == U_FORMAT_CHAR ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool separator(UChar32 c) {
  return dot(c) || u_hasBinaryProperty(c, UCHAR_DASH);
}

std::string of_ascii(std::string_view value) {
  const bool keep_separators = structured(value);
  std::string out;
  out.reserve(value.size());
  for (const char c : value) {
    if (c <= ' ' || c == 0x7F || (!keep_separators && (c == '-' || c == '.'))) continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// What upper case takes apart (ŉ becomes two letters) is put together again, so that normalising twice changes nothing.
std::string of_unicode(std::string_view value) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error)) return {};
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(value);
  text = nfkc->normalize(text, error);
  text = nfkc->normalize(text.toUpper(icu::Locale::getRoot()), error);
  if (U_FAILURE(error)) return {};
  const bool keep_separators = text.indexOf(u':') >= 0 || text.indexOf(u'/') >= 0;
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (!invisible(c) && (keep_separators || !separator(c))) kept.append(c);
  }
  std::string out;
  nfkc->normalize(kept, error).toUTF8String(out);
  return U_FAILURE(error) ? std::string() : out;
}

}  // namespace

std::string normalised_identifier(std::string_view value) {
  return is_ascii(value) ? of_ascii(value) : of_unicode(value);
}

std::string pseudonym_text(std::string_view hmac) {
  return "psn-" + hex(hmac.substr(0, kPseudonymBytes));
}

std::string pseudonym_system(std::string_view key, std::string_view system) {
  constexpr std::string_view kMark = "urn:concordat:pseudonym:";
  std::string out;
  out.reserve(kMark.size() + key.size() + 1 + system.size());
  return out.append(kMark).append(key).append(":").append(system);
}

}  // namespace concordat::policy
