#include "protocol/hl7/text.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "protocol/base/bytes.h"

namespace concordat::protocol::hl7 {
namespace {

void append_utf8(std::string& out, const CodePoint& character, std::string_view bytes, Charset charset) {
  if (charset == Charset::kLatin1 && character.value >= 0x80) {
    out += static_cast<char>(0xC0 | character.value >> 6);
    out += static_cast<char>(0x80 | (character.value & 0x3F));
  } else {
    out += bytes.substr(0, character.length);
  }
}

// The character that an escape of one letter stands for.
std::optional<char> delimiter_named(char letter, const Delimiters& delimiters) {
  switch (letter) {
    case 'F': return delimiters.field;
    case 'S': return delimiters.component;
    case 'T': return delimiters.subcomponent;
    case 'R': return delimiters.repetition;
    case 'E': return delimiters.escape;
    case 'P':
      if (delimiters.truncation != '\0') return delimiters.truncation;
      return std::nullopt;
    default: return std::nullopt;
  }
}

char letter_of(char c, const Delimiters& delimiters) {
  for (const char letter : {'F', 'S', 'T', 'R', 'E', 'P'}) {
    if (delimiter_named(letter, delimiters) == c) return letter;
  }
  return '\0';
}

// How many characters at the start stand for themselves in every character set.
std::size_t plain_length(std::string_view text, const Delimiters& delimiters) {
  const auto plain = [&delimiters](char c) {
    return c >= 0x20 && c < 0x7f && c != delimiters.field && c != delimiters.component && c != delimiters.repetition &&
           c != delimiters.escape && c != delimiters.subcomponent && c != delimiters.truncation;
  };
  std::size_t length = 0;
  while (length < text.size() && plain(text[length])) ++length;
  return length;
}

bool decode_hex(std::string_view digits, Charset charset, std::string& out) {
  const std::optional<Bytes> bytes = parse_hex(digits);
  if (!bytes || bytes->empty()) return false;
  for (std::string_view rest = *bytes; !rest.empty();) {
    const CodePoint character = first_character(rest, charset);
    if (character.length == 0) return false;
    append_utf8(out, character, rest, charset);
    rest.remove_prefix(character.length);
  }
  return true;
}

// Formatting commands (\.br\, \.sp2\, \.in+4\): what stands before one and after it are not one word.
bool is_layout(std::string_view escape) {
  constexpr std::string_view kCommands[] = {"br", "sp", "in", "ti", "ce", "sk", "fi", "nf"};
  if (escape.size() < 3 || escape[0] != '.') return false;
  const char command[] = {static_cast<char>(escape[1] | 0x20), static_cast<char>(escape[2] | 0x20)};
  return std::find(std::begin(kCommands), std::end(kCommands), std::string_view(command, 2)) != std::end(kCommands);
}

// Appends what the escape, given with its escape characters, stands for.
bool decode_escape(std::string_view escape, const Delimiters& delimiters, Charset charset, std::string& out) {
  const std::string_view inner = escape.substr(1, escape.size() - 2);
  if (inner.empty()) return false;
  if (inner.size() == 1) {
    if (const auto delimiter = delimiter_named(inner[0], delimiters)) {
      out += *delimiter;
      return true;
    }
    // Some readers would take \t\ for \T\: two readings.
    const char upper = static_cast<char>(inner[0] & ~0x20);
    if (upper != inner[0] && delimiter_named(upper, delimiters)) return false;
  }
  switch (inner[0]) {
    case 'X': return decode_hex(inner.substr(1), charset, out);
    case 'x':
    case 'C':
    case 'c':
    case 'M':
    case 'm': return false;
    default: break;
  }
  // Highlighting is drawn through a word and takes nothing of it.
  if (inner == "H" || inner == "N") return true;
  if (!is_layout(inner)) return false;
  out += '\n';
  return true;
}

// In upper case, as the standard writes it.
void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    (out += kDigits[byte >> 4]) += kDigits[byte & 0xF];
  }
}

// Appends one character that isn't a delimiter. False where the character set has none for it.
bool append_character(std::string& out, const CodePoint& character, std::string_view text, char escape,
                      Charset charset) {
  if (character.value == '\n') {
    ((out += escape) += ".br") += escape;
    return true;
  }
  const bool beyond_ascii = character.value >= 0x80;
  if (beyond_ascii && charset == Charset::kAscii) return false;
  if (beyond_ascii && charset == Charset::kLatin1) {
    if (character.value < 0xA0 || character.value > 0xFF) return false;
    out += static_cast<char>(character.value);
    return true;
  }
  const std::string_view bytes = text.substr(0, character.length);
  if (is_control(character.value) && character.value != '\t') {
    (out += escape) += 'X';
    append_hex(out, bytes);
    out += escape;
  } else {
    out += bytes;
  }
  return true;
}

}  // namespace

bool decode_text(std::string_view raw, const Delimiters& delimiters, Charset charset, std::string& out,
                 std::vector<std::uint32_t>* origin) {
  out.clear();
  if (origin != nullptr) origin->clear();
  const auto is_plain = [&](char c) { return static_cast<signed char>(c) >= 0 && c != delimiters.escape; };
  std::size_t at = 0;
  while (at < raw.size()) {
    for (; at < raw.size() && is_plain(raw[at]); ++at) {
      out += raw[at];
      if (origin != nullptr) origin->push_back(static_cast<std::uint32_t>(at));
    }
    const std::string_view rest = raw.substr(at);
    if (rest.empty()) break;
    std::size_t read = 0;
    if (rest[0] == delimiters.escape) {
      const std::size_t last = rest.find(delimiters.escape, 1);
      if (last == std::string_view::npos) return false;
      read = last + 1;
      if (!decode_escape(rest.substr(0, read), delimiters, charset, out)) return false;
    } else {
      const CodePoint character = first_character(rest, charset);
      if (character.length == 0) return false;
      append_utf8(out, character, rest, charset);
      read = character.length;
    }
    if (origin != nullptr) origin->resize(out.size(), static_cast<std::uint32_t>(at));
    at += read;
  }
  if (origin != nullptr) origin->push_back(static_cast<std::uint32_t>(raw.size()));
  return true;
}

bool append_escaped(std::string& out, std::string_view text, const Delimiters& delimiters, Charset charset) {
  const std::size_t before = out.size();
  while (!text.empty()) {
    const std::size_t plain = plain_length(text, delimiters);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint character = first_code_point(text);
    const char letter = character.length == 1 ? letter_of(text[0], delimiters) : '\0';
    if (letter != '\0') {
      ((out += delimiters.escape) += letter) += delimiters.escape;
    } else if (character.length == 0 || !append_character(out, character, text, delimiters.escape, charset)) {
      out.resize(before);
      return false;
    }
    text.remove_prefix(character.length);
  }
  return true;
}

}  // namespace concordat::protocol::hl7
