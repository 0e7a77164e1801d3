#pragma once
// The codes of what stopped something, in words that a leader understands. A code that is not known is shown as it is.
// Pure.
//
//   reason_in_words("opted-out")        // "the person had opted out"

#include <string>
#include <string_view>

#include "gateway/ledger/audit/views/withheld.h"

namespace concordat::cli {

// "Refused", "Set aside: nobody acknowledged it", …
[[nodiscard]] std::string_view in_words(gateway::Obstacle obstacle);
[[nodiscard]] std::string reason_in_words(std::string_view reason);

}  // namespace concordat::cli
