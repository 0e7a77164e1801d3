#pragma once
// Writes what was decided: no whitespace between tokens, every kept token byte for byte, nothing empty left behind.

#include <string>

#include "policy/redact/decisions.h"
#include "policy/redact/record.h"

namespace concordat::policy {

// Replaces `out`.
void write(const Record& record, const Decisions& decisions, std::string& out);

}  // namespace concordat::policy
