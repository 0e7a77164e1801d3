#pragma once
// One entry as a reader sees it (README.md, Entries): views into its bytes. read_entry() accepts canonical JSON of a
// version that it knows, with an event, a time and the log's sequence number; anything more is the event's own. Reuse
// one object for many entries: it keeps its memory.
//
//   EntryView entry;
//   if (const auto read = read_entry(bytes, entry); !read) …   // kMalformed, kUnsupported (version)

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/ledger/audit/canonical_json.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct EntryView {
  std::string_view event;
  std::string_view time;           // RFC 3339, UTC, milliseconds: 24 characters, so that text order is time order
  std::uint64_t log_sequence = 0;  // its index
  std::vector<Member> sequences;   // agreement -> number, and "log"
  std::vector<Member> members;     // all, for the rest

  // A member's text as it stands: for words, names and ids, none of which has escapes. Empty when there is none.
  [[nodiscard]] std::string_view text(std::string_view key) const;
};

[[nodiscard]] Result<void> read_entry(ByteView bytes, EntryView& entry);

}  // namespace concordat::gateway
