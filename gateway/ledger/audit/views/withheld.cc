#include "gateway/ledger/audit/views/withheld.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "gateway/ledger/audit/views/entry_scan.h"
#include "gateway/ledger/audit/views/judged_view.h"
#include "gateway/ledger/audit/views/open_pairs.h"
#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

constexpr std::array<std::string_view, kObstacles> kNames = {
    "refused",   "set-aside", "stopped",       "expired",          "rejected",     "recalled",
    "discarded", "late",      "item-withheld", "item-not-certain", "item-narrowed"};
constexpr char kBetween = '\0';  // the parts of a flow's key

// How often something happened in one flow. What concerns items is counted by plan, and only spelt out at the end.
struct Tally {
  WithheldFlow flow;
  std::map<std::pair<Obstacle, std::string>, std::uint64_t> records;           // by reason
  std::unordered_map<std::string, std::uint64_t> plans;                        // disclosures, by plan
  std::map<std::pair<std::string, std::uint16_t>, std::uint64_t> not_certain;  // by plan and place of the item
  std::map<std::pair<std::string, std::string>, std::uint64_t> narrowed;       // by both plans
};

class Counting {
 public:
  explicit Counting(const WithheldOptions& options) : options_(options), plans_(options.names) {}

  [[nodiscard]] Result<void> count(const EntryView& entry) {
    end_ms_ = unix_ms_of(entry.time);
    const bool early = !options_.since.empty() && entry.time < options_.since;
    const bool late = !options_.until.empty() && entry.time.substr(0, options_.until.size()) > options_.until;
    wanted_ = !early && !late;
    if (wanted_) {
      if (result_.from.empty()) result_.from = entry.time;
      result_.to = entry.time;
      find_period(entry);
    }
    if (entry.event == "accept" || entry.event == "refuse") return judged(entry);
    if (entry.event == "settle") settled(entry);
    if (entry.event == "narrow") narrowed(entry);
    if (entry.event == "plan") plans_.learn(entry);
    if (entry.event == "vocabulary") plans_.learn_vocabulary(entry);
    if (entry.event == "carry") open_.carry(entry);
    return {};
  }

  Withheld finish(const EntryScan& scan) {
    result_.size = scan.size;
    result_.first = scan.first;
    count_waiting();
    for (auto& [key, tally] : tallies_) spell_out(tally);
    const auto flow_order = [](const WithheldFlow& flow) {
      return std::tie(flow.period, flow.agreements, flow.recipient);
    };
    std::sort(result_.flows.begin(), result_.flows.end(),
              [&](const WithheldFlow& a, const WithheldFlow& b) { return flow_order(a) < flow_order(b); });
    std::sort(result_.rows.begin(), result_.rows.end(), [](const WithheldRow& a, const WithheldRow& b) {
      return std::tie(a.period, a.agreements, a.recipient, a.obstacle, b.count, a.reason, a.item, a.clause) <
             std::tie(b.period, b.agreements, b.recipient, b.obstacle, a.count, b.reason, b.item, b.clause);
    });
    return std::move(result_);
  }

 private:
  void find_period(const EntryView& entry) {
    if (entry.time.substr(0, 10) == day_) return;
    day_ = entry.time.substr(0, 10);
    period_ = period_of(entry.time, options_.by);
  }

  // Null where nobody asked for it.
  Tally* tally(std::string_view period, std::string_view agreements, std::string_view recipient) {
    if (!options_.recipient.empty() && recipient != options_.recipient) return nullptr;
    if (!options_.agreement.empty() && !lists(agreements, options_.agreement)) return nullptr;
    key_.assign(period).append(1, kBetween).append(agreements).append(1, kBetween).append(recipient);
    const auto [found, fresh] = tallies_.try_emplace(key_);
    WithheldFlow& flow = found->second.flow;
    if (fresh) {
      flow.period = period;
      flow.agreements = agreements;
      flow.recipient = recipient;
    }
    return &found->second;
  }

  static bool lists(std::string_view agreements, std::string_view one) {
    for (std::size_t at = 0; at <= agreements.size();) {
      const std::size_t end = std::min(agreements.find(", ", at), agreements.size());
      if (agreements.substr(at, end - at) == one) return true;
      at = end + 2;
    }
    return false;
  }

  static void add(Tally& tally, Obstacle obstacle, std::string_view reason) {
    ++tally.flow.count.at(static_cast<std::size_t>(obstacle));
    ++tally.records[{obstacle, std::string(reason)}];
  }

  [[nodiscard]] Result<void> judged(const EntryView& entry) {
    if (const auto read = read_judged(entry, judged_); !read) return read;
    const bool accepted = entry.event == "accept";
    if (accepted) open_.accept(entry, judged_);
    if (!wanted_) return {};
    for (const RecipientView& recipient : judged_.recipients()) {
      Tally* tally = this->tally(period_, joined(recipient.agreements), recipient.agency);
      if (tally == nullptr) continue;
      if (!accepted || !recipient.permit) {
        add(*tally, Obstacle::kRefused, recipient.reason.empty() ? entry.text("reason") : recipient.reason);
        continue;
      }
      ++tally->flow.accepted;
      plan_.assign(recipient.plan);
      ++tally->plans[plan_];
      for (const std::uint16_t item : items_of_bitmap(recipient.altered)) ++tally->not_certain[{plan_, item}];
    }
    if (!judged_.recipients().empty() || accepted) return {};
    // Refused before anybody was found whom it was for.
    if (Tally* tally = this->tally(period_, {}, {})) add(*tally, Obstacle::kRefused, entry.text("reason"));
    return {};
  }

