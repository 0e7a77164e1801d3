#pragma once
// Aligned columns for people. Cells from a peer must have gone through printable().
//
//   Table table({"AGENCY", "STATE"});
//   table.add({"eastshire-council", "waiting"});
//   std::cout << table.str();

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::cli {

class Table {
 public:
  // Without headings when all are empty; their number is the number of columns.
  explicit Table(std::vector<std::string> headings, std::size_t indent = 0);
  void add(std::vector<std::string> cells);
  [[nodiscard]] std::string str() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::size_t indent_;
};

// How many columns the text takes on a terminal: one a code point.
[[nodiscard]] std::size_t width(std::string_view text);
// `texts` with `separator` between them, in lines of at most `columns`, each but the first after `indent` spaces.
[[nodiscard]] std::string wrapped_list(const std::vector<std::string>& texts, std::size_t indent, char separator = ',',
                                       std::size_t columns = 100);
// `words` with a blank between them, laid out in the same way.
[[nodiscard]] std::string wrapped(const std::vector<std::string>& words, std::size_t indent, std::size_t columns = 100);
// "1 record", "2 records".
[[nodiscard]] std::string counted(std::size_t number, std::string_view singular);

}  // namespace concordat::cli
