#include "policy/source/node.h"

#include <algorithm>
#include <string_view>

#include "protocol/json/tape.h"

namespace concordat::policy {
namespace {

void append_canonical(std::string& out, const Node& node);

void append_map(std::string& out, const Node& node) {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : node.entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) { return a->key < b->key; });
  out += '{';
  for (const Entry* entry : sorted) {
    if (entry != sorted.front()) out += ',';
    protocol::json::append_string(out, entry->key);
    out += ':';
    append_canonical(out, entry->value);
  }
  out += '}';
}

void append_list(std::string& out, const Node& node) {
  out += '[';
  for (std::size_t i = 0; i < node.elements.size(); ++i) {
    if (i > 0) out += ',';
    append_canonical(out, node.elements[i]);
  }
  out += ']';
}

// Recursion no deeper than limits::kPolicyDepth: read_yaml builds nothing deeper.
void append_canonical(std::string& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: out += "null"; break;
    case Node::Kind::kScalar: protocol::json::append_string(out, node.text); break;
    case Node::Kind::kList: append_list(out, node); break;
    case Node::Kind::kMap: append_map(out, node); break;
  }
}

}  // namespace

std::string canonical_text(const Node& node) {
  std::string out;
  append_canonical(out, node);
  return out;
}

}  // namespace concordat::policy