  // Of an end whose acceptance was pruned: the entry has a number of each agreement.
  [[nodiscard]] static std::string agreements_of(const EntryView& entry) {
    std::vector<std::string_view> agreements;
    for (const Member& member : entry.sequences) {
      if (member.key != "log") agreements.push_back(member.key);
    }
    return joined(agreements);
  }

  [[nodiscard]] std::int64_t limit_ms(const OpenPair& pair) const {
    return plans_.deliver_within_ms(open_.text(pair.plan)).value_or(options_.late_after.count());
  }

  void settled(const EntryView& entry) {
    constexpr auto kEnd = kNames.begin() + kRecordObstacles;
    const OpenPairs::Settled settled = open_.settle(entry);
    if (!wanted_) return;
    const std::string agreements = settled.pair ? open_.text(settled.pair->agreements) : agreements_of(entry);
    Tally* tally = this->tally(period_, agreements, settled.recipient);
    if (tally == nullptr) return;
    if (!settled.pair) ++result_.unknown_accepts;
    if (settled.outcome == "delivered") {
      ++tally->flow.delivered;
    } else if (const auto at = std::find(kNames.begin(), kEnd, settled.outcome); at != kEnd) {
      add(*tally, static_cast<Obstacle>(at - kNames.begin()), settled.reason);
    } else if (settled.first || !settled.pair) {
      add(*tally, Obstacle::kSetAside, settled.reason);
    }
    const bool arrived = settled.outcome == "delivered" || settled.outcome == "rejected";
    if (!arrived || !settled.pair || end_ms_ - settled.pair->since_ms <= limit_ms(*settled.pair)) return;
    const bool agreed = plans_.deliver_within_ms(open_.text(settled.pair->plan)).has_value();
    add(*tally, Obstacle::kLate, agreed ? "agreed" : "usual");
  }

  void narrowed(const EntryView& entry) {
    const OpenPairs::Narrowed narrowed = open_.narrow(entry);
    if (!wanted_ || narrowed.pair == nullptr) return;
    const OpenPair& pair = *narrowed.pair;
    Tally* tally = this->tally(period_, open_.text(pair.agreements), open_.text(pair.recipient));
    if (tally != nullptr) ++tally->narrowed[{narrowed.before, narrowed.now}];
  }

  void count_waiting() {
    for (const OpenPairs::Row& row : open_.in_order()) {
      const OpenPair& pair = *row.pair;
      std::string since;
      append_time(since, pair.since_ms);
      const bool early = !options_.since.empty() && since < options_.since;
      const bool late = !options_.until.empty() && since.substr(0, options_.until.size()) > options_.until;
      if (early || late) continue;
      Tally* tally =
          this->tally(period_of(since, options_.by), open_.text(pair.agreements), open_.text(pair.recipient));
      if (tally == nullptr) continue;
      ++tally->flow.waiting;
      if (end_ms_ - pair.since_ms > limit_ms(pair)) ++tally->flow.overdue;
    }
  }

  void add_row(const WithheldFlow& flow, Obstacle obstacle, const WithheldItem& item, std::uint64_t count) {
    const auto same = std::find_if(row_start(), result_.rows.end(), [&](const WithheldRow& row) {
      return row.obstacle == obstacle && row.item == item.item && row.reason == item.reason &&
             row.clause == item.clause;
    });
    if (same != result_.rows.end()) {
      same->count += count;
      return;
    }
    result_.rows.push_back(
        {flow.period, flow.agreements, flow.recipient, obstacle, item.reason, item.item, item.clause, count});
  }

  std::vector<WithheldRow>::iterator row_start() {
    return result_.rows.begin() + static_cast<std::ptrdiff_t>(flow_rows_);
  }

  void spell_out(Tally& tally) {
    flow_rows_ = result_.rows.size();
    for (const auto& [what, count] : tally.records) add_row(tally.flow, what.first, {{}, what.second, {}}, count);
    for (const auto& [plan, count] : tally.plans) {
      if (!plans_.known(plan)) {
        result_.unknown_plans += count;
        continue;
      }
      if (!plans_.complete(plan)) result_.unnamed += count;
      for (const WithheldItem& item : plans_.withheld(plan)) add_row(tally.flow, Obstacle::kWithheld, item, count);
    }
    for (const auto& [what, count] : tally.not_certain) {
      add_row(tally.flow, Obstacle::kNotCertain, {plans_.item(what.first, what.second), "not-certain", {}}, count);
    }
    for (const auto& [plans, count] : tally.narrowed) {
      for (const WithheldItem& item : plans_.lost(plans.first, plans.second)) {
        add_row(tally.flow, Obstacle::kNarrowed, item, count);
      }
    }
    result_.flows.push_back(std::move(tally.flow));
  }

  const WithheldOptions& options_;
  Withheld result_;
  PlanViews plans_;
  OpenPairs open_;
  std::unordered_map<std::string, Tally> tallies_;
  JudgedView judged_;
  bool wanted_ = false;  // the entry's time was asked for
  std::int64_t end_ms_ = 0;
  std::string day_, period_, key_, plan_;
  std::size_t flow_rows_ = 0;  // where the rows of the flow at hand begin
};

}  // namespace

std::string_view name(Obstacle obstacle) {
  return kNames.at(static_cast<std::size_t>(obstacle));
}

Result<Withheld> withheld(const LedgerFiles& files, const WithheldOptions& options, const Progress& progress) {
  Counting counting(options);
  const auto scanned = scan_entries(
      files, [&](std::uint64_t, const EntryView& entry) { return counting.count(entry); }, progress);
  if (!scanned) return fail(scanned.error());
  return counting.finish(*scanned);
}

}  // namespace concordat::gateway
