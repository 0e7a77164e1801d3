#pragma once
// Names to their positions in a list, for the hot path: one flat table whose slots hold the names themselves, so that a
// look-up costs one cache line however many names there are. Immutable; names of more than 27 bytes are found too, at
// the cost of a second line.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

class NameTable {
 public:
  NameTable() = default;
  // The names must differ, and be fewer than 2^31.
  explicit NameTable(std::vector<std::string> names);

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const { return find(start(name)); }

  // The same in two steps, so that several look-ups wait for memory together: start each, then find each.
  struct Search {
    std::string_view name;
    std::size_t slot = 0;
  };
  [[nodiscard]] Search start(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> find(const Search& search) const;

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct alignas(32) Slot {
    std::uint32_t index = kFree;
    std::uint8_t length = 0;  // 255: that long or longer
    std::array<char, 27> head{};
  };
  [[nodiscard]] bool holds(const Slot& slot, std::string_view name) const;

  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::vector<std::string> names_;
};

}  // namespace concordat::policy
