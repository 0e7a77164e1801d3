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

// False where an action would leave a part of a value that nobody looked through: then the value is withheld. Free text
// is searched for what is withheld only where it is kept.
[[nodiscard]] bool can_be_done(const Action& action, ValueType type);

// The stricter of two explicit actions; two different middle actions give withhold.
[[nodiscard]] Action stricter(const Action& a, const Action& b);

}  // namespace concordat::policy
