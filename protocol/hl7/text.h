#pragma once
// What stands in a value: its escapes (HL7 v2.8, 2.7) and its character set, read into UTF-8 and written back.
//
//   decode_text("Smith \\T\\ Sons", delimiters, Charset::kAscii, out, nullptr);    // "Smith & Sons"
//   append_escaped(out, "Smith & Sons", delimiters, Charset::kAscii);              // back again

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/hl7/charset.h"
#include "protocol/hl7/delimiters.h"

namespace concordat::protocol::hl7 {

// `raw` as UTF-8 with its escapes read; `out` is replaced. Formatting commands (\.br\, \.sp2\) read as a line feed,
// highlighting (\H\, \N\) as nothing. False when something in it can't be read with certainty: a switch of character
// set (\C..\, \M..\), a lone escape character, a known escape in the wrong case, one that only its sender knows
// (\Z..\), or \X..\ with bytes that are none of the character set.
//
// `origin`, when given, gets for each byte of `out` the offset in `raw` that it comes from, and one more for the end.
// The bytes of one escape, and of one character, share an origin: change all of them or none.
bool decode_text(std::string_view raw, const Delimiters& delimiters, Charset charset, std::string& out,
                 std::vector<std::uint32_t>* origin);

// Appends UTF-8 `text` in `charset`, delimiters and the escape character escaped, a line feed as \.br\ and other
// controls as \X..\, so that decoding gives `text` again. False, and nothing appended, when the character set can't
// hold it or it is not UTF-8.
bool append_escaped(std::string& out, std::string_view text, const Delimiters& delimiters, Charset charset);

}  // namespace concordat::protocol::hl7
