#pragma once
// The gateway's list of open alerts, for a person: one paragraph each, with the justification as its sender wrote it.
// Pure.
//
//   std::cout << alerts_text(answer);      // {"ok":true,"alerts":[{"record":…,"sender":…,"justification":…},…]}

#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::cli {

// kMalformed when the answer is no list of alerts.
[[nodiscard]] Result<std::string> alerts_text(std::string_view answer);

}  // namespace concordat::cli
