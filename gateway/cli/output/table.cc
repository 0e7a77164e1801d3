#include "gateway/cli/output/table.h"

#include <algorithm>
#include <utility>

namespace concordat::cli {

Table::Table(std::vector<std::string> headings, std::size_t indent) : indent_(indent) {
  rows_.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::str() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(indent_, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) text += line + '\n';
  }
  return text;
}

std::size_t width(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues));
}

std::string wrapped_list(const std::vector<std::string>& texts, std::size_t indent, char separator,
                         std::size_t columns) {
  std::vector<std::string> words = texts;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) words[i] += separator;
  return wrapped(words, indent, columns);
}

std::string wrapped(const std::vector<std::string>& words, std::size_t indent, std::size_t columns) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (i > 0 && column + 1 + width(word) > columns) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (i > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width(word);
  }
  return out;
}

std::string counted(std::size_t number, std::string_view singular) {
  return std::to_string(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

}  // namespace concordat::cli
