#pragma once
// For whom the tool writes: a person at a terminal, or a program that reads JSON. And the words that it uses for codes.

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/error.h"

namespace concordat::cli {

enum class Form : std::uint8_t { kText, kJson };

struct FormOptions {
  bool json = false;  // --json
  bool text = false;  // --text
};

// One JSON line a record, unless a person is watching or asked for text.
[[nodiscard]] Form form_of_lines(const FormOptions& options);

// "concordat: ..." on standard error; gives the code's exit status (DESIGN.md, Names).
int report(const Error& error);

// "2026-03-02 10:42:17 UTC"; "-" for 0.
[[nodiscard]] std::string moment(std::uint64_t unix_ms);
// An action as an agreement names it, in words: "mask: last-3" is "only the last 3 characters".
[[nodiscard]] std::string action_in_words(std::string_view action);

}  // namespace concordat::cli
