#pragma once
// What was taken out of free text, by kind: manifests count it and never say the value. Pure.
//
//   ScrubCounts counts{};
//   ++counts[index_of(ScrubKind::kNhsNumber)];
//   name(ScrubKind::kNhsNumber)                        "nhs-number"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace concordat::policy {

// The first five are values that the plan withholds elsewhere in the record; the others look like what they are,
// whoever's they may be. A mark that is both counts as the later one.
enum class ScrubKind : std::uint8_t {
  kName,
  kIdentifier,
  kAddress,
  kDate,
  kContact,
  kNhsNumber,
  kPhone,
  kPostcode,
  kEmail
};
inline constexpr std::size_t kScrubKinds = 9;

// By index_of(kind).
using ScrubCounts = std::array<std::uint32_t, kScrubKinds>;

[[nodiscard]] constexpr std::size_t index_of(ScrubKind kind) {
  return static_cast<std::size_t>(kind);
}

// As it stands in manifests.
[[nodiscard]] constexpr std::string_view name(ScrubKind kind) {
  constexpr std::array<std::string_view, kScrubKinds> kNames = {
      "name", "identifier", "address", "date", "contact", "nhs-number", "phone", "postcode", "email"};
  return kNames[index_of(kind)];
}

}  // namespace concordat::policy
