#pragma once
// Ledger entries as rows of a table (RFC 4180): fixed columns, CRLF, the first row their names. An accept or refuse
// entry is a row for each recipient, every other entry one row. A cell that a spreadsheet would take for a formula
// begins with an apostrophe, which shows it as text. Pure.
//
//   out += csv_head();
//   out += *csv_rows(line);

#include <string>

#include "gateway/cli/ledger/export/ledger_line.h"
#include "protocol/base/result.h"

namespace concordat::cli {

[[nodiscard]] std::string csv_head();
// kLedgerInvalid when an accept or refuse entry lacks what it must say.
[[nodiscard]] Result<std::string> csv_rows(const LedgerLine& line);
// One cell, quoted where it must be.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace concordat::cli
