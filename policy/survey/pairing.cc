#include "policy/survey/pairing.h"

#include <algorithm>

namespace concordat::policy {
namespace {

Parties parties_of(const Flow& flow) {
  return {flow.recipient->id.str(), flow.provider->id.str(), flow.purpose->id.str()};
}

void add_cuts(const std::vector<Stretch>* stretches, std::vector<std::int64_t>& cuts) {
  if (stretches == nullptr) return;
  for (const Stretch& stretch : *stretches) {
    cuts.push_back(stretch.from);
    cuts.push_back(stretch.until);
  }
}

}  // namespace

Pairing::Pairing(const PolicySet& old_set, const PolicySet& new_set) : before_(flows(old_set)), after_(flows(new_set)) {
  for (const Flow& flow : before_) all_[parties_of(flow)][flow.kind->id.str()].before = &flow.stretches;
  for (const Flow& flow : after_) all_[parties_of(flow)][flow.kind->id.str()].after = &flow.stretches;
}

const Stretch* holding(const std::vector<Stretch>* stretches, std::int64_t unix_seconds) {
  if (stretches == nullptr) return nullptr;
  const auto found = std::find_if(stretches->begin(), stretches->end(),
                                  [&](const Stretch& stretch) { return stretch.holds(unix_seconds); });
  return found == stretches->end() ? nullptr : &*found;
}

std::vector<std::int64_t> cuts_of(std::initializer_list<BothFlows> flows) {
  std::vector<std::int64_t> cuts;
  for (const BothFlows& flow : flows) {
    add_cuts(flow.before, cuts);
    add_cuts(flow.after, cuts);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

std::vector<Moment> moments(const BothFlows& flow) {
  std::vector<Moment> out;
  const std::vector<std::int64_t> cuts = cuts_of({flow});
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const Moment moment{cuts[i], cuts[i + 1], holding(flow.before, cuts[i]), holding(flow.after, cuts[i])};
    if (moment.before != nullptr || moment.after != nullptr) out.push_back(moment);
  }
  return out;
}

}  // namespace concordat::policy
