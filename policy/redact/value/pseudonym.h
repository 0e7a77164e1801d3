#pragma once
// Pseudonyms: what stands for an identifier, the same for one recipient and key however a format or a hand writes the
// identifier. Pure; the keys are the gateway's (gateway/keys).
//
//   normalised_identifier("943 476 5919") == "9434765919"
//   pseudonym_text(keys.pseudonym("eastshire-council", "asc-2026", "9434765919"))         "psn-" and 32 digits

#include <string>
#include <string_view>

namespace concordat::policy {

// Keys for pseudonyms: one a recipient and key name, so that two recipients can't join their data. Supplied by the
// gateway's key store.
class PseudonymKeys {
 public:
  virtual ~PseudonymKeys() = default;
  // HMAC-SHA-256 of `value` under the key, 32 raw bytes; an empty string when there is no such key (then the value is
  // withheld).
  [[nodiscard]] virtual std::string pseudonym(std::string_view recipient, std::string_view key,
                                              std::string_view value) const = 0;
};

// Unicode's compatibility form (NFKC, UAX #15) in upper case, without spaces, dashes, dots and what cannot be seen. Of
// a URI or a path (anything with a colon or a slash) the dashes and dots stay: there they tell identifiers apart.
[[nodiscard]] std::string normalised_identifier(std::string_view value);

// What stands for a value whose HMAC this is: 36 characters that begin with "psn-", so that no check digit can fit.
[[nodiscard]] std::string pseudonym_text(std::string_view hmac);
// The system of an identifier whose value is a pseudonym made with the named key.
[[nodiscard]] std::string pseudonym_system(std::string_view key, std::string_view system);

}  // namespace concordat::policy
