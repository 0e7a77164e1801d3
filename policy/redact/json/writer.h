#pragma once
// Writes what was decided: no whitespace between tokens, every kept token byte for byte, nothing empty left behind.

#include <string>

#include "policy/redact/json/decisions.h"
#include "policy/redact/json/json_record.h"

namespace concordat::policy {

// Replaces `out`.
void write(const JsonRecord& record, const Decisions& decisions, std::string& out);

}  // namespace concordat::policy
