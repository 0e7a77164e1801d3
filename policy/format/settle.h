#pragma once
// Layout to canonical layout: keys in their order, comments where the writer can put them, lists and maps on one line
// where they were written so and fit. Settling what is settled changes nothing.

#include "policy/format/key_order.h"
#include "policy/format/layout.h"

namespace concordat::policy {

void settle(Passage& file, const KeyOrder& order);

// A comment that tells an editor which schema the file follows; it stays first.
[[nodiscard]] bool is_modeline(std::string_view comment);

}  // namespace concordat::policy
