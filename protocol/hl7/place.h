#pragma once
// Where the parser stands in a segment, in one word that is the second half of a Value: a separator moves it with one
// mask and one addition and no branch, and writing a value is two stores.
//
//   Place place = Place::at_field(3);
//   place.pass(Place::kRepetition);         // to PID-3's second repetition, component 1, sub-component 1

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocol/hl7/tape.h"

namespace concordat::protocol::hl7 {

static_assert(std::endian::native == std::endian::little, "a Place is laid out as the second half of a Value");
static_assert(offsetof(Value, field) == 8 && offsetof(Value, repetition) == 10 && offsetof(Value, component) == 12 &&
              offsetof(Value, subcomponent) == 13 && offsetof(Value, escaped) == 14 && offsetof(Value, null) == 15);

class Place {
 public:
  enum Separator : std::uint8_t { kField, kRepetition, kComponent, kSubcomponent };

  static Place at_field(std::uint16_t field) { return Place{field | kFirst}; }

  void pass(Separator separator) { word_ = (word_ & kKept[separator]) + kAdded[separator]; }
  // Whether the count that `separator` adds to is at its end.
  [[nodiscard]] bool is_full(Separator separator) const { return (word_ & kCount[separator]) == kCount[separator]; }
  // Whether some count is half full. While none is, over a hundred separators can pass before one is full.
  [[nodiscard]] bool half_full() const { return (word_ & kHalf) != 0; }

  [[nodiscard]] std::uint16_t field() const { return static_cast<std::uint16_t>(word_); }

  void write(Value* value, std::uint32_t offset, std::uint32_t length, bool escaped, bool null) const {
    const std::uint64_t span = offset | std::uint64_t{length} << 32;
    const std::uint64_t place = word_ | std::uint64_t{escaped} << 48 | std::uint64_t{null} << 56;
    std::memcpy(value, &span, sizeof span);
    std::memcpy(reinterpret_cast<char*>(value) + sizeof span, &place, sizeof place);
  }

 private:
  explicit Place(std::uint64_t word) : word_(word) {}

  static constexpr std::uint64_t kFirst = 1ull << 32 | 1ull << 40;  // component 1, sub-component 1
  static constexpr std::uint64_t kHalf = 0x8080'8000'8000;
  static constexpr std::uint64_t kCount[] = {0xFFFF, 0xFFFF'0000, 0xFF'0000'0000, 0xFF00'0000'0000};
  static constexpr std::uint64_t kKept[] = {0xFFFF, 0xFFFF'FFFF, 0xFF'FFFF'FFFF, 0xFFFF'FFFF'FFFF};
  static constexpr std::uint64_t kAdded[] = {1 | kFirst, 1ull << 16 | kFirst, 1ull << 32 | 1ull << 40, 1ull << 40};

  std::uint64_t word_;
};

}  // namespace concordat::protocol::hl7
