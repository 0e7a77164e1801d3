#pragma once
// A manifest in a person's words: what was shared, changed and held back, and why, without what the values were. For
// somebody who receives records, and for showing to the person whom a record is about.

#include <string>

#include "gateway/cli/manifest/manifest.h"

namespace concordat::cli {

[[nodiscard]] std::string manifest_text(const Manifest& manifest);

}  // namespace concordat::cli
