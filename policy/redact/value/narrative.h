#pragma once
// FHIR narrative is XHTML, and a word in it can be written so that a search passes it by: with character references,
// with tags in its middle, behind a comment. Such a narrative cannot be scrubbed with certainty. Pure.
//
//   hides_words("<div>Thorn<b>bury</b></div>") == true;   hides_words("<div><b>Ada</b> Thornbury</div>") == false

#include <string_view>

namespace concordat::policy {

[[nodiscard]] bool hides_words(std::string_view xhtml);

// What stands for a narrative that is withheld whole.
inline constexpr std::string_view kWithheldNarrative = R"(<div xmlns="http://www.w3.org/1999/xhtml">[withheld]</div>)";

}  // namespace concordat::policy
