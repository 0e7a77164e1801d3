#include "protocol/hl7/charset.h"

namespace concordat::protocol::hl7 {
namespace {

constexpr int kCharacterSetField = 18;

std::string_view header_field(std::string_view header, char separator, int number) {
  for (int field = 1; field < number; ++field) {  // the separator itself is field 1
    const std::size_t end = header.find(separator);
    if (end == std::string_view::npos) return {};
    header.remove_prefix(end + 1);
  }
  return header.substr(0, header.find(separator));
}

}  // namespace

std::string_view name(Charset charset) {
  switch (charset) {
    case Charset::kAscii: return "ASCII";
    case Charset::kLatin1: return "8859/1";
    case Charset::kUtf8: return "UNICODE UTF-8";
  }
  return "";
}

std::optional<Charset> charset_named(std::string_view name) {
  if (name == "ASCII") return Charset::kAscii;
  if (name == "8859/1") return Charset::kLatin1;
  if (name == "UNICODE UTF-8" || name == "UNICODE") return Charset::kUtf8;
  return std::nullopt;
}

Result<std::optional<Charset>> declared_charset(std::string_view header, const Delimiters& delimiters) {
  std::string_view rest = header_field(header, delimiters.field, kCharacterSetField);
  std::optional<Charset> declared;
  while (!rest.empty()) {
    const std::size_t end = rest.find(delimiters.repetition);
    const std::optional<Charset> named = charset_named(rest.substr(0, end));
    if (!named || (declared && declared != named)) {
      return fail(Code::kUnsupported,
                  "a character set other than ASCII, 8859/1 and UNICODE UTF-8, or several; send the message "
                  "in one of these");
    }
    declared = named;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return declared;
}

CodePoint first_character(std::string_view text, Charset charset) {
  if (text.empty()) return {};
  const auto byte = static_cast<std::uint8_t>(text[0]);
  if (byte < 0x80) return {byte, 1};
  switch (charset) {
    case Charset::kAscii: return {};
    case Charset::kLatin1: return byte < 0xA0 ? CodePoint{} : CodePoint{byte, 1};
    case Charset::kUtf8: return first_code_point(text);
  }
  return {};
}

}  // namespace concordat::protocol::hl7
