#pragma once
// The ledger as parties and auditors fetch it (README.md lists the paths): the checkpoints, hash tiles, an agency's own
// entries with their proofs, and everybody's entries for auditors. Answered from the published files alone.
//
//   add_ledger_pages(router, "DIR/data/ledger", say);
//
// Threads: handlers have no state of their own.

#include <filesystem>
#include <functional>
#include <string_view>

#include "gateway/https/router.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// `failed` is told when a file could not be read that should be there.
void add_ledger_pages(Router& router, const std::filesystem::path& ledger, std::function<void(const Error&)> failed);

// Whether an entry is the agency's own: it sent the record, a recipient may have it, or the entry is about what it did.
// A recipient to whom the record was denied is none: that somebody had something for it is not its to know.
[[nodiscard]] bool is_own_entry(ByteView entry, std::string_view agency);

}  // namespace concordat::gateway
