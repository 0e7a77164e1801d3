#pragma once
// What the checker found in a policy file, and where. Problems are collected, never only the first: an officer mends a
// file once.
//
//   agreements/isa-014.yaml:12:9: error: unknown key "recipient"; did you mean "recipients"?

#include <cstdint>
#include <string>
#include <vector>

namespace concordat::policy {

struct Place {
  std::string file;  // relative to the configuration directory
  int line = 0;      // from 1; 0 when the whole file is meant
  int column = 0;
};

enum class Level : std::uint8_t { kError, kWarning };

struct Problem {
  Level level = Level::kError;
  Place place;
  std::string text;    // what is wrong; what to do
  std::string source;  // the rule's source where it has one: "UK GDPR Article 9(2)(h)"

  // "file:line:column: error: text [source]"
  [[nodiscard]] std::string str() const;
};

using Problems = std::vector<Problem>;

[[nodiscard]] bool has_error(const Problems& problems);

}  // namespace concordat::policy
