#pragma once
// What no policy file may hold, whatever its YAML says: too many bytes, invalid UTF-8, tabs, control and invisible
// characters, directives. Checked on the raw bytes, before any parser sees them.

#include <string_view>

#include "policy/source/report.h"

namespace concordat::policy {

// False when something was reported.
[[nodiscard]] bool scan_text(std::string_view text, Report& report);

}  // namespace concordat::policy
