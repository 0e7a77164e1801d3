#pragma once
// Collects what is wrong with one file, with its places.

#include <string>
#include <utility>

#include "policy/problem.h"
#include "policy/source/node.h"

namespace concordat::policy {

class Report {
 public:
  Report(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  [[nodiscard]] Place at(int line, int column) const { return {file_, line, column}; }
  [[nodiscard]] Place at(const Node& node) const { return at(node.line, node.column); }
  [[nodiscard]] Place at(const Entry& entry) const { return at(entry.line, entry.column); }
  [[nodiscard]] Place whole_file() const { return at(0, 0); }

  // How many problems there are so far, of all files.
  [[nodiscard]] std::size_t count() const { return problems_.size(); }

  void error(Place place, std::string text, std::string source = {}) {
    problems_.push_back({Level::kError, std::move(place), std::move(text), std::move(source)});
  }
  void warning(Place place, std::string text, std::string source = {}) {
    problems_.push_back({Level::kWarning, std::move(place), std::move(text), std::move(source)});
  }

 private:
  std::string file_;
  Problems& problems_;
};

}  // namespace concordat::policy
