#include "policy/compile/name_table.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace concordat::policy {
namespace {

std::uint8_t length_of(std::string_view name) {
  return static_cast<std::uint8_t>(std::min<std::size_t>(name.size(), 255));
}

}  // namespace

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  slots_.resize(std::bit_ceil(std::max<std::size_t>(names_.size() * 2, 1)));
  for (std::uint32_t index = 0; index < names_.size(); ++index) {
    std::string_view name = names_[index];
    std::size_t at = std::hash<std::string_view>{}(name) & (slots_.size() - 1);
    while (slots_[at].index != kFree) at = (at + 1) & (slots_.size() - 1);
    slots_[at].index = index;
    slots_[at].length = length_of(name);
    std::string_view head = name.substr(0, slots_[at].head.size());
    std::copy(head.begin(), head.end(), slots_[at].head.begin());
  }
}

bool NameTable::holds(const Slot& slot, std::string_view name) const {
  if (slot.length != length_of(name)) return false;
  if (std::string_view head = name.substr(0, slot.head.size());
      !std::equal(head.begin(), head.end(), slot.head.begin()))
    return false;
  return name.size() <= slot.head.size() || names_[slot.index] == name;
}

NameTable::Search NameTable::start(std::string_view name) const {
  if (slots_.empty()) return {name, 0};
  const std::size_t slot = std::hash<std::string_view>{}(name) & (slots_.size() - 1);
  __builtin_prefetch(&slots_[slot]);
  return {name, slot};
}

std::optional<std::uint32_t> NameTable::find(const Search& search) const {
  if (slots_.empty()) return std::nullopt;
  std::size_t at = search.slot;
  while (slots_[at].index != kFree) {
    if (holds(slots_[at], search.name)) return slots_[at].index;
    at = (at + 1) & (slots_.size() - 1);
  }
  return std::nullopt;
}

}  // namespace concordat::policy
