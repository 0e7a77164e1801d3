#include "gateway/ledger/audit/balance.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "gateway/ledger/audit/views/entry_scan.h"
#include "gateway/ledger/audit/views/judged_view.h"

namespace concordat::gateway {
namespace {

class Counting {
 public:
  explicit Counting(Balance& balance) : balance_(balance) {}

  [[nodiscard]] Result<void> count(std::uint64_t index, const EntryView& entry) {
    if (entry.event == "accept") return accept(index, entry);
    if (entry.event == "carry") return carry(index, entry);
    if (entry.event == "settle") settle(index, entry);
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

  [[nodiscard]] Result<void> accept(std::uint64_t index, const EntryView& entry) {
    if (const auto read = read_judged(entry, judged_); !read) return read;
    for (const RecipientView& recipient : judged_.recipients()) {
      if (!recipient.permit) continue;
      open(index, judged_.record, std::string(recipient.agency), recipient.agreements, "accepts");
    }
    return {};
  }

  // After a fork: accepted in the log before, and to be ended in this one.
  [[nodiscard]] Result<void> carry(std::uint64_t index, const EntryView& entry) {
    const auto record = RecordId::parse(entry.text("record"));
    const std::string agency(entry.text("recipient"));
    const auto agreements = read_agreements(find(entry.members, "agreements"));
    if (!record || agency.empty() || !agreements) {
      return fail(Code::kLedgerInvalid,
                  "entry " + std::to_string(index) + " does not say what is carried over for whom");
    }
    open(index, *record, agency, *agreements, "carries over");
    return {};
  }

  void open(std::uint64_t index, const RecordId& record, const std::string& agency,
            const std::vector<std::string_view>& agreements, const char* what) {
    const auto [pair, fresh] = open_.try_emplace({record, agency}, Accepted{index, {}});
    if (!fresh) {
      balance_.problems.add("entry " + std::to_string(index),
                            std::string(what) + " record " + record.str() + " for " + printable(agency) + " again");
      return;
    }
    for (const std::string_view agreement : agreements) {
      pair->second.rows.push_back(&balance_.rows[{agency, std::string(agreement)}]);
    }
    pair->second.rows.push_back(&balance_.recipients[agency]);
    for (BalanceRow* row : pair->second.rows) ++row->accepted;
  }

  void settle(std::uint64_t index, const EntryView& entry) {
    const std::string_view outcome = entry.text("outcome");
    const auto end = std::find(kEnds.begin(), kEnds.end(), outcome);
    if (end == kEnds.end()) return;  // set aside as a dead letter: it still waits
    const auto record = RecordId::parse(entry.text("record"));
    const std::string agency = text_of(find(entry.members, "recipient"));
    const auto open = record ? open_.find({*record, agency}) : open_.end();
    if (open == open_.end()) {
      if (number_of(find(entry.members, "accept")).value_or(index) < balance_.first) {
        ++balance_.ended_of_pruned;
        return;
      }
      balance_.problems.add("entry " + std::to_string(index),
                            "says " + std::string(outcome) + " of record " + printable(entry.text("record")) + " for " +
                                printable(agency) + ", which was never accepted or had ended before");
      return;
    }
    for (BalanceRow* row : open->second.rows) ++row->ended.at(static_cast<std::size_t>(end - kEnds.begin()));
    open_.erase(open);
  }

  Balance& balance_;
  std::map<Pair, Accepted> open_;
  JudgedView judged_;
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
  Balance result;
  Counting counting(result);
  const auto scanned = scan_entries(
      files,
      [&, first = true](std::uint64_t index, const EntryView& entry) mutable {
        if (first) result.first = index;
        first = false;
        return counting.count(index, entry);
      },
      progress);
  if (!scanned) return fail(scanned.error());
  result.size = scanned->size;
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
