#pragma once
// Text and tree to layout: every comment finds the item that it speaks of.
//
//   std::optional<Passage> file = read_layout(text, *read_yaml(text, report), report);
//
// `text` has no carriage returns and no byte-order mark, and `root` is what read_yaml made of exactly this text.
// Between its scalars there is only punctuation, blanks and comments, so that a '#' there begins a comment, whatever
// else the YAML around it means.

#include <optional>
#include <string_view>

#include "policy/format/layout.h"
#include "policy/source/report.h"

namespace concordat::policy {

// nullopt when something was reported: the file is no map, or a key spans several lines.
[[nodiscard]] std::optional<Passage> read_layout(std::string_view text, const Node& root, Report& report);

}  // namespace concordat::policy
