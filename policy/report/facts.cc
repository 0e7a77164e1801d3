#include "policy/report/facts.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/compile/merge.h"
#include "policy/report/terms.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

constexpr std::string_view kStateNames[] = {"in-force",  "not-yet",   "ended", "unsigned",
                                            "suspended", "tried-out", "draft"};

// "care_plan" -> "Care plan"; a name of two letters is an abbreviation.
std::string group_label(const std::string& name) {
  std::string label = name;
  std::replace(label.begin(), label.end(), '_', ' ');
  label = capitalised(label);
  if (label.size() == 2) label[1] = capitalised(label.substr(1))[0];
  return label;
}

std::vector<ItemGroup> groups_of(const Vocabulary& vocabulary) {
  std::vector<ItemGroup> groups;
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    const Item& item = vocabulary.items[i];
    if (item.category == Category::kStructural) continue;
    const std::string name = item.id.str().substr(0, item.id.str().find('.'));
    auto group = std::find_if(groups.begin(), groups.end(), [&](const ItemGroup& g) { return g.name == name; });
    if (group == groups.end()) group = groups.insert(group, {name, group_label(name), {}});
    group->items.push_back(static_cast<ItemIndex>(i));
  }
  return groups;
}

std::vector<AgreementFacts> agreements_of(const PolicySet& set, std::int64_t now) {
  const PolicySet::Compiled& compiled = set.compiled();
  std::vector<AgreementFacts> out;
  for (std::size_t i = 0; i < compiled.policy.agreements.size(); ++i) {
    const Agreement& agreement = compiled.policy.agreements[i];
    const Voice voice{&agreement, &compiled.spoken[i]};
    out.push_back({&agreement, compiled.policy.purpose(agreement.purpose.text), state_of(agreement, now),
                   merge({&voice, 1}, compiled.policy.floor, set.vocabulary())});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const AgreementFacts& a, const AgreementFacts& b) { return a.state < b.state; });
  return out;
}

void add_flow(Recipient& recipient, const Flow& flow) {
  const Plan& plan = *flow.stretches.front().plan;
  for (std::size_t item = 0; item < plan.items.size(); ++item) {
    const Action& action = plan.items[item].action;
    if (action.kind == ActionKind::kWithhold) continue;
    const Release release{flow.provider, flow.purpose, action};
    std::vector<Release>& known = recipient.items[item];
    if (std::find(known.begin(), known.end(), release) == known.end()) known.push_back(release);
  }
}

std::vector<Recipient> recipients_of(const PolicySet& set, std::int64_t now) {
  std::vector<Recipient> out;
  std::vector<const Flow*> first;  // parallel: the first flow to each
  const std::vector<Flow> all = flows_at(set, now);
  for (const Flow& flow : all) {
    auto at = std::find_if(out.begin(), out.end(), [&](const Recipient& r) { return r.agency == flow.recipient; });
    if (at == out.end()) {
      at = out.insert(at, {flow.recipient, std::vector<std::vector<Release>>(set.vocabulary().items.size()), true});
      first.push_back(&flow);
    }
    const Flow& other = *first[static_cast<std::size_t>(at - out.begin())];
    if (other.provider != flow.provider || other.purpose != flow.purpose) at->one_way = false;
    add_flow(*at, flow);
  }
  std::sort(out.begin(), out.end(), [](const Recipient& a, const Recipient& b) { return a.agency->id < b.agency->id; });
  return out;
}

}  // namespace

State state_of(const Agreement& agreement, std::int64_t unix_seconds) {
  switch (agreement.status) {
    case Status::kDraft: return State::kDraft;
    case Status::kShadow: return State::kTriedOut;
    case Status::kSuspended: return agreement.out_of_force.empty() ? State::kSuspended : State::kUnsigned;
    case Status::kActive: break;
  }
  const Validity times = validity(agreement);
  if (unix_seconds < times.from) return State::kNotYet;
  return unix_seconds < times.until ? State::kInForce : State::kEnded;
}

std::string_view name(State state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::string in_words(State state, const Agreement& agreement) {
  switch (state) {
    case State::kInForce: return "In force until " + in_words(agreement.last_day.day);
    case State::kNotYet: return "Not yet in force: begins on " + in_words(agreement.first_day.day);
    case State::kEnded: return "Ended on " + in_words(agreement.last_day.day);
    case State::kUnsigned: return "Not in force: it " + agreement.out_of_force;
    case State::kSuspended: return "Suspended: nothing is shared under it";
    case State::kTriedOut: return "Being tried out: nothing is shared under it";
    case State::kDraft: return "Draft: nothing is shared under it";
  }
  return {};
}

std::string Facts::label(const ItemGroup& group, ItemIndex index) const {
  const std::string& label = item(index).label;
  const std::string prefix = group.label + ": ";
  return label.starts_with(prefix) ? capitalised(label.substr(prefix.size())) : label;
}

const std::string& Facts::agency(const std::string& id) const {
  const Agency* agency = set->agency(id);
  return agency == nullptr || agency->name.empty() ? id : agency->name;
}

Facts gather(const PolicySet& set, const ReportOptions& options) {
  Facts facts;
  facts.set = &set;
  facts.day = first_day(options.unix_seconds);
  const auto day = parse_day(facts.day);
  facts.day_words = day ? in_words(*day) : facts.day;
  facts.agreements = agreements_of(set, options.unix_seconds);
  facts.in_force =
      static_cast<std::size_t>(std::count_if(facts.agreements.begin(), facts.agreements.end(),
                                             [](const AgreementFacts& one) { return one.state == State::kInForce; }));
  facts.groups = groups_of(set.vocabulary());
  facts.recipients = recipients_of(set, options.unix_seconds);
  return facts;
}

}  // namespace concordat::policy
