#pragma once
// The character sets that an HL7 v2 text may be in. MSH-18 names it (table 0211); where it is silent, the listener's
// setting does, and HL7's own default is ASCII. A set that is read with bytes of another meaning is refused: what can't
// be read with certainty can't be redacted.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/base/utf8.h"
#include "protocol/hl7/delimiters.h"

namespace concordat::protocol::hl7 {

enum class Charset : std::uint8_t { kAscii, kLatin1, kUtf8 };

// As MSH-18 writes it, and back: the names of table 0211, and UNICODE alone, which version 2.3 had.
[[nodiscard]] std::string_view name(Charset charset);
[[nodiscard]] std::optional<Charset> charset_named(std::string_view name);
// The character set that the MSH segment `header` (whole, without its end) declares in MSH-18; nullopt where it is
// silent. kUnsupported for any other set, and for several different ones.
[[nodiscard]] Result<std::optional<Charset>> declared_charset(std::string_view header, const Delimiters& delimiters);

// The character at the start of `text`. Length 0: the bytes are none in this set. The range 0x80 to 0x9F of ISO 8859-1
// is refused: real senders mean Windows-1252 there.
[[nodiscard]] CodePoint first_character(std::string_view text, Charset charset);

// C0 and C1 controls and DEL.
[[nodiscard]] constexpr bool is_control(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

}  // namespace concordat::protocol::hl7
