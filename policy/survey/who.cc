#include "policy/survey/who.h"

#include <algorithm>
#include <tuple>

namespace concordat::policy {
namespace {

// When the action ends that the stretch has for the item: one agreement may take over from another.
std::int64_t end_of(const Flow& flow, const Stretch& start, ItemIndex item) {
  std::int64_t until = start.until;
  for (const Stretch& next : flow.stretches) {
    if (next.from == until && next.plan->items[item].action == start.plan->items[item].action) until = next.until;
  }
  return until;
}

bool same_words(const Reception& a, const Reception& b) {
  return a.recipient == b.recipient && a.provider == b.provider && a.purpose == b.purpose && a.item == b.item &&
         a.action == b.action && a.clause == b.clause && a.until == b.until && a.demands == b.demands;
}

}  // namespace

std::vector<Reception> who_receives(const PolicySet& set, const std::vector<ItemIndex>& items,
                                    std::int64_t unix_seconds) {
  std::vector<Flow> all = flows(set);
  std::stable_sort(all.begin(), all.end(), [](const Flow& a, const Flow& b) {
    return std::tie(a.recipient->id, a.provider->id, a.purpose->id) <
           std::tie(b.recipient->id, b.provider->id, b.purpose->id);
  });
  std::vector<Reception> out;
  auto same_parties = out.size();  // where those of the same parties and purpose begin
  for (const Flow& flow : all) {
    if (same_parties < out.size()) {
      const Reception& last = out[same_parties];
      if (last.recipient != flow.recipient || last.provider != flow.provider || last.purpose != flow.purpose)
        same_parties = out.size();
    }
    const auto now = std::find_if(flow.stretches.begin(), flow.stretches.end(),
                                  [&](const Stretch& stretch) { return stretch.holds(unix_seconds); });
    if (now == flow.stretches.end()) continue;
    for (const ItemIndex item : items) {
      const Action& action = now->plan->items[item].action;
      if (action.kind == ActionKind::kWithhold) continue;
      Reception one{
          flow.recipient,           flow.provider, flow.purpose, {flow.kind}, item, action, now->plan->clause(item),
          end_of(flow, *now, item), now->demands};
      const auto known = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(same_parties), out.end(),
                                      [&](const Reception& other) { return same_words(one, other); });
      if (known == out.end()) {
        out.push_back(std::move(one));
      } else {
        known->kinds.push_back(flow.kind);
      }
    }
  }
  return out;
}

}  // namespace concordat::policy
