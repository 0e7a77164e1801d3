#pragma once
// The outward half of a United Kingdom postcode, which names a district. Pure; no state.
//
//   outward_part("ls14hr", PostcodePart::kMayBeOutward) == "LS1"
//   outward_part("LS1 4H", …) == nullopt: a part of a postcode, cut who knows where
//
// How many people live in a district is not asked here: an agreement that generalises to it has decided that. Pseudo
// postcodes (ZZ99: no fixed abode, unknown, abroad) are no place, and their outward half would tell that somebody has
// none: nullopt.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace concordat::policy {

enum class PostcodePart : std::uint8_t {
  kMayBeOutward,  // a value that is an outward half already stays as it is
  kWhole,         // it may not: in an address, "B12" is as likely a flat as a district
};

// Every format in use, in any case and spacing: the areas of the United Kingdom, Jersey, Guernsey, the Isle of Man,
// Gibraltar, BFPO numbers, GIR 0AA, and the overseas territories with one code for all.
[[nodiscard]] std::optional<std::string> outward_part(std::string_view value, PostcodePart part);

}  // namespace concordat::policy
