#pragma once
// What identifiers of the United Kingdom look like in running text, on folded words (lower case, letters and digits
// only). Pure.

#include <string>
#include <string_view>

namespace concordat::policy {

// Ten digits whose last one checks (NHS Data Dictionary, NHS NUMBER: modulus 11).
[[nodiscard]] bool nhs_number(std::string_view digits);
// A national or +44 number of ten or eleven digits. `digits` includes the country code, if any.
[[nodiscard]] bool phone_number(std::string_view digits, bool plus);
// The part of a phone number that is the same however it is written.
[[nodiscard]] std::string phone_core(std::string_view digits);
[[nodiscard]] bool outward_word(std::string_view folded);
[[nodiscard]] bool inward_word(std::string_view folded);
// A word of clinical language that is also a name: it is never scrubbed.
[[nodiscard]] bool clinical_word(std::string_view folded);
// "mrs", "professor": not part of who somebody is.
[[nodiscard]] bool title_word(std::string_view folded);
// Letters, digits and everything outside ASCII.
[[nodiscard]] constexpr bool word_byte(char c) {
  return static_cast<signed char>(c) < 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// Appends the text's word bytes to `out`: lower case for ASCII and Latin-1 letters; other letters stay.
void fold(std::string_view text, std::string& out);

}  // namespace concordat::policy
