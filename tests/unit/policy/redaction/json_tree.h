#pragma once
// JSON as a tree that keeps the bytes of every leaf and key: read and written by the tests' own few lines, so that what
// a test compares has not gone through the product's parser or through one that rewrites numbers.
//
//   std::unique_ptr<Element> record = read_tree(text);     // of what is JSON; else it may throw
//   record->member("entry")->children[0]->leaf() ...; write_tree(*record)

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy::test {

struct Element {
  enum class Kind { kObject, kArray, kLeaf };
  Kind kind = Kind::kLeaf;
  std::string raw;                // of a leaf, as it stands; an empty object or array is a leaf too
  std::vector<std::string> keys;  // of an object: as they stand, with their quotes, beside `children`
  std::vector<std::unique_ptr<Element>> children;
  Element* parent = nullptr;

  [[nodiscard]] bool leaf() const { return kind == Kind::kLeaf; }
  [[nodiscard]] bool object() const { return kind == Kind::kObject; }
  [[nodiscard]] bool array() const { return kind == Kind::kArray; }
  [[nodiscard]] bool string() const { return leaf() && raw.front() == '"'; }
  [[nodiscard]] std::string text() const;  // of a string, decoded; else as it stands
  [[nodiscard]] std::string name(std::size_t member) const;
  [[nodiscard]] Element* member(std::string_view wanted) const;
  [[nodiscard]] std::string member_text(std::string_view wanted) const;
};

[[nodiscard]] std::unique_ptr<Element> read_tree(std::string_view text);
// Without spaces, every leaf as it stands.
[[nodiscard]] std::string write_tree(const Element& element);
// "Quoted", as the product writes a string of its own.
[[nodiscard]] std::string quoted(std::string_view text);
// Every leaf, in order.
[[nodiscard]] std::vector<Element*> leaves_of(Element& root);

}  // namespace concordat::policy::test
