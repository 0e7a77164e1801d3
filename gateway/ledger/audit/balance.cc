#include "gateway/ledger/audit/balance.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>

#include "gateway/ledger/audit/entry_view.h"

namespace concordat::gateway {
namespace {

class Counting {
 public:
  Counting(Balance& balance, std::uint64_t kept_from) : balance_(balance), kept_from_(kept_from) {}

  [[nodiscard]] Result<void> count(std::uint64_t index, ByteView bytes) {
    if (const auto read = read_entry(bytes, entry_); !read) {
      return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + ": " + read.error().detail);
    }
    if (entry_.event == "accept") return accept(index);
    if (entry_.event == "carry") return carry(index);
    if (entry_.event == "settle") settle(index);
    return {};
  }

  // What was not settled, in order of acceptance.
  void finish() {
    std::vector<std::pair<std::uint64_t, const Pair*>> open;
    for (const auto& [pair, accepted] : open_) open.emplace_back(accepted.index, &pair);
    std::sort(open.begin(), open.end());
    for (const auto& [index, pair] : open) balance_.remainder[pair->second].push_back(pair->first);
  }

 private:
  using Pair = std::pair<RecordId, std::string>;
  struct Accepted {
    std::uint64_t index = 0;
    std::vector<BalanceRow*> rows;  // map nodes stay where they are
  };

  [[nodiscard]] Result<void> accept(std::uint64_t index) {
    const auto record = RecordId::parse(entry_.text("record"));
    if (!record || !read_array(find(entry_.members, "recipients"), elements_)) return unclear(index);
    if (!read_object(find(entry_.members, "agreements"), agreements_)) return unclear(index);
    for (const std::string_view element : elements_) {
      if (!read_object(element, recipient_)) return unclear(index);
      if (find(recipient_, "plan").empty()) continue;  // denied
      const std::string agency = text_of(find(recipient_, "agency"));
      const auto [pair, fresh] = open_.try_emplace({*record, agency}, Accepted{index, {}});
      if (!fresh) {
        balance_.problems.add("entry " + std::to_string(index),
                              "accepts record " + record->str() + " for " + printable(agency) + " again");
        continue;
      }
      for (const std::string& agreement : agreements_of_recipient()) {
        pair->second.rows.push_back(&balance_.rows[{agency, agreement}]);
      }
      pair->second.rows.push_back(&balance_.recipients[agency]);
      for (BalanceRow* row : pair->second.rows) ++row->accepted;
    }
    return {};
  }

  // After a fork: accepted in the log before, and to be ended in this one.
  [[nodiscard]] Result<void> carry(std::uint64_t index) {
    const auto record = RecordId::parse(entry_.text("record"));
    const std::string agency = text_of(find(entry_.members, "recipient"));
    if (!record || agency.empty() || !read_array(find(entry_.members, "agreements"), elements_)) return unclear(index);
    const auto [pair, fresh] = open_.try_emplace({*record, agency}, Accepted{index, {}});
    if (!fresh) {
      balance_.problems.add("entry " + std::to_string(index),
                            "carries record " + record->str() + " for " + printable(agency) + " over again");
      return {};
    }
    for (const std::string_view name : elements_) {
      pair->second.rows.push_back(&balance_.rows[{agency, text_of(name)}]);
    }
    pair->second.rows.push_back(&balance_.recipients[agency]);
    for (BalanceRow* row : pair->second.rows) ++row->accepted;
    return {};
  }

  // Its own, where the entry has several recipients; otherwise the entry's.
  std::vector<std::string> agreements_of_recipient() {
    std::vector<std::string> names;
    std::vector<std::string_view> own;
    if (read_array(find(recipient_, "agreements"), own)) {
      for (const std::string_view name : own) names.push_back(text_of(name));
    } else {
      for (const Member& member : agreements_) names.emplace_back(member.key);
    }
    return names;
  }

  void settle(std::uint64_t index) {
    const std::string_view outcome = entry_.text("outcome");
    const auto end = std::find(kEnds.begin(), kEnds.end(), outcome);
    if (end == kEnds.end()) return;  // set aside as a dead letter: it still waits
    const auto record = RecordId::parse(entry_.text("record"));
    const std::string agency = text_of(find(entry_.members, "recipient"));
    const auto open = record ? open_.find({*record, agency}) : open_.end();
    // Accepted among the entries that were pruned: both its beginning and its end are out of this balance.
    if (open == open_.end() && number_of(find(entry_.members, "accept")).value_or(kept_from_) < kept_from_) return;
    if (open == open_.end()) {
      balance_.problems.add("entry " + std::to_string(index),
                            "says " + std::string(outcome) + " of record " + printable(entry_.text("record")) +
                                " for " + printable(agency) + ", which was never accepted or had ended before");
      return;
    }
    for (BalanceRow* row : open->second.rows) ++row->ended.at(static_cast<std::size_t>(end - kEnds.begin()));
    open_.erase(open);
  }

  static Result<void> unclear(std::uint64_t index) {
    return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + " does not say what was accepted for whom");
  }

  Balance& balance_;
  const std::uint64_t kept_from_;
  std::map<Pair, Accepted> open_;
  EntryView entry_;
  std::vector<std::string_view> elements_;
  std::vector<Member> agreements_;
  std::vector<Member> recipient_;
};

// What is in `a` and not in `b`, both sorted or not.
Queues difference(const Queues& a, const Queues& b) {
  Queues result;
  for (const auto& [recipient, records] : a) {
    std::vector<RecordId> left = records;
    std::sort(left.begin(), left.end());
    std::vector<RecordId> right;
    if (const auto other = b.find(recipient); other != b.end()) right = other->second;
    std::sort(right.begin(), right.end());
    std::vector<RecordId> only;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
    if (!only.empty()) result.emplace(recipient, std::move(only));
  }
  return result;
}

Queues intersection(const Queues& a, const Queues& b) {
  return difference(a, difference(a, b));
}

}  // namespace

std::uint64_t BalanceRow::remainder() const {
  return accepted - std::accumulate(ended.begin(), ended.end(), std::uint64_t{0});
}

Result<Balance> balance(const LedgerFiles& files, const Progress& progress) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  Balance result;
  result.size = head->size;
  Counting counting(result, files.kept_from());
  const auto counted = visit_entries(
      files, 0, head->size,
      [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
        if (const auto done = counting.count(index, bytes); !done) return fail(done.error());
        return true;
      },
      progress);
  if (!counted) return fail(counted.error());
  counting.finish();
  return result;
}

QueueDifference compare(const Queues& remainder, const Queues& queues) {
  return {difference(remainder, queues), difference(queues, remainder)};
}

QueueDifference persisting(const QueueDifference& first, const QueueDifference& second) {
  return {intersection(first.only_in_ledger, second.only_in_ledger),
          intersection(first.only_in_queue, second.only_in_queue)};
}

}  // namespace concordat::gateway
