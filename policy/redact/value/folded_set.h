#pragma once
// A set of short texts that is filled and emptied once a record: one arena, no allocation once it has grown. Not
// thread-safe.
//
//   set.clear();  std::uint32_t index = set.insert("thornbury");  set.find("thornbury") == index;  set.find("x") ==
//   FoldedSet::kNone

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

class FoldedSet {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  FoldedSet() : slots_(kFirstSlots, kNone) {}

  void clear() {
    arena_.clear();
    entries_.clear();
    slots_.assign(kFirstSlots, kNone);
  }

  // The text's index: 0 for the first one, and so on.
  std::uint32_t insert(std::string_view text) {
    const std::size_t hash = std::hash<std::string_view>{}(text);
    if (const std::uint32_t known = find(text, hash); known != kNone) return known;
    const auto index = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({hash, static_cast<std::uint32_t>(arena_.size()), static_cast<std::uint32_t>(text.size())});
    arena_.append(text);
    if (entries_.size() * 2 > slots_.size()) {
      slots_.assign(slots_.size() * 2, kNone);
      for (std::uint32_t i = 0; i < index; ++i) place(i);
    }
    place(index);
    return index;
  }

  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    return entries_.empty() ? kNone : find(text, std::hash<std::string_view>{}(text));
  }
  [[nodiscard]] bool contains(std::string_view text) const { return find(text) != kNone; }
  [[nodiscard]] std::string_view text(std::uint32_t index) const {
    return {arena_.data() + entries_[index].offset, entries_[index].length};
  }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  static constexpr std::size_t kFirstSlots = 64;
  struct Entry {
    std::size_t hash;
    std::uint32_t offset;
    std::uint32_t length;
  };

  [[nodiscard]] std::uint32_t find(std::string_view text, std::size_t hash) const {
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const std::uint32_t index = slots_[at];
      if (index == kNone) return kNone;
      if (entries_[index].hash == hash && this->text(index) == text) return index;
    }
  }

  void place(std::uint32_t index) {
    std::size_t at = entries_[index].hash & (slots_.size() - 1);
    while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = index;
  }

  std::string arena_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // open addressing, at most half full
};

}  // namespace concordat::policy
