// Policy files drawn at random, in every layout that the reader takes, with comments everywhere: laid out, they say the
// same, and each comment is still with what it spoke of.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "policy/format/format.h"
#include "policy/source/yaml.h"

namespace concordat::policy {
namespace {

int below(int bound) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound));
}

// Shrinks towards false.
bool one_in(int n) {
  return below(n) == n - 1;
}

// A comment, and a text that stands nowhere else and must stand on the comment's line or on the next.
struct Remark {
  std::string comment;
  std::string about;  // empty: a collection, which no single line shows
};

class Drawing {
 public:
  std::string draw() {
    if (one_in(3)) text_ += "# yaml-language-server: $schema=x\n";
    if (one_in(3)) text_ += new_comment({}, above_) + "\n\n";
    draw_map(0, 0);
    if (one_in(3)) text_ += new_comment({}, above_) + "\n";
    return text_;
  }
  [[nodiscard]] const std::vector<Remark>& beside() const { return beside_; }
  [[nodiscard]] const std::vector<Remark>& above() const { return above_; }

 private:
  static constexpr int kDeepest = 3;

  std::string fresh(const char* kind) { return kind + std::to_string(++count_) + "."; }

  std::string new_comment(std::string about, std::vector<Remark>& kind) {
    kind.push_back({"# " + fresh("c"), std::move(about)});
    return kind.back().comment;
  }

  void break_line(int indent) { text_ += '\n' + std::string(static_cast<std::size_t>(indent), ' '); }

  void draw_above(int indent, const std::string& about) {
    while (one_in(4)) text_ += '\n';
    while (one_in(3)) {
      text_ += std::string(static_cast<std::size_t>(indent), ' ') + new_comment(about, above_) + '\n';
      while (indent > 0 && one_in(6)) text_ += '\n';  // above the first key it would part the file's head from it
    }
  }

  void draw_beside(const std::string& about) {
    if (one_in(3)) text_ += std::string(static_cast<std::size_t>(1 + below(3)), ' ') + new_comment(about, beside_);
  }

  // Known keys are put in order, others go behind them.
  std::string new_key(std::vector<std::string>& used) {
    static const std::vector<std::string> kKnown{"title",  "agreement", "share", "withhold", "examples", "conditions",
                                                 "record", "expect",    "mask",  "keep",     "status",   "dates"};
    const std::string known = kKnown[static_cast<std::size_t>(below(static_cast<int>(kKnown.size())))];
    if (one_in(2) || std::find(used.begin(), used.end(), known) != used.end()) return fresh("k");
    used.push_back(known);
    return known;
  }

  void draw_map(int indent, int depth, bool line_begun = false) {
    std::vector<std::string> used;
    for (int left = 1 + below(4); left > 0; --left) {
      const std::string key = new_key(used);
      const std::string value = fresh("v");
      const bool unique_key = key.starts_with('k') && key.ends_with('.');
      if (!line_begun) {
        draw_above(indent, unique_key ? key : std::string());
        text_ += std::string(static_cast<std::size_t>(indent), ' ');
      }
      line_begun = false;
      text_ += one_in(5) ? '"' + key + "\":" : key + ':';
      draw_value(indent, depth, value, unique_key ? key : std::string());
    }
    if (one_in(4)) text_ += std::string(static_cast<std::size_t>(indent), ' ') + new_comment({}, above_) + '\n';
  }

  void draw_list(int indent, int depth) {
    for (int left = 1 + below(3); left > 0; --left) {
      const std::string value = fresh("v");
      draw_above(indent, {});
      text_ += std::string(static_cast<std::size_t>(indent), ' ') + '-';
      if (depth < kDeepest && one_in(3)) {
        text_ += ' ';
        draw_map(indent + 2, depth + 1, true);
      } else {
        draw_value(indent, kDeepest, value, {});
      }
    }
  }

  // What stands behind a key or a dash, to the end of its last line.
  void draw_value(int indent, int depth, const std::string& value, const std::string& key) {
    const int kind = below(depth < kDeepest ? 9 : 7);
    if (kind == 7) {
      draw_beside(key);
      text_ += '\n';
      return draw_map(indent + 1 + below(4), depth + 1);
    }
    if (kind == 8) {
      draw_beside(key);
      text_ += '\n';
      return draw_list(indent + below(4), depth + 1);
    }
    text_ += ' ';
    if (kind == 6) return draw_block(indent, value, key);
    if (kind >= 4) {
      draw_brackets(indent, 0);
      draw_beside({});
    } else {
      draw_scalar(indent, kind, value);
      draw_beside(kind == 3 ? std::string() : value);
    }
    text_ += '\n';
  }

