#include "policy/format/scalar_text.h"

#include <algorithm>

namespace concordat::policy {
namespace {

constexpr auto kNone = std::string_view::npos;

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

std::string_view without_blanks_before(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

// An escaped blank at the end is text (YAML 1.2.2 section 7.3.1): one stays behind the backslash.
std::string_view without_blanks_behind(std::string_view line, bool escapes) {
  const std::string_view kept = line.substr(0, line.find_last_not_of(' ') + 1);
  std::size_t backslashes = 0;
  while (backslashes < kept.size() && kept[kept.size() - 1 - backslashes] == '\\') ++backslashes;
  return escapes && backslashes % 2 == 1 && kept.size() < line.size() ? line.substr(0, kept.size() + 1) : kept;
}

// The lines of a plain or quoted scalar. Blanks around a line break are layout.
std::vector<std::string> folded_lines(std::string_view written) {
  const bool escapes = written.starts_with('"');
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= written.size();) {
    const std::size_t end = line_end(written, at);
    std::string_view line = written.substr(at, end - at);
    if (!lines.empty()) line = without_blanks_before(line);
    if (end < written.size()) line = without_blanks_behind(line, escapes);
    lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

// Behind the closing quote; kNone where there is none.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  for (; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return kNone;
}

// Behind the last character of the plain scalar that means `value`: one line break reads as a blank, more of them as
// one less (YAML 1.2.2 section 6.5).
std::size_t plain_end(std::string_view text, std::size_t at, std::string_view value) {
  while (!value.empty()) {
    const std::size_t next = std::min(text.find_first_not_of(" \n", at), text.size());
    const std::string_view blanks = text.substr(at, next - at);
    const auto breaks = static_cast<std::size_t>(std::count(blanks.begin(), blanks.end(), '\n'));
    std::string reads(blanks);
    if (blanks.empty()) reads = text.substr(at, 1);
    if (breaks == 1) reads = " ";
    if (breaks > 1) reads.assign(breaks - 1, '\n');
    if (reads.empty() || !value.starts_with(reads)) return kNone;
    value.remove_prefix(reads.size());
    at = blanks.empty() ? at + 1 : next;
  }
  return at;
}

struct BlockHeader {
  char style = '|';
  char chomping = '\0';    // '+' keeps every line break at the end, '-' none
  std::size_t indent = 0;  // 0: that of the first line
  std::string comment;
};

BlockHeader block_header(std::string_view line) {
  BlockHeader header{.style = line.front()};
  for (const char c : line.substr(1, std::min(line.find_first_of(" #"), line.size()) - 1)) {
    if (c == '+' || c == '-') header.chomping = c;
    if (c >= '1' && c <= '9') header.indent = static_cast<std::size_t>(c - '0');
  }
  const std::size_t comment = line.find('#');
  if (comment != kNone) header.comment = without_blanks_behind(line.substr(comment), false);
  return header;
}

ScalarText block_text(std::string_view text, std::size_t at, std::size_t indent) {
  std::size_t end = line_end(text, at);
  const BlockHeader header = block_header(text.substr(at, end - at));
  ScalarText out{.lines = {std::string(1, header.style)}, .block = true, .comment = header.comment};
  if (header.chomping != '\0') out.lines[0] += header.chomping;
  out.end = std::min(end + 1, text.size());
  std::size_t margin = header.indent == 0 ? 0 : indent + header.indent;
  std::size_t widest = 0;  // a blank line before the text may not be indented further than it (section 8.1.1.1)
  std::size_t kept = 1;    // blank lines at the end are text only where the header asks for them
  for (at = end + 1; at < text.size(); at = end + 1) {
    end = line_end(text, at);
    const std::string_view line = text.substr(at, end - at);
    const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    // Blanks beyond the margin are text (YAML 1.2.2 section 8.1.3).
    const bool blank = blanks == line.size() && (margin == 0 || blanks <= margin);
    if (!blank && margin == 0) margin = std::max({blanks, widest, indent + 1});
    widest = std::max(widest, blanks);
    if (!blank && blanks < margin) break;
    out.lines.emplace_back(margin == 0 ? "" : line.substr(std::min(margin, line.size())));
    if (blank && (header.chomping != '+' || end == text.size())) continue;
    kept = out.lines.size();
    out.end = std::min(end + 1, text.size());
  }
  out.lines.resize(kept);
  // Text that the end of the file cuts off has no line break at its end: with one, only '-' says so.
  if (out.end == text.size() && !text.ends_with('\n')) out.lines[0] = {header.style, '-'};
  return out;
}

}  // namespace

std::optional<ScalarText> scalar_text_at(std::string_view text, std::size_t at, std::string_view value,
                                         std::size_t indent) {
  if (at >= text.size()) return std::nullopt;
  const char first = text[at];
  if (first == '|' || first == '>') return block_text(text, at, indent);
  const std::size_t end = first == '"' || first == '\'' ? quoted_end(text, at) : plain_end(text, at, value);
  if (end == kNone) return std::nullopt;
  ScalarText out;
  out.lines = folded_lines(text.substr(at, end - at));
  out.end = end;
  return out;
}

}  // namespace concordat::policy
