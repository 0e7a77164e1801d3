#pragma once
// An accept or refuse entry as a reader sees it: what was decided for each recipient, and under which agreements. Views
// into the entry's bytes. Reuse one object for many entries: it keeps its memory.
//
//   JudgedView judged;
//   if (const auto read = read_judged(entry, judged); !read) return read;
//   for (const RecipientView& recipient : judged.recipients()) …

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"
#include "protocol/base/id.h"

namespace concordat::gateway {

struct RecipientView {
  std::string_view agency;  // empty: a name that only the sender chose, which no ledger keeps
  bool permit = false;
  std::string_view plan, commitment, absent, altered;  // permit; in hexadecimal, the last two may be empty
  std::uint64_t bytes = 0;                             // permit
  std::string_view reason;                             // denial
  // Sorted. Permit: under which it is disclosed. Denial: those of the entry that no permitted recipient of it names.
  std::vector<std::string_view> agreements;
};

class JudgedView {
 public:
  RecordId record = {};
  std::vector<Member> agreements;  // id: version

  [[nodiscard]] std::span<const RecipientView> recipients() const { return {recipients_.data(), count_}; }

 private:
  friend Result<void> read_judged(const EntryView& entry, JudgedView& judged);
  std::vector<RecipientView> recipients_;  // those beyond count_ are kept for their memory
  std::size_t count_ = 0;
  std::vector<std::string_view> elements_;
  std::vector<Member> members_;
};

// kLedgerInvalid when the entry does not say what was decided for whom.
[[nodiscard]] Result<void> read_judged(const EntryView& entry, JudgedView& judged);

// A list of ids as an entry has it, sorted; nullopt when it is none.
[[nodiscard]] std::optional<std::vector<std::string_view>> read_agreements(std::string_view list);

// "ISA-2026-014, ISA-2026-020"
[[nodiscard]] std::string joined(const std::vector<std::string_view>& agreements);

// The items of a bitmap in hexadecimal (README.md, Entries): "4040" -> 1, 9.
[[nodiscard]] std::vector<std::uint16_t> items_of_bitmap(std::string_view hex);

}  // namespace concordat::gateway
