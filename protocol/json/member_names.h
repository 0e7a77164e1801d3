#pragma once
// Finds an object's duplicate member name, compared after decoding escapes. RFC 8259 section 4 leaves to each reader
// which of two it believes, so a policy could judge one and a recipient read the other: neither is passed on. Linear in
// the object's size for honest input and n log n for names made to collide. The working memory is kept from one object
// to the next.
//
// While an object is open its keys are noted by their tags; only where two share some bits of them is there anything to
// compare, so most objects cost a few instructions a key.
//
//   names.open(); names.note(key); names.note(key); …
//   if (names.close() && (second = names.duplicate(text, tokens, object)) != 0) refuse(tokens[second].offset);

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json/token.h"

namespace concordat::protocol::json {

class MemberNames {
 public:
  void start() { noted_.clear(); }
  void open() { noted_.push_back(0); }
  void note(const Token& key) {
    std::uint64_t& noted = noted_.back();
    const std::uint64_t mark = std::uint64_t{1} << (key.tag & 63);
    noted |= (noted & mark) != 0 || key.escaped ? mark | kSuspect : mark;
  }
  // Closes the innermost open container. True: it may have a duplicate.
  [[nodiscard]] bool close() {
    const bool suspect = (noted_.back() & kSuspect) != 0;
    noted_.pop_back();
    return suspect;
  }

  // The token of a key that repeats an earlier one of the closed object at `object`, or 0 (never a key) if all differ.
  [[nodiscard]] std::uint32_t duplicate(std::string_view text, std::span<const Token> tokens, std::uint32_t object);

 private:
  static constexpr std::uint64_t kSuspect = std::uint64_t{1} << 63;  // and the mark of one tag in 64, which is no harm
  struct Name {
    std::size_t hash;
    std::string_view text;  // decoded
    std::uint32_t token;
  };

  void collect(std::string_view text, std::span<const Token> tokens, std::uint32_t object);
  [[nodiscard]] std::uint32_t duplicate_by_hash();
  [[nodiscard]] std::uint32_t duplicate_by_order();

  std::vector<std::uint64_t> noted_;  // by open container: a bit for each of 64 classes of tags
  std::vector<Name> names_;
  std::string decoded_;               // what `Name::text` shows of escaped names
  std::vector<std::uint32_t> table_;  // open addressing: position in names_ plus one, or 0
};

}  // namespace concordat::protocol::json
