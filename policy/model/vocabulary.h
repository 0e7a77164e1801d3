#pragma once
// The vocabulary: plain names for pieces of information (data items) and where each stands in every format, and the
// kinds of record with how to recognise each. Immutable once loaded. Everything after loading speaks of items and kinds
// by index.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/model/format.h"
#include "policy/model/selector.h"
#include "protocol/base/id.h"

namespace concordat::policy {

using ItemIndex = std::uint16_t;
inline constexpr ItemIndex kNoItem = 0xFFFF;
using KindIndex = std::uint8_t;
using KindSet = std::uint64_t;  // bit i = kind i; so at most 64 kinds

// What law says of the item. Structural items are what the format needs around what is released: they go with it, and
// no agreement names them.
enum class Category : std::uint8_t { kOrdinary, kSpecial, kCriminal, kStructural };

// What the value is, so that an action knows what it may do with it. What an action can't do with certainty is
// withheld.
enum class ValueType : std::uint8_t {
  kText,
  kName,
  kIdentifier,
  kDate,
  kAddress,
  kPostcode,
  kContact,
  kCode,
  kNumber,
  kFreeText,
  kReference
};

struct Item {
  ItemId id;          // "person.name"
  std::string label;  // "Name"
  Category category = Category::kOrdinary;
  ValueType type = ValueType::kText;
  bool identifying = false;  // when withheld, its values are scrubbed from kept free text
  bool subject = false;      // its value identifies the person whom the record is about (an NHS number)
  bool sensitive = false;    // listed as possibly withheld in every manifest, present or not
  std::vector<Selector> selectors[kFormats];
};

struct RecordKind {
  KindId id;          // "referral"
  std::string label;  // "Referral"
  // The record is of this kind when any of these matches a leaf.
  std::vector<Selector> recognise[kFormats];
};

struct Vocabulary {
  std::vector<Item> items;
  std::vector<RecordKind> kinds;
  std::vector<Selector> destination[kFormats];  // leaves that hold the recipient's address, matched with
                                                // agencies' `destinations`
  std::unordered_map<std::string, ItemIndex> item_by_name;
  std::unordered_map<std::string, KindIndex> kind_by_name;

  [[nodiscard]] std::optional<ItemIndex> item(std::string_view name) const;
  [[nodiscard]] std::optional<KindIndex> kind(std::string_view name) const;
};

}  // namespace concordat::policy
