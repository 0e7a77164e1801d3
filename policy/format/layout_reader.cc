#include "policy/format/layout_reader.h"

#include <algorithm>
#include <utility>

#include "policy/format/comment_reader.h"
#include "policy/format/scalar_text.h"
#include "protocol/base/utf8.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kCountedColumns = 4096;  // as in policy/source/yaml.cc: further right a column counts bytes

std::size_t column_of(const Node& node) {
  return static_cast<std::size_t>(node.column) - 1;
}

// At the start of a line these are marks and directives (YAML 1.2.2 sections 6.8 and 9.1).
bool means_a_document(std::string_view key) {
  return key.starts_with("---") || key.starts_with("...") || key.starts_with('%');
}

// Outside brackets these begin an element and a key (YAML 1.2.2 section 8.2).
bool means_an_item(std::string_view line) {
  return line == "-" || line == "?" || line.starts_with("- ") || line.starts_with("? ");
}

// Walks the tree and, with it, the text.
class LayoutReader {
 public:
  LayoutReader(std::string_view text, Report& report) : text_(text), report_(report), comments_(text) {
    for (std::size_t at = 0; at <= text.size(); at = std::min(text.find('\n', at), text.size()) + 1) {
      lines_.push_back(at);
    }
  }

  std::optional<Passage> read(const Node& root) {
    if (root.kind != Node::Kind::kMap) {
      report_.error(report_.at(root), "a policy file holds keys, each with a value; begin with one");
      return std::nullopt;
    }
    Passage file;
    comments_.passes(file);
    read_value(file, root, 0);
    comments_.skip_to(text_.size());
    comments_.place(file.below, column_of(root));
    if (!sound_) return std::nullopt;
    return file;
  }

 private:
  std::size_t offset(int line, int column) const {
    const auto index = static_cast<std::size_t>(line) - 1;
    if (index >= lines_.size()) return text_.size();
    std::size_t at = lines_[index];
    auto left = static_cast<std::size_t>(column) - 1;
    if (left > kCountedColumns) return std::min(at + left, text_.size());
    for (; left > 0 && at < text_.size(); --left) at += first_code_point(text_.substr(at)).length;
    return at;
  }
  std::size_t offset(const Node& node) const { return offset(node.line, node.column); }

  // `indent` is the column of the block collection around it.
  void read_value(Passage& item, const Node& node, std::size_t indent) {
    item.kind = node.kind;
    switch (node.kind) {
      case Node::Kind::kNothing: read_nothing(item, node); break;
      case Node::Kind::kScalar: read_scalar(item, node, indent); break;
      case Node::Kind::kList:
      case Node::Kind::kMap: read_collection(item, node, indent); break;
    }
  }

  // Nothing may be written as a word. Where it is not, the tree gives it the place of something near it.
  void read_nothing(Passage& item, const Node& node) {
    const std::size_t at = offset(node);
    if (at < comments_.cursor() || at >= text_.size()) return;
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (!text_.substr(at).starts_with(word) || !ends_a_value(at + word.size())) continue;
      comments_.skip_to(at);
      comments_.place_above(item);
      comments_.passes(item);
      comments_.move_to(at + word.size());
      item.lines = {std::string(word)};
    }
  }

  // No more of a value stands at `at`: the line ends, or in brackets the next one comes.
  bool ends_a_value(std::size_t at) const {
    const std::size_t next = text_.find_first_not_of(' ', at);
    if (next == std::string_view::npos || text_[next] == '\n' || (text_[next] == '#' && next > at)) return true;
    return in_brackets_ > 0 && std::string_view(",]}").find(text_[next]) != std::string_view::npos;
  }

  void read_scalar(Passage& item, const Node& node, std::size_t indent) {
    const std::size_t at = offset(node);
    comments_.skip_to(at);
    comments_.place_above(item);
    comments_.passes(item);
    auto scalar = scalar_text_at(text_, at, node.text, indent);
    if (!scalar) return refuse(report_.at(node), "this text can't be laid out; write it on one line, in quotes");
    item.lines = std::move(scalar->lines);
    if (in_brackets_ > 0 && means_an_item(item.lines.front())) {
      return refuse(report_.at(node), "this text would be a list or a key on a line of its own; write it in quotes");
    }
    if (scalar->block) item.style = Passage::Style::kText;
    if (!scalar->comment.empty()) add_beside(item, std::move(scalar->comment));
    comments_.move_to(scalar->end);
  }

  void read_collection(Passage& item, const Node& node, std::size_t indent) {
    const std::size_t at = offset(node);
    const char opens = at < text_.size() ? text_[at] : '\0';
    if (opens == '[' || opens == '{') {
      read_brackets(item, node, indent, opens == '[' ? ']' : '}');
    } else if (in_brackets_ > 0) {  // [a: b] holds a map without braces
      item.style = Passage::Style::kFlow;
      read_items(item, node, indent);
    } else {
      item.style = Passage::Style::kBlock;
      read_items(item, node, column_of(node));
      comments_.ends(item, column_of(node));
    }
  }

  void read_brackets(Passage& item, const Node& node, std::size_t indent, char closes) {
    item.style = Passage::Style::kFlow;
    comments_.skip_to(offset(node));
    comments_.place_above(item);
    comments_.passes(item);
    comments_.move_to(offset(node) + 1);
    ++in_brackets_;
    read_items(item, node, indent);
    --in_brackets_;
    comments_.skip_to(text_.size(), closes);
    comments_.place(item.below, 0);
    comments_.passes(item);
  }

  void read_items(Passage& item, const Node& node, std::size_t indent) {
    if (node.kind == Node::Kind::kMap) {
      item.items.resize(node.entries.size());  // at once: comments_ points to the items
      for (std::size_t i = 0; i < item.items.size(); ++i) {
        read_key(item.items[i], node.entries[i], indent);
        read_value(item.items[i], node.entries[i].value, indent);
      }
      return;
    }
    item.items.resize(node.elements.size());
    for (std::size_t i = 0; i < item.items.size(); ++i) {
      if (in_brackets_ == 0) {
        comments_.skip_to(text_.size(), '-');
        comments_.place(item.items[i].above, indent);
        comments_.passes(item.items[i]);
      }
      read_value(item.items[i], node.elements[i], indent);
    }
  }

  void read_key(Passage& item, const Entry& entry, std::size_t indent) {
    const std::size_t at = offset(entry.line, entry.column);
    comments_.skip_to(at);
    comments_.place(item.above, indent);
    const auto key = scalar_text_at(text_, at, entry.key, indent);
    if (!key || key->block || key->lines.size() > 1) {
      return refuse(report_.at(entry), "a key that goes over several lines can't be laid out; write it on one line");
    }
    item.name = entry.key;
    item.key = key->lines.front();
    if (means_a_document(item.key)) {
      return refuse(report_.at(entry), "this key would end the document at the start of a line; write it in quotes");
    }
    comments_.move_to(key->end);
    comments_.passes(item);
  }

  void refuse(Place place, std::string why) {
    sound_ = false;
    report_.error(std::move(place), std::move(why));
  }

  std::string_view text_;
  Report& report_;
  CommentReader comments_;
  std::vector<std::size_t> lines_;  // where each begins
  int in_brackets_ = 0;
  bool sound_ = true;
};

}  // namespace

std::optional<Passage> read_layout(std::string_view text, const Node& root, Report& report) {
  return LayoutReader(text, report).read(root);
}

}  // namespace concordat::policy
