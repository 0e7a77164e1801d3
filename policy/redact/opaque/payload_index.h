#pragma once
// Where a vocabulary places opaque payloads: which data item stands for one, and what kinds of record it may be, by its
// content type and size. Immutable; shared between threads.
//
//   PayloadIndex index(vocabulary);
//   ItemIndex letter = index.item("application/pdf", body.size());      // kNoItem: too large for every item, or of
//   none

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

class PayloadIndex {
 public:
  explicit PayloadIndex(const Vocabulary& vocabulary);

  // Of several items that have room for it, the one with the least: what allows small photographs does not speak of
  // large ones.
  [[nodiscard]] ItemIndex item(std::string_view type, std::size_t bytes) const;
  // The most bytes that any item has room for; 0: no item stands for payloads of this type.
  [[nodiscard]] std::uint64_t room(std::string_view type) const;
  [[nodiscard]] KindSet kinds(std::string_view type, std::size_t bytes) const;
  // How many items the vocabulary has.
  [[nodiscard]] std::size_t vocabulary_items() const { return vocabulary_items_; }

 private:
  struct Place {
    std::string type;
    std::uint64_t most;  // bytes
    std::size_t of;      // the item, or the kind
  };
  static void add(std::vector<Place>& places, const std::vector<Selector>& selectors, std::size_t of);

  std::size_t vocabulary_items_;
  std::vector<Place> items_;
  std::vector<Place> kinds_;
};

}  // namespace concordat::policy