  void draw_scalar(int indent, int kind, const std::string& value) {
    if (kind == 0) text_ += value;
    if (kind == 1) text_ += '"' + value + " # no \\\" comment\"";
    if (kind == 2) text_ += '\'' + value + " # it''s none\'";
    if (kind != 3) return;
    const bool quoted = one_in(2);
    text_ += (quoted ? "\"" : "") + value;
    while (one_in(3)) text_ += '\n';
    break_line(indent + 1 + below(6));
    text_ += quoted ? "more\"" : "more";
  }

  void draw_block(int indent, const std::string& value, const std::string& key) {
    static const char* const kHeaders[] = {"|", "|-", "|+", ">", ">-", ">+"};
    text_ += kHeaders[below(6)];
    draw_beside(key);
    const int margin = indent + 1 + below(5);
    break_line(margin);
    text_ += value + " # text";
    for (int left = below(3); left > 0; --left) {
      while (one_in(4)) text_ += '\n';
      break_line(margin + below(2));
      text_ += value;
    }
    text_ += '\n';
  }

  void draw_brackets(int indent, int depth) {
    const bool list = one_in(2);
    text_ += list ? '[' : '{';
    for (int left = below(4); left > 0; --left) {
      const std::string value = fresh("v");
      if (one_in(6)) break_line(indent + 1 + below(4));
      if (one_in(12)) {
        break_line(indent + 1);
        text_ += new_comment(list ? value : std::string(), above_);
        break_line(indent + 1);
      }
      if (!list) text_ += fresh("k") + ": ";
      if (depth < 2 && one_in(4)) {
        draw_brackets(indent, depth + 1);
      } else {
        draw_scalar(indent, below(3), value);
      }
      if (left > 1 || one_in(5)) text_ += one_in(3) ? " ," : ", ";
      if (one_in(12)) {
        text_ += ' ' + new_comment({}, beside_);
        break_line(indent + 1);
      }
    }
    if (one_in(6)) break_line(indent + 1);
    text_ += list ? ']' : '}';
  }

  std::string text_;
  int count_ = 0;
  std::vector<Remark> beside_;
  std::vector<Remark> above_;
};

std::string meaning(std::string_view text) {
  Problems problems;
  Report report("f.yaml", problems);
  const auto root = read_yaml(text, report);
  return root ? canonical_text(*root) : "cannot be read: " + problems.front().str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The one line that holds `part`.
std::size_t line_with(const std::vector<std::string>& lines, const std::string& part) {
  const auto holds = [&](const std::string& line) { return line.find(part) != std::string::npos; };
  RC_ASSERT(std::count_if(lines.begin(), lines.end(), holds) == 1);
  return static_cast<std::size_t>(std::find_if(lines.begin(), lines.end(), holds) - lines.begin());
}

// The text of the first line from `at` on that is more than a comment.
std::string next_text(const std::vector<std::string>& lines, std::size_t at) {
  for (; at < lines.size(); ++at) {
    const std::size_t start = lines[at].find_first_not_of(' ');
    if (start != std::string::npos && lines[at][start] != '#') return lines[at].substr(start);
  }
  return {};
}

RC_GTEST_PROP(FormatProperty, SaysTheSameWithTheSameComments, ()) {
  Drawing drawing;
  const std::string text = drawing.draw();
  RC_LOG() << text;
  RC_ASSERT(meaning(text).starts_with('{'));

  Problems problems;
  const auto formatted = format_policy_file("agreements/x.yaml", text, problems);
  if (!formatted) RC_FAIL(formatted.error().detail);
  RC_LOG() << "--- formatted\n" << *formatted;
  RC_ASSERT(meaning(*formatted) == meaning(text));
  const auto again = format_policy_file("agreements/x.yaml", *formatted, problems);
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == *formatted);

  const auto lines = lines_of(*formatted);
  for (const Remark& remark : drawing.beside()) {
    const std::size_t at = line_with(lines, remark.comment);
    const bool opened = next_text(lines, at).starts_with("- ");  // nothing can stand beside a dash: it went above
    RC_ASSERT(opened || lines[at].find(remark.about) < lines[at].find(remark.comment));
  }
  for (const Remark& remark : drawing.above()) {
    const std::string next = next_text(lines, line_with(lines, remark.comment));
    RC_ASSERT(next.starts_with("- ") || next.find(remark.about) != std::string::npos);
  }
}

}  // namespace
}  // namespace concordat::policy
