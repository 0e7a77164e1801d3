#include "tests/unit/policy/redaction/json_tree.h"

#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>

namespace concordat::policy::test {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::unique_ptr<Element> value() {
    skip_space();
    auto made = std::make_unique<Element>();
    if (at_ >= text_.size()) throw std::runtime_error("not JSON: it ends early");
    if (text_[at_] == '{' || text_[at_] == '[') {
      container(*made);
    } else {
      made->raw = text_[at_] == '"' ? string() : word();
    }
    skip_space();
    return made;
  }
  [[nodiscard]] bool done() const { return at_ == text_.size(); }

 private:
  void container(Element& made) {
    made.kind = text_[at_] == '{' ? Element::Kind::kObject : Element::Kind::kArray;
    const char end = made.object() ? '}' : ']';
    ++at_;
    skip_space();
    while (text_.at(at_) != end) {
      if (made.object()) {
        skip_space();
        made.keys.push_back(string());
        skip_space();
        ++at_;  // :
      }
      made.children.push_back(value());
      made.children.back()->parent = &made;
      if (text_.at(at_) == ',') ++at_;
    }
    ++at_;
    if (!made.children.empty()) return;
    made.raw = made.object() ? "{}" : "[]";
    made.kind = Element::Kind::kLeaf;
  }
  std::string string() {
    const std::size_t begin = at_++;
    while (text_.at(at_) != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string decoded(const std::string& raw) {
  if (raw.find('\\') == std::string::npos) return raw.substr(1, raw.size() - 2);
  const boost::json::value value = boost::json::parse(raw);
  return std::string(value.get_string().c_str(), value.get_string().size());
}

void collect(Element& element, std::vector<Element*>& out) {
  if (element.leaf()) out.push_back(&element);
  for (const auto& child : element.children) collect(*child, out);
}

}  // namespace

std::string Element::text() const {
  return string() ? decoded(raw) : raw;
}

std::string Element::name(std::size_t member) const {
  return decoded(keys[member]);
}

Element* Element::member(std::string_view wanted) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (name(i) == wanted) return children[i].get();
  }
  return nullptr;
}

std::string Element::member_text(std::string_view wanted) const {
  const Element* found = member(wanted);
  return found != nullptr && found->leaf() ? found->text() : "";
}

std::unique_ptr<Element> read_tree(std::string_view text) {
  return Reader(text).value();
}

std::string write_tree(const Element& element) {
  if (element.leaf()) return element.raw;
  std::string out(1, element.object() ? '{' : '[');
  for (std::size_t i = 0; i < element.children.size(); ++i) {
    if (i > 0) out += ',';
    if (element.object()) out += element.keys[i] + ":";
    out += write_tree(*element.children[i]);
  }
  return out + (element.object() ? '}' : ']');
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (code < 0x20) {
      const std::string_view letters = "btnfr";
      const std::size_t known = std::string_view("\b\t\n\f\r").find(c);
      char digits[8];
      std::snprintf(digits, sizeof digits, "\\u%04x", code);
      out += known != std::string_view::npos ? std::string("\\") + letters[known] : digits;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::vector<Element*> leaves_of(Element& root) {
  std::vector<Element*> out;
  collect(root, out);
  return out;
}

}  // namespace concordat::policy::test
