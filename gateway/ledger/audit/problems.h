#pragma once
// What is wrong with a ledger, each with its place, in the order in which it was found. Plain values.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace concordat::gateway {

struct Problem {
  std::string where;  // "checkpoint", "entry 300", "tile/0/001"
  std::string what;
};

class Problems {
 public:
  static constexpr std::size_t kKept = 100;  // the rest is only counted

  void add(std::string where, std::string what) {
    if (kept_.size() < kKept) kept_.push_back({std::move(where), std::move(what)});
    ++count_;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Problem>& kept() const { return kept_; }

 private:
  std::vector<Problem> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace concordat::gateway
