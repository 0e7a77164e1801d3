#pragma once
// What an entry says: canonical JSON (RFC 8785), no personal data and nothing that identifies a person by guessing
// (LEDGER.md, Entries). These build an EntryDraft's head; keys are in order, and each value is either a fixed word, an
// agency's or agreement's name, an id that the gateway minted, or a salted commitment. Pure. README.md lists every
// field.
//
//   EntryDraft draft = accept_entry(judged);
//   std::string entry = finish_entry(draft, {{"ISA-2026-014", 17}, {"log", 4711}}, tags, unix_ms);

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/commit/commands.h"
#include "protocol/base/id.h"

namespace concordat::gateway {

struct EntryRecipient {
  std::string agency = {};
  bool permit = false;
  std::string plan_hash_hex = {};           // permit
  std::string commitment_hex = {};          // permit: SHA-256(salt || SHA-256(disclosure))
  std::uint64_t bytes = 0;                  // permit: of the disclosure
  std::vector<std::uint16_t> absent = {};   // planned items of which the record held nothing
  std::vector<std::uint16_t> altered = {};  // planned items that had to be withheld after all
  std::string reason = {};                  // denial: its name, e.g. "no-shared-agreement"
  // permit: ids of the agreements under which it is disclosed. Written where there are several recipients; empty: all
  // of the entry's.
  std::vector<std::string> agreements = {};
};

struct JudgedEntry {  // accept or refuse
  RecordId record = {};
  std::string sender = {};
  std::string fingerprint_hex = {};  // of the sender's certificate
  std::string purpose = {};
  std::vector<std::string> kinds = {};
  std::string policy_hash_hex = {};
  std::string commitment_hex = {};  // of the input: SHA-256(salt || SHA-256(body))
  std::uint64_t bytes = 0;          // of the input
  std::vector<EntryRecipient> recipients = {};
  std::vector<std::pair<std::string, std::uint32_t>> agreements = {};  // id, version
  std::string reason = {};                                             // refuse: a code's name
  bool break_glass = false;                                            // permitted for an emergency, to be looked at
  std::vector<std::string> details_hex = {};  // commitments to the persons' encrypted detail, sorted
};

[[nodiscard]] EntryDraft accept_entry(const JudgedEntry& judged);
[[nodiscard]] EntryDraft refuse_entry(const JudgedEntry& judged);

struct SettleEntry {
  RecordId record = {};
  std::string sender = {};
  std::string recipient = {};
  std::uint64_t accept_index = 0;
  std::string outcome = {};          // name(SettleOutcome)
  std::string reason = {};           // a code; may be empty
  std::string fingerprint_hex = {};  // of the certificate that acknowledged; may be empty
  std::vector<std::string> agreements = {};
  std::string plan_hash_hex = {};
  std::string commitment_hex = {};            // what the recipient signed that it received; empty: it signed nothing
  std::vector<std::string> details_hex = {};  // commitments to what was said in words, sorted
  std::string accept_log = {};                // the origin of the log with the accept entry, where it is not this one
};
[[nodiscard]] EntryDraft settle_entry(const SettleEntry& settled);

// After a fork: what waited in the old log's queues, said again in the new one. Its members are a settlement's.
[[nodiscard]] EntryDraft carry_entry(const SettleEntry& waiting);

// The first use of a plan: all that recipients will be sent under it, item by item. `text` is left out when the entry
// would be too large.
[[nodiscard]] EntryDraft plan_entry(std::string_view plan_hash_hex, std::string_view text);

// start, stop, policy-load, key-change, clock-step …: `fields` are sorted and written as strings, under "detail". Of
// fields with one name the first counts.
[[nodiscard]] EntryDraft event_entry(std::string_view event, std::vector<std::pair<std::string, std::string>> fields);

// What was done to a person's data on request: subject-access, subject-release, subject-link, erase. Likewise, with the
// category and the commitments to the persons' detail.
[[nodiscard]] EntryDraft person_entry(std::string_view event, std::string_view category,
                                      std::vector<std::pair<std::string, std::string>> fields,
                                      const std::vector<std::string>& details_hex = {});

// The first use of a vocabulary: which item each bit of a bitmap stands for.
[[nodiscard]] EntryDraft vocabulary_entry(std::string_view hash_hex, const std::vector<std::string>& items);

// The whole entry, as the log stores it. `sequences` are sorted where they are not; the log's own is named "log", which
// is therefore no id for an agreement. A `subject_tags_hex` that is empty is left out.
[[nodiscard]] std::string finish_entry(const EntryDraft& draft,
                                       const std::vector<std::pair<std::string, std::uint64_t>>& sequences,
                                       const std::vector<std::string>& subject_tags_hex, std::int64_t unix_ms);

}  // namespace concordat::gateway
