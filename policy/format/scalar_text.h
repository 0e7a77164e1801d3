#pragma once
// Where a scalar ends in a file's text, and the lines that it was written in. The reader of policy/source says where
// one begins and what it means; its characters are taken from the text, so that quotes, escapes and line breaks stay
// the author's.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

struct ScalarText {
  std::vector<std::string> lines;  // without their indentation; of a block scalar the first is "|", ">-", …
  bool block = false;              // | or >
  std::string comment;             // of a block scalar's first line: "# …"
  std::size_t end = 0;             // behind its last character; behind its last line break when it is a block
};

// The scalar that begins at `at` and means `value`, in a block collection whose items begin `indent` columns from the
// left. nullopt when the text there does not mean `value`, or is cut off.
[[nodiscard]] std::optional<ScalarText> scalar_text_at(std::string_view text, std::size_t at, std::string_view value,
                                                       std::size_t indent);

}  // namespace concordat::policy
