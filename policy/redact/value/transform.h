#pragma once
// What mask, generalise and pseudonymise do to one decoded value. nullopt: it can't be done with certainty, so the
// value is withheld. Pure; no state.
//
//   mask("07736 312544", 3)                            "*********544": every character but the last three, separators
//   too generalise("1974-12-25", Grain::kYear, 0)          "1974" generalise("ls14hr", Grain::kOutward, 0) "LS1"
//   generalise("47", Grain::kBand, 5)                  "45-49"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/action.h"

namespace concordat::policy {

// The last `shown` characters (code points) stay; a value that is no longer than that is masked whole.
[[nodiscard]] std::string mask(std::string_view value, std::size_t shown);

// Dates: FHIR date and dateTime, by their first digits; one that is coarser already stays as it is. Postcodes: every
// United Kingdom format, BFPO and GIR 0AA. Numbers: decade and band-N of a whole number written in digits.
[[nodiscard]] std::optional<std::string> generalise(std::string_view value, Grain grain, std::uint16_t number);

// Upper case, without spaces and dashes: "943 476 5919" and "9434765919" are one number.
[[nodiscard]] std::string normalised_identifier(std::string_view value);

// What stands for a value whose HMAC this is: 36 characters that begin with "psn-", so that no check digit can fit.
[[nodiscard]] std::string pseudonym_text(std::string_view hmac);
// The system of an identifier whose value is a pseudonym made with the named key.
[[nodiscard]] std::string pseudonym_system(std::string_view key, std::string_view system);

// FHIR R4 date or dateTime, whole or partial.
[[nodiscard]] bool fhir_date(std::string_view text);

}  // namespace concordat::policy
