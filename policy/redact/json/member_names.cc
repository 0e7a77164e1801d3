#include "policy/redact/json/member_names.h"

#include <cstring>

namespace concordat::policy {
namespace {

template <typename Word>
bool same_word(const char* a, const char* b) {
  Word left;
  Word right;
  std::memcpy(&left, a, sizeof(Word));
  std::memcpy(&right, b, sizeof(Word));
  return left == right;
}

// Compares whole words that may overlap: names are short, and a call would cost as much as all of this.
bool same(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (b.size() != size) return false;
  const char* const p = a.data();
  const char* const q = b.data();
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (!same_word<std::uint64_t>(p + i, q + i)) return false;
    }
    return same_word<std::uint64_t>(p + size - 8, q + size - 8);
  }
  if (size >= 4) return same_word<std::uint32_t>(p, q) && same_word<std::uint32_t>(p + size - 4, q + size - 4);
  return size == 0 || (p[0] == q[0] && p[size / 2] == q[size / 2] && p[size - 1] == q[size - 1]);
}

}  // namespace

MemberNames::MemberNames() : names_(1), slots_(256) {}

KeyId MemberNames::add(std::string_view name) {
  if (const KeyId known = find(name); known != kUnknownKey) return known;
  const auto id = static_cast<KeyId>(names_.size());
  names_.emplace_back(name);
  if (names_.size() * 4 > slots_.size()) {
    slots_.assign(slots_.size() * 2, {});
    for (KeyId earlier = 1; earlier < id; ++earlier) insert({protocol::json::name_tag(names_[earlier]), earlier});
  }
  insert({protocol::json::name_tag(name), id});
  return id;
}

KeyId MemberNames::find(std::string_view name, std::uint16_t tag) const {
  const Slot* const slots = slots_.data();
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
    const Slot slot = slots[at];
    if (slot.id == kUnknownKey) return kUnknownKey;
    if (slot.tag == tag && same(names_[slot.id], name)) return slot.id;
  }
}

void MemberNames::insert(Slot slot) {
  std::size_t at = slot.tag & (slots_.size() - 1);
  while (slots_[at].id != kUnknownKey) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

}  // namespace concordat::policy
