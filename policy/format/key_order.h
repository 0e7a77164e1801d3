#pragma once
// The order in which each kind of policy file has its keys: the order of its JSON Schema (deploy/schema), which reads
// as the agreement on paper does. Names that are the author's own (parties, items, kinds, codes) have no order.
//
//   const KeyOrder* order = key_order_of("agreements/isa-014.yaml");   // null: no policy file is called that

#include <cstddef>
#include <span>
#include <string_view>

namespace concordat::policy {

struct KeyOrder;

struct OrderedKey {
  std::string_view name;
  const KeyOrder* value = nullptr;  // of what stands under it; null: nothing to order there
  bool begins_group = false;        // a blank line stands before it
};

struct KeyOrder {
  std::span<const OrderedKey> keys;  // of a map, in their order
  const KeyOrder* each = nullptr;    // of a list's elements, and of what stands under a name that is the author's own

  // The place of `name` among the keys; their number for one that is not there.
  [[nodiscard]] std::size_t rank(std::string_view name) const;
  // What stands under `name`; null where there is nothing to order.
  [[nodiscard]] const KeyOrder* under(std::string_view name) const;
  [[nodiscard]] bool begins_group(std::string_view name) const;
};

// By the path relative to the configuration directory.
[[nodiscard]] const KeyOrder* key_order_of(std::string_view path);

}  // namespace concordat::policy
