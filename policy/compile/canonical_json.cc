#include "policy/compile/canonical_json.h"

#include "protocol/json/tape.h"

namespace concordat::policy {

std::string json_string(std::string_view text) {
  std::string out;
  protocol::json::append_string(out, text);
  return out;
}

std::string json_object(const JsonMembers& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ',';
    protocol::json::append_string(out, name);
    out += ':';
    out += value;
  }
  return out + '}';
}

std::string json_array(const std::vector<std::string>& elements) {
  std::string out = "[";
  for (const std::string& element : elements) {
    if (out.size() > 1) out += ',';
    out += element;
  }
  return out + ']';
}

}  // namespace concordat::policy
