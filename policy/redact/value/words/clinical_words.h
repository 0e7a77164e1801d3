#pragma once
// Words that must stay in a clinical note whoever is called so. A value that is one of them can't be told from the
// word, so that the note in which it stands is withheld whole rather than changed in meaning. All take words in small
// letters without accents. Pure.
//
//   clinical_word("parkinson") == true;  title_word("mrs") == true;  short_word("no") == true

#include <span>
#include <string_view>

namespace concordat::policy {

// A name of people or places that is a word of clinical language too.
[[nodiscard]] bool clinical_word(std::string_view word);
// "mrs", "professor": not part of who somebody is; what follows is a name.
[[nodiscard]] bool title_word(std::string_view word);
// "no", "not", "in": words of three letters or fewer that are never taken for a name.
[[nodiscard]] bool short_word(std::string_view word);
// "disease", "syndrome", "score": the name before it is not somebody here.
[[nodiscard]] bool eponym_head(std::string_view word);
// "ml", "units": the number before it is an amount.
[[nodiscard]] bool unit_word(std::string_view word);

// The whole table, in order.
[[nodiscard]] std::span<const std::string_view> clinical_words();

}  // namespace concordat::policy
