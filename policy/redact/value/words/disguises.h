#pragma once
// Withheld values that stand in a text as data: base64 (in any phase, also of URLs), hexadecimal ("54686f", "54 68 6f",
// "54:68:6F"), and these in each other. Whoever finds one withholds the whole text: data can't be cut with certainty.
// One a thread.
//
//   disguises.hide(runs, values, released)             true for "see VGhvcm5idXJ5" where "thornbury" is withheld

#include <string>
#include <string_view>

#include "policy/redact/value/words/plain_text.h"
#include "policy/redact/value/words/withheld_values.h"

namespace concordat::policy {

class Disguises {
 public:
  [[nodiscard]] bool hide(const Runs& runs, const WithheldValues& values, const FoldedSet& released);

 private:
  struct Search {
    const WithheldValues& values;
    const FoldedSet& released;
    std::size_t budget;  // bytes that may still be decoded: what is left at 0 is taken to hide something
  };
  [[nodiscard]] bool in_text(std::string_view text, unsigned depth, Search& search);
  [[nodiscard]] bool in_word(std::string_view word, unsigned depth, Search& search);
  [[nodiscard]] bool in_bytes(const std::string& bytes, unsigned depth, Search& search);

  PlainText plain_;
  Runs runs_;
};

}  // namespace concordat::policy
