#pragma once
// Finds an object's duplicate member name, compared after decoding escapes. RFC 8259 section 4 leaves to each reader
// which of two it believes, so a policy could judge one and a recipient read the other: neither is passed on. Linear in
// the object's size for honest input and n log n for names made to collide. The working memory is kept from one object
// to the next.
//
//   MemberNames names;
//   if (std::uint32_t second = names.duplicate(text, tokens, object); second != 0) refuse(tokens[second].offset);

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json/token.h"

namespace concordat::protocol::json {

class MemberNames {
 public:
  // The token of a key that repeats an earlier one of the closed object at `object`, or 0 (never a key) if all differ.
  [[nodiscard]] std::uint32_t duplicate(std::string_view text, std::span<const Token> tokens, std::uint32_t object);

 private:
  struct Name {
    std::size_t hash;
    std::string_view text;  // decoded
    std::uint32_t token;
  };

  void collect(std::string_view text, std::span<const Token> tokens, std::uint32_t object);
  [[nodiscard]] std::uint32_t duplicate_by_hash();
  [[nodiscard]] std::uint32_t duplicate_by_order();

  std::vector<Name> names_;
  std::string decoded_;               // what `Name::text` shows of escaped names
  std::vector<std::uint32_t> table_;  // open addressing: position in names_ plus one, or 0
};

}  // namespace concordat::protocol::json
