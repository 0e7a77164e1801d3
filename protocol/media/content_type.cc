#include "protocol/media/content_type.h"

#include <algorithm>

#include "protocol/base/utf8.h"

namespace concordat::protocol {
namespace {

using std::string_view_literals::operator""sv;

// ISO 32000-2, 7.5.2. Readers take it anywhere in the first kilobyte; here it comes first, so that nothing else does.
bool pdf(std::string_view bytes) {
  return bytes.starts_with("%PDF-"sv);
}

// ITU-T T.81, B.1.1: start of image, and the first marker after it.
bool jpeg(std::string_view bytes) {
  return bytes.starts_with("\xFF\xD8\xFF"sv);
}

// ISO/IEC 15948, 5.2; the header chunk comes first (5.6).
bool png(std::string_view bytes) {
  return bytes.starts_with("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"sv);
}

// TIFF 6.0, section 2: the order of bytes, and 42 in it.
bool tiff(std::string_view bytes) {
  return bytes.starts_with("II\x2A\0"sv) || bytes.starts_with("MM\0\x2A"sv);
}

bool gif(std::string_view bytes) {
  return bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv);
}

bool rtf(std::string_view bytes) {
  return bytes.starts_with("{\\rtf1"sv);
}

// ISO 9735: an interchange begins with UNB, before which its six service characters may be named.
bool edifact(std::string_view bytes) {
  constexpr std::size_t kServiceAdvice = 9;
  char separator = '+';
  if (bytes.starts_with("UNA"sv) && bytes.size() > kServiceAdvice) {
    separator = bytes[4];
    bytes.remove_prefix(kServiceAdvice);
    bytes.remove_prefix(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  }
  return bytes.size() > 4 && bytes.starts_with("UNB"sv) && bytes[3] == separator;
}

bool plain_text(std::string_view bytes);

constexpr ContentType kAll[] = {
    {"application/pdf", ".pdf", pdf}, {"image/jpeg", ".jpg", jpeg},       {"image/png", ".png", png},
    {"image/tiff", ".tif", tiff},     {"image/gif", ".gif", gif},         {"application/edifact", ".edi", edifact},
    {"application/rtf", ".rtf", rtf}, {"text/plain", ".txt", plain_text},
};

// Nothing marks it: it is what bears no other type's mark, and holds nothing but text.
bool plain_text(std::string_view bytes) {
  const auto control = [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return (code < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || code == 0x7F;
  };
  const auto marked = [bytes](const ContentType& type) { return type.begins != plain_text && type.begins(bytes); };
  return !bytes.empty() && std::none_of(std::begin(kAll), std::end(kAll), marked) &&
         std::none_of(bytes.begin(), bytes.end(), control) && valid_utf8(bytes);
}

bool same(std::string_view name, std::string_view written) {
  const auto equal = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b); };
  return std::equal(name.begin(), name.end(), written.begin(), written.end(), equal);
}

}  // namespace

std::span<const ContentType> content_types() {
  return kAll;
}

const ContentType* content_type(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kAll), std::end(kAll), [name](const ContentType& type) { return same(type.name, name); });
  return found == std::end(kAll) ? nullptr : found;
}

const ContentType* content_type_of(std::string_view bytes) {
  const auto* found =
      std::find_if(std::begin(kAll), std::end(kAll), [bytes](const ContentType& type) { return type.begins(bytes); });
  return found == std::end(kAll) ? nullptr : found;
}

std::string content_type_names() {
  std::string names;
  for (const ContentType& type : kAll) names += (names.empty() ? "" : ", ") + std::string(type.name);
  return names;
}

}  // namespace concordat::protocol
