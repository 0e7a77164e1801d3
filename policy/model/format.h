#pragma once
// The formats in which a record may come. Each has selectors of its own: what says where a data item stands.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace concordat::policy {

enum class Format : std::uint8_t { kFhir, kJson, kHl7v2, kOpaque };
inline constexpr std::size_t kFormats = 4;

// In the order of Format: as files and records call them, and as people do.
inline constexpr std::array<std::string_view, kFormats> kFormatKeys{"fhir", "json", "hl7v2", "opaque"};
inline constexpr std::array<std::string_view, kFormats> kFormatNames{"FHIR", "JSON", "HL7 v2", "opaque"};

}  // namespace concordat::policy
