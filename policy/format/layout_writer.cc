#include "policy/format/layout_writer.h"

#include <algorithm>

#include "policy/format/settle.h"

namespace concordat::policy {
namespace {

class LayoutWriter {
 public:
  std::string write(const Passage& file) && {
    write_comments(file.above, 0);
    if (file.items.empty()) {
      text_ += "{}\n";
    } else if (!file.above.empty() && !is_modeline(file.above.back())) {
      text_ += '\n';
    }
    write_items(file, 0);
    return std::move(text_);
  }

 private:
  void write_comments(const Comments& comments, std::size_t indent) {
    for (const std::string& comment : comments) {
      if (!comment.empty()) text_.append(indent, ' ').append(comment);
      text_ += '\n';
    }
  }

  // `indent` is where each item's line begins. The first may stand behind a dash, on a line that was begun.
  void write_items(const Passage& item, std::size_t indent, bool line_begun = false) {
    for (const Passage& next : item.items) {
      write_comments(next.above, indent);
      if (!line_begun) text_.append(indent, ' ');
      line_begun = false;
      write_item(next, indent);
    }
    write_comments(item.below, indent);
  }

  void write_item(const Passage& item, std::size_t indent) {
    text_ += item.key.empty() ? "-" : item.key + ":";
    switch (item.style) {
      case Passage::Style::kBlock:
        if (item.key.empty()) {
          text_ += ' ';
          write_items(item, indent + 2, true);
        } else {
          end_line(item);
          write_items(item, indent + 2);
        }
        break;
      case Passage::Style::kFlow:
        text_ += ' ' + one_line(item).value_or(std::string());
        end_line(item);
        break;
      case Passage::Style::kLine: write_lines(item, indent + 2); break;
      case Passage::Style::kText: write_text(item, indent + 2); break;
    }
  }

  void write_lines(const Passage& item, std::size_t indent) {
    for (const std::string& line : item.lines) {
      if (&line == &item.lines.front()) {
        text_ += ' ' + line;
      } else {
        text_ += '\n';
        if (!line.empty()) text_.append(indent, ' ').append(line);
      }
    }
    end_line(item);
  }

  void write_text(const Passage& item, std::size_t indent) {
    const auto first =
        std::find_if(item.lines.begin() + 1, item.lines.end(), [](const std::string& line) { return !line.empty(); });
    std::string header = item.lines.front();
    // Text that begins with blanks would be taken for text that is indented further.
    if (first != item.lines.end() && first->starts_with(' ')) header.insert(1, "2");
    text_ += ' ' + header;
    end_line(item);
    for (auto line = item.lines.begin() + 1; line != item.lines.end(); ++line) {
      if (!line->empty()) text_.append(indent, ' ').append(*line);
      text_ += '\n';
    }
  }

  void end_line(const Passage& item) {
    const std::size_t start = text_.rfind('\n') + 1;  // 0 on the first line
    const std::size_t column = columns(std::string_view(text_).substr(start)) + 2;
    for (const std::string& comment : item.beside) {
      text_.append(&comment == &item.beside.front() ? 2 : column, ' ').append(comment);
      if (&comment != &item.beside.back()) text_ += '\n';
    }
    text_ += '\n';
  }

  std::string text_;
};

}  // namespace

std::string write_layout(const Passage& file) {
  return LayoutWriter().write(file);
}

std::optional<std::string> one_line(const Passage& item) {
  if (item.kind == Node::Kind::kNothing || item.kind == Node::Kind::kScalar) {
    if (item.style != Passage::Style::kLine || item.lines.size() != 1) return std::nullopt;
    return item.lines.front();
  }
  const bool list = item.kind == Node::Kind::kList;
  if (item.style != Passage::Style::kFlow || !item.below.empty()) return std::nullopt;
  std::string line;
  for (const Passage& inner : item.items) {
    if (!inner.above.empty() || !inner.beside.empty()) return std::nullopt;
    const auto value = one_line(inner);
    if (!value) return std::nullopt;
    line += (line.empty() ? "" : ", ") + (list ? "" : inner.key + ": ") + *value;
  }
  return (list ? '[' : '{') + line + (list ? ']' : '}');
}

}  // namespace concordat::policy
