#pragma once
// What an agreement does with a data item. Ordered by strictness only as POLICY.md does: withhold > (mask | generalise
// | pseudonymise) > keep; two different middle actions cannot be compared.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

enum class ActionKind : std::uint8_t { kWithhold, kKeep, kMask, kGeneralise, kPseudonymise };
enum class Grain : std::uint8_t { kNone, kYear, kMonth, kDay, kOutward, kDecade, kBand };

// How a format writes its dates: 1974-12-25T10:00:00Z in FHIR and JSON, 19741225100000+0000 in HL7 v2.
enum class DateForm : std::uint8_t { kIso, kHl7 };

// A band of one is the number itself. Numbers of 90 and over share one band (policy/redact/value/README.md): a wider
// one would hold every age.
inline constexpr std::uint16_t kNarrowestBand = 2;
inline constexpr std::uint16_t kWidestBand = 90;

struct Action {
  ActionKind kind = ActionKind::kWithhold;
  Grain grain = Grain::kNone;  // generalise
  std::uint16_t number = 0;    // mask: how many last characters stay (0 = all masked); generalise: band-N's N
  std::string key = {};        // pseudonymise: the key's name

  // "keep", "withhold", "mask: last-3", "mask: all", "generalise: day", "generalise: band-5", "pseudonymise: asc-2026"
  [[nodiscard]] std::string str() const;
  [[nodiscard]] static std::optional<Action> parse(std::string_view text);
  bool operator==(const Action&) const = default;
};

// Why an action can't be done to values of this type, in words; empty when it can. The checker says it to the author of
// the agreement; the compiler makes it `withhold`.
[[nodiscard]] std::string_view objection(const Action& action, ValueType type);
[[nodiscard]] inline bool can_be_done(const Action& action, ValueType type) {
  return objection(action, type).empty();
}

// The stricter of two explicit actions; two different middle actions give withhold.
[[nodiscard]] Action stricter(const Action& a, const Action& b);

}  // namespace concordat::policy
