#pragma once
// Writes canonical JSON (RFC 8785) from parts that are canonical already. Member names are ASCII here, so that a
// std::map's order is the order that section 3.2.3 asks for; numbers are integers and are passed as their digits.
//
//   json_object({{"id", json_string("ISA-1")}, {"version", "3"}})     // {"id":"ISA-1","version":3}

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

using JsonMembers = std::map<std::string, std::string>;  // name -> canonical JSON

[[nodiscard]] std::string json_string(std::string_view text);
[[nodiscard]] std::string json_object(const JsonMembers& members);
[[nodiscard]] std::string json_array(const std::vector<std::string>& elements);

}  // namespace concordat::policy
