#pragma once
// Where the parser stands in a segment, in one word, so that a separator moves it with one mask and one addition and no
// branch. Above each count is a spare bit that shows when it is full.
//
//   Place place = Place::at_field(3);
//   place.pass(Place::kRepetition);         // to PID-3's second repetition, component 1, sub-component 1

#include <cstdint>

namespace concordat::protocol::hl7 {

class Place {
 public:
  enum Separator : std::uint8_t { kField, kRepetition, kComponent, kSubcomponent };

  static Place at_field(std::uint16_t field) { return Place{std::uint64_t{field} << kFieldShift | kFirst}; }
  void pass(Separator separator) {
    word_ = (word_ & kKept[separator]) + kAdded[separator];
    seen_ |= word_;
  }

  [[nodiscard]] std::uint16_t field() const { return static_cast<std::uint16_t>(word_ >> kFieldShift); }
  [[nodiscard]] std::uint16_t repetition() const { return static_cast<std::uint16_t>(word_ >> kRepetitionShift); }
  [[nodiscard]] std::uint8_t component() const { return static_cast<std::uint8_t>(word_ >> kComponentShift); }
  [[nodiscard]] std::uint8_t subcomponent() const { return static_cast<std::uint8_t>(word_); }

  // Whether a count was over its end at any time. Has to be asked at least every hundred separators: by then a count
  // has spilled no further than its spare bit.
  [[nodiscard]] bool was_full() const { return (seen_ & kSpare) != 0; }

 private:
  explicit Place(std::uint64_t word) : word_(word) {}

  static constexpr int kComponentShift = 9;
  static constexpr int kRepetitionShift = 18;
  static constexpr int kFieldShift = 35;
  static constexpr std::uint64_t kFirst = 1ull << kComponentShift | 1;  // component 1, sub-component 1
  static constexpr std::uint64_t kSpare = 1ull << 8 | 1ull << 17 | 1ull << 34 | 1ull << 51;
  static constexpr std::uint64_t kKept[] = {~0ull << kFieldShift, ~0ull << kRepetitionShift, ~0ull << kComponentShift,
                                            ~0ull};
  static constexpr std::uint64_t kAdded[] = {1ull << kFieldShift | kFirst, 1ull << kRepetitionShift | kFirst,
                                             1ull << kComponentShift | 1, 1};

  std::uint64_t word_;
  std::uint64_t seen_ = 0;  // every bit that word_ ever had
};

}  // namespace concordat::protocol::hl7
