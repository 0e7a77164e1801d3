#pragma once
// What was accepted and has not ended, while a ledger is read from its beginning: each (record, recipient) with its
// acceptance and its last known state. Memory grows with what waits, not with the ledger.
//
//   OpenPairs open;
//   if (entry.event == "accept") open.accept(entry, judged);
//   if (entry.event == "settle") use(open.settle(entry));
//   for (const OpenPairs::Row& row : open.in_order()) print(row.record, open.text(row.pair->recipient));

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/views/judged_view.h"
#include "protocol/base/id.h"

namespace concordat::gateway {

struct OpenPair {
  using Text = std::uint32_t;  // OpenPairs::text()
  std::uint64_t accept = 0;    // the accept entry's index
  std::int64_t since_ms = 0;   // its time
  std::int64_t state_ms = 0;   // since when `state` holds
  Text recipient = 0, sender = 0, agreements = 0, plan = 0;
  Text narrowed = 0;           // the plan under which it was narrowed while it waited; empty text when it was not
  Text state = 0;              // "waiting", "dead-letter"
  std::uint32_t attempts = 0;  // that came to nothing, as far as entries tell
};

class OpenPairs {
 public:
  OpenPairs() { (void)text_of(""); }

  // Opens a pair for each permitted recipient. One that is open already stays as it is.
  void accept(const EntryView& entry, const JudgedView& judged);

  // After a fork: what was accepted in the log before this one and still waits. Its time is the record's own.
  void carry(const EntryView& entry);
  // A delivery that came to nothing.
  void attempt(const EntryView& entry);
  // More is withheld than at acceptance. A record may be narrowed anew at each offer.
  struct Narrowed {
    const OpenPair* pair = nullptr;  // null: no such pair is open, or it was said before
    std::string before, now;         // plans
  };
  [[nodiscard]] Narrowed narrow(const EntryView& entry);

  struct Settled {
    std::string_view outcome, reason, recipient;
    bool ended = false;            // no dead letter
    bool first = false;            // of a dead letter: it was none yet
    std::optional<OpenPair> pair;  // none: not accepted in what was read
  };
  // Closes the pair, or marks it as a dead letter.
  [[nodiscard]] Settled settle(const EntryView& entry);

  // Null: no such pair is open.
  [[nodiscard]] OpenPair* find(std::string_view record, std::string_view recipient);

  [[nodiscard]] const std::string& text(OpenPair::Text text) const { return *texts_[text]; }
  [[nodiscard]] OpenPair::Text text_of(std::string_view text);

  struct Row {
    RecordId record;
    const OpenPair* pair = nullptr;
  };
  // By acceptance, then by recipient.
  [[nodiscard]] std::vector<Row> in_order() const;
  [[nodiscard]] std::size_t size() const { return pairs_.size(); }

 private:
  struct Key {
    RecordId record;
    OpenPair::Text recipient = 0;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<RecordId>{}(key.record) ^ (std::size_t{key.recipient} * 0x9E3779B97F4A7C15);
    }
  };

  std::map<std::string, OpenPair::Text, std::less<>> numbers_;
  std::vector<const std::string*> texts_;  // keys of the map, which stay where they are
  std::unordered_map<Key, OpenPair, Hash> pairs_;
};

}  // namespace concordat::gateway
