#pragma once
// What mask, generalise and pseudonymise do to one decoded value, whatever its format. nullopt: it can't be done with
// certainty, so the value is withheld. A result is never finer than what was asked for. Pure; no state.
//
//   mask("07736 312544", 3)                                                    "*********544"
//   generalise("1974-12-25", year, ValueType::kDate, DateForm::kIso)           "1974"
//   generalise("19741225", month, ValueType::kDate, DateForm::kHl7)            "197412"
//   generalise("ls14hr", outward, ValueType::kPostcode, DateForm::kIso)        "LS1"
//   generalise("47", band_5, ValueType::kNumber, DateForm::kIso)               "45-49"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/action.h"
#include "policy/redact/value/date.h"
#include "policy/redact/value/pseudonym.h"

namespace concordat::policy {

// The last `shown` characters that a reader sees stay; all others, separators too, become stars. A value with no more
// than that to be seen is masked whole.
[[nodiscard]] std::string mask(std::string_view value, std::size_t shown);

// Dates by their own digits, those of their own time zone; one that is coarser already stays as it is. Postcodes: the
// outward half (postcode.h). Numbers: decade and band-N of a whole number in plain digits, 90 and over as one band.
[[nodiscard]] std::optional<std::string> generalise(std::string_view value, const Action& action, ValueType type,
                                                    DateForm form);

// Whom values are changed for, and how the format of the record writes its dates.
struct Addressee {
  std::string_view recipient;
  const PseudonymKeys& keys;
  DateForm dates;
};

// Any of the three, as the item's type allows.
[[nodiscard]] std::optional<std::string> transformed(std::string_view value, const Action& action, ValueType type,
                                                     const Addressee& to);

}  // namespace concordat::policy
