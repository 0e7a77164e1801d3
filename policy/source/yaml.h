#pragma once
// A strict subset of YAML 1.2, so that a file means one thing to every reader: one document; no duplicate keys,
// anchors, aliases, tags, merge keys, directives or tabs; UTF-8; bounded in size and depth. yaml-cpp tokenises;
// everything above its events is ours, since it accepts duplicate keys and reads `no` as false.
//
//   std::optional<Node> root = read_yaml(text, report);   // nullopt: at least one error was reported
//
// Safe on any bytes: nothing is built deeper than limits::kPolicyDepth.

#include <optional>
#include <string_view>

#include "policy/source/node.h"
#include "policy/source/report.h"

namespace concordat::policy {

[[nodiscard]] std::optional<Node> read_yaml(std::string_view text, Report& report);

}  // namespace concordat::policy
