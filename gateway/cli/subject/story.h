#pragma once
// What a ledger tells of some records, in one walk through its files: the entries themselves, what became of each
// record afterwards, and the plans and vocabularies that their bits and hashes stand for. Memory grows with the records
// that are asked for, and with the plans; never with the ledger.
//
//   Story story({17, 4711}, {record});
//   if (auto told = story.read(files, size); !told) return fail(told.error());
//   story.entries().at(17); story.events(record);

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// What happened to a record after it was accepted.
struct StoryEvent {
  std::uint64_t index = 0;
  std::string time, event, recipient, outcome, reason, plan;
};

// An item under a plan, as the plan's text has it.
struct PlannedItem {
  std::string action;  // "keep", "mask: last-3", "withhold"
  std::string clause;
};

struct Plan {
  std::string vocabulary;  // hash in hex
  std::map<std::string, PlannedItem, std::less<>> items;
  std::vector<std::pair<std::string, std::uint64_t>> agreements;  // id, version
};

class Story {
 public:
  Story(std::set<std::uint64_t> indexes, const std::set<std::string>& records);

  // kLedgerInvalid where an entry that is needed cannot be read.
  [[nodiscard]] Result<void> read(const gateway::LedgerFiles& files, std::uint64_t size,
                                  const gateway::Progress& progress = {});

  [[nodiscard]] const std::map<std::uint64_t, Bytes>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<StoryEvent>& events(const std::string& record) const;
  // nullptr when the ledger does not spell it out.
  [[nodiscard]] const Plan* plan(std::string_view hash) const;
  // The items that a bitmap names; empty when the ledger has no such vocabulary.
  [[nodiscard]] std::vector<std::string> items(std::string_view vocabulary, std::string_view bitmap_hex) const;

 private:
  Result<void> take(std::uint64_t index, ByteView bytes);
  void learn_plan(const gateway::EntryView& entry);
  void learn_vocabulary(const gateway::EntryView& entry);
  void note_event(std::uint64_t index, const gateway::EntryView& entry, const std::string& record);

  std::set<std::uint64_t> indexes_;
  std::unordered_map<std::string, std::vector<StoryEvent>> events_;  // by record
  std::map<std::uint64_t, Bytes> entries_;
  std::map<std::string, Plan, std::less<>> plans_;
  std::map<std::string, std::vector<std::string>, std::less<>> vocabularies_;
  gateway::EntryView view_;
  std::string key_;
};

}  // namespace concordat::cli
