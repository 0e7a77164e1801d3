#pragma once
// Labels by which a sender marks a record as more confidential than others of its kind: HL7 v3 Confidentiality, as FHIR
// carries it in meta.security. An agreement must name a label before records that bear it are shared under it.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace concordat::policy {

// A bit each.
enum class SecurityLabel : std::uint8_t { kRestricted = 1, kVeryRestricted = 2 };
using LabelSet = std::uint8_t;

inline constexpr std::array<std::pair<std::string_view, SecurityLabel>, 2> kSecurityLabels{
    {{"R", SecurityLabel::kRestricted}, {"V", SecurityLabel::kVeryRestricted}}};

// "R" and "V"; nullopt for every other code: those restrict nothing.
[[nodiscard]] constexpr std::optional<SecurityLabel> security_label(std::string_view code) {
  for (const auto& [name, label] : kSecurityLabels) {
    if (name == code) return label;
  }
  return std::nullopt;
}

}  // namespace concordat::policy
