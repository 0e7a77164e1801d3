#include "policy/redact/json/member_names.h"

#include <cstring>

namespace concordat::policy {
namespace {

constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ull;

template <typename Word>
std::uint64_t load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// Reads whole words that may overlap, so that no length needs a loop over bytes.
std::uint32_t hash_of(std::string_view name) {
  const char* at = name.data();
  const std::size_t size = name.size();
  std::uint64_t hash = size * kOdd;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = (hash ^ load<std::uint64_t>(at + i)) * kOdd;
    hash = (hash ^ load<std::uint64_t>(at + size - 8)) * kOdd;
  } else if (size >= 4) {
    hash = (hash ^ (load<std::uint32_t>(at) << 32 | load<std::uint32_t>(at + size - 4))) * kOdd;
  } else if (size > 0) {
    const auto byte = [at](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])); };
    hash = (hash ^ (byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1))) * kOdd;
  }
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

MemberNames::MemberNames() : names_(1), slots_(64) {}

KeyId MemberNames::add(std::string_view name) {
  if (const KeyId known = find(name); known != kUnknownKey) return known;
  if (names_.size() * 2 >= slots_.size()) grow();
  const auto id = static_cast<KeyId>(names_.size());
  names_.emplace_back(name);
  std::size_t at = hash_of(name) & (slots_.size() - 1);
  while (slots_[at].id != kUnknownKey) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {hash_of(name), id};
  return id;
}

KeyId MemberNames::find(std::string_view name) const {
  const std::uint32_t hash = hash_of(name);
  for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.id == kUnknownKey) return kUnknownKey;
    if (slot.hash == hash && names_[slot.id] == name) return slot.id;
  }
}

void MemberNames::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  for (const Slot& slot : slots_) {
    if (slot.id == kUnknownKey) continue;
    std::size_t at = slot.hash & (larger.size() - 1);
    while (larger[at].id != kUnknownKey) at = (at + 1) & (larger.size() - 1);
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace concordat::policy
