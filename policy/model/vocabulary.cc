#include "policy/model/vocabulary.h"

namespace concordat::policy {
namespace {

template <typename Index>
std::optional<Index> find(const std::unordered_map<std::string, Index>& names, std::string_view name) {
  auto it = names.find(std::string(name));
  if (it == names.end()) return std::nullopt;
  return it->second;
}

}  // namespace

std::optional<ItemIndex> Vocabulary::item(std::string_view name) const {
  return find(item_by_name, name);
}

std::optional<KindIndex> Vocabulary::kind(std::string_view name) const {
  return find(kind_by_name, name);
}

}  // namespace concordat::policy
