#include "policy/source/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/source/scan.h"
#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::policy {
namespace {

constexpr int kMostReported = 100;
constexpr int kCountedColumns =
    4096;  // further right a column is counted in bytes, so that one endless line costs no more than others

struct Stop {};  // leaves yaml-cpp's parser: the problem was reported

// Turns yaml-cpp's events into a tree, and reports what our subset does not have.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Report& report) : text_(text), report_(report) {}

  [[nodiscard]] bool any_error() const { return reported_ > 0; }
  [[nodiscard]] Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    object(mark, "a second document; a file holds one: remove the \"---\"");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_properties(mark, "", anchor);
    add(node(mark, Node::Kind::kNothing));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    object(mark, "an alias (*); write the value out in full");
    add(node(mark, Node::Kind::kNothing));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_properties(mark, tag, anchor);
    Node scalar = node(mark, Node::Kind::kScalar);
    check_closed(mark);
    scalar.quoted = tag == "!";  // yaml-cpp: "?" is plain, "!" is quoted or a block
    scalar.text = value;
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_properties(mark, tag, anchor);
    open(mark, Node::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_properties(mark, tag, anchor);
    open(mark, Node::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

  void object(const YAML::Mark& mark, std::string text) {
    report_.error(place(mark), std::move(text));
    if (++reported_ == kMostReported) throw Stop{};
  }

 private:
  struct Open {
    Node node;
    bool has_key = false;
    Entry entry;                                // under construction, when has_key
    std::unordered_map<std::string, int> keys;  // -> line
  };

  Place place(const YAML::Mark& mark) const {
    auto from = static_cast<std::size_t>(mark.pos - mark.column);
    int column = mark.column;
    if (column <= kCountedColumns && mark.pos <= static_cast<int>(text_.size())) {
      for (char c : text_.substr(from, static_cast<std::size_t>(mark.column))) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) --column;
      }
    }
    return report_.at(mark.line + 1, column + 1);
  }

  Node node(const YAML::Mark& mark, Node::Kind kind) const {
    Place where = place(mark);
    Node out;
    out.kind = kind;
    out.line = where.line;
    out.column = where.column;
    return out;
  }

  void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) object(mark, "an anchor (&); write the value out in full where it is needed");
    bool named = !tag.empty() && tag != "?" && tag != "!";
    auto at = static_cast<std::size_t>(mark.pos);
    if (named || (at < text_.size() && text_[at] == '!')) object(mark, "a tag (!); leave it out, or quote the text");
  }

  // yaml-cpp takes the end of the file for the closing quote: a file that was cut off would seem whole.
  void check_closed(const YAML::Mark& mark) {
    auto at = static_cast<std::size_t>(mark.pos);
    if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return;
    const char quote = text_[at++];
    for (; at < text_.size() && text_[at] != quote; ++at) {
      if (quote == '"' && text_[at] == '\\') ++at;
    }
    // A doubled single quote stands for one; what is between such pairs needs no look.
    while (quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote) {
      at = text_.find(quote, at + 2);
      if (at == std::string_view::npos) break;
    }
    if (at >= text_.size()) object(mark, "the quote that opens here is never closed; close it");
  }

  void open(const YAML::Mark& mark, Node::Kind kind) {
    if (open_.size() >= limits::kPolicyDepth) {
      object(mark, "nested deeper than " + std::to_string(limits::kPolicyDepth) + " levels");
      throw Stop{};
    }
    Open opened;
    opened.node = node(mark, kind);
    open_.push_back(std::move(opened));
  }

  void close() {
    Node done = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(done));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (Open& parent = open_.back(); parent.node.kind == Node::Kind::kList) {
      parent.node.elements.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, node);
    } else {
      parent.entry.value = std::move(node);
      parent.node.entries.push_back(std::move(parent.entry));
      parent.has_key = false;
    }
  }

  void take_key(Open& map, const Node& key) {
    map.entry = Entry{key.text, key.line, key.column, {}};
    map.has_key = true;
    if (key.kind != Node::Kind::kScalar || key.text.empty()) {
      object_at(key, "a key must be a word");
    } else if (!key.quoted && key.text == "<<") {
      object_at(key, "a merge key (<<); write the keys out in full");
    } else if (auto [it, fresh] = map.keys.emplace(key.text, key.line); !fresh) {
      object_at(key, "the key \"" + printable(key.text, 64) + "\" stands here a second time (first on line " +
                         std::to_string(it->second) + "); keep one of the two");
    }
  }

  void object_at(const Node& node, std::string text) {
    report_.error(report_.at(node), std::move(text));
    if (++reported_ == kMostReported) throw Stop{};
  }

  std::string_view text_;
  Report& report_;
  int documents_ = 0;
  int reported_ = 0;
  std::vector<Open> open_;
  Node root_;
};

// The tokeniser's words say what it met, not what an author did.
std::string what_to_do(std::string_view met) {
  if (met == YAML::ErrorMsg::MAP_VALUE) return "; a text that holds a colon and a blank must stand in quotes";
  return "; look here and just above for a bracket or quote that is not closed, or uneven indentation";
}

void parse(std::string_view text, TreeBuilder& builder) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  try {
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& e) {
    builder.object(e.mark.is_null() ? YAML::Mark() : e.mark, "not valid YAML: " + e.msg + what_to_do(e.msg));
  }
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text, Report& report) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // Windows editors write a byte-order mark
  if (!scan_text(text, report)) return std::nullopt;
  TreeBuilder builder(text, report);
  try {
    parse(text, builder);
  } catch (const Stop&) {
    return std::nullopt;
  }
  if (builder.any_error()) return std::nullopt;
  Node root = builder.take_root();
  if (root.kind == Node::Kind::kNothing) {
    report.error(report.whole_file(), "the file says nothing; write its content, or remove it");
    return std::nullopt;
  }
  return root;
}

}  // namespace concordat::policy
