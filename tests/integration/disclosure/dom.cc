#include "tests/integration/disclosure/dom.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <stdexcept>

namespace concordat::integration {
namespace {

using boost::json::error_code;
using boost::json::string_view;

// What Boost.JSON's parser calls while it reads. Texts may come in parts.
struct Builder {
  constexpr static std::size_t max_object_size = 1'000'000;
  constexpr static std::size_t max_array_size = 1'000'000;
  constexpr static std::size_t max_key_size = 1'000'000;
  constexpr static std::size_t max_string_size = 100'000'000;

  Node root;
  std::vector<Node> open;
  std::string text;

  bool add(Node node) {
    if (open.empty()) {
      root = std::move(node);
    } else {
      open.back().elements.push_back(std::move(node));
    }
    return true;
  }
  bool begin(Node::Kind kind) {
    open.push_back({kind, {}, {}, {}});
    return true;
  }
  bool end() {
    Node node = std::move(open.back());
    open.pop_back();
    return add(std::move(node));
  }
  bool part(string_view piece) {
    text.append(piece.data(), piece.size());
    return true;
  }
  bool whole(Node::Kind kind, string_view piece) {
    part(piece);
    Node node{kind, std::move(text), {}, {}};
    text.clear();
    return add(std::move(node));
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return begin(Node::Kind::kObject); }
  bool on_object_end(std::size_t, error_code&) { return end(); }
  bool on_array_begin(error_code&) { return begin(Node::Kind::kArray); }
  bool on_array_end(std::size_t, error_code&) { return end(); }
  bool on_key_part(string_view piece, std::size_t, error_code&) { return part(piece); }
  bool on_key(string_view piece, std::size_t, error_code&) {
    part(piece);
    open.back().names.push_back(std::move(text));
    text.clear();
    return true;
  }
  bool on_string_part(string_view piece, std::size_t, error_code&) { return part(piece); }
  bool on_string(string_view piece, std::size_t, error_code&) { return whole(Node::Kind::kString, piece); }
  bool on_number_part(string_view piece, error_code&) { return part(piece); }
  bool on_int64(std::int64_t, string_view piece, error_code&) { return whole(Node::Kind::kLiteral, piece); }
  bool on_uint64(std::uint64_t, string_view piece, error_code&) { return whole(Node::Kind::kLiteral, piece); }
  bool on_double(double, string_view piece, error_code&) { return whole(Node::Kind::kLiteral, piece); }
  bool on_bool(bool value, error_code&) { return whole(Node::Kind::kLiteral, value ? "true" : "false"); }
  bool on_null(error_code&) { return whole(Node::Kind::kLiteral, "null"); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

}  // namespace

const Node* Node::member(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &elements[i];
  }
  return nullptr;
}

std::string Node::member_text(std::string_view name) const {
  const Node* found = member(name);
  return found != nullptr && found->kind == Kind::kString ? found->text : std::string();
}

Node parse_dom(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 200;
  boost::json::basic_parser<Builder> parser(options);
  error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (error || text.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
    throw std::runtime_error("not JSON: " + error.message());
  return std::move(parser.handler().root);
}

std::string write_dom(const Node& node) {
  if (node.kind == Node::Kind::kLiteral) return node.text;
  if (node.kind == Node::Kind::kString) return boost::json::serialize(boost::json::string(node.text));
  const bool object = node.kind == Node::Kind::kObject;
  std::string out = object ? "{" : "[";
  for (std::size_t i = 0; i < node.elements.size(); ++i) {
    if (i > 0) out += ',';
    if (object) out += boost::json::serialize(boost::json::string(node.names[i])) + ":";
    out += write_dom(node.elements[i]);
  }
  return out + (object ? "}" : "]");
}

}  // namespace concordat::integration
