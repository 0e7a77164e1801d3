#pragma once
// Every member name that a selector or the format's own rules speak of, as a small number, found by the tag that the
// tape has of a key already. Immutable after the load. (The table is the vocabulary's, so a sender cannot make it
// collide.)
//
//   KeyId family = names.add("family");  ...  names.find(tape.raw(key), tape[key].tag) == family

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json/token.h"

namespace concordat::policy {

using KeyId = std::uint16_t;
inline constexpr KeyId kUnknownKey = 0;

class MemberNames {
 public:
  MemberNames();
  KeyId add(std::string_view name);
  [[nodiscard]] KeyId find(std::string_view name) const { return find(name, protocol::json::name_tag(name)); }
  // `tag` must be the name's.
  [[nodiscard]] KeyId find(std::string_view name, std::uint16_t tag) const;
  [[nodiscard]] std::string_view name(KeyId id) const { return names_[id]; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  struct Slot {
    std::uint16_t tag = 0;
    KeyId id = kUnknownKey;
  };
  void insert(Slot slot);

  std::vector<std::string> names_;  // [0] is no name
  std::vector<Slot> slots_;         // open addressing, at most a quarter full
};

}  // namespace concordat::policy
