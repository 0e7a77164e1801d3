#pragma once
// The member names that the verifier's own rules speak of, told apart once a key.
//
//   word_of(tape.raw(key), tape[key].tag) == Word::kReference

#include <cstdint>
#include <string_view>

namespace concordat::policy {

enum class Word : std::uint8_t {
  kOther,
  kContained,
  kEntry,
  kExtension,  // and modifierExtension
  kFullUrl,
  kId,
  kReference,
  kResource,  // and outcome: what may stand there is a resource
  kResourceType,
  kSignature,
  kText,
  kType,
  kUrl,
};

// `tag` must be the name's (protocol/json/token.h).
[[nodiscard]] Word word_of(std::string_view name, std::uint16_t tag);

}  // namespace concordat::policy
