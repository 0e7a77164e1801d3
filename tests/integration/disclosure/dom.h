#pragma once
// A record as a tree that keeps each number's own text and each member's order, for the slow check of disclosures.
// Parsed by Boost.JSON, not by the gateway's tokeniser. Plain values.
//
//   Node record = parse_dom(text);
//   record.member("entry")->elements[0]

#include <string>
#include <string_view>
#include <vector>

namespace concordat::integration {

struct Node {
  enum class Kind { kObject, kArray, kString, kLiteral };  // kLiteral: a number, true, false or null, as written
  Kind kind = Kind::kLiteral;
  std::string text;                // of a string decoded
  std::vector<std::string> names;  // of an object, beside `elements`
  std::vector<Node> elements;

  [[nodiscard]] const Node* member(std::string_view name) const;
  [[nodiscard]] std::string member_text(std::string_view name) const;
  [[nodiscard]] bool leaf() const { return elements.empty(); }
};

// Throws when the text is not JSON.
[[nodiscard]] Node parse_dom(std::string_view text);
[[nodiscard]] std::string write_dom(const Node& node);

}  // namespace concordat::integration
