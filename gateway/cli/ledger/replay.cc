#include "gateway/cli/ledger/replay.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <set>

#include "policy/explain/words.h"
#include "policy/source/day.h"
#include "policy/survey/sentences.h"

namespace concordat::cli {
namespace {

using gateway::find;
using gateway::read_array;
using gateway::read_object;
using gateway::text_of;
using policy::Action;
using policy::ActionKind;
using policy::Denial;
using policy::Effect;

// Unix seconds of "2026-01-31T23:59:59.000Z", whose form read_entry() has checked.
std::optional<std::int64_t> seconds_of(std::string_view time) {
  const auto day = policy::parse_day(time.substr(0, 10));
  if (!day) return std::nullopt;
  const auto number = [&](std::size_t at) {
    int value = 0;
    std::from_chars(time.data() + at, time.data() + at + 2, value);
    return value;
  };
  const auto midnight = std::chrono::duration_cast<std::chrono::seconds>(day->time_since_epoch()).count();
  return midnight + number(11) * 3600 + number(14) * 60 + number(17);
}

// The denial that an entry names; nullopt for what no policy decides.
std::optional<Denial> denial_of(std::string_view reason) {
  constexpr std::array kDenials{Denial::kNoSharedAgreement, Denial::kUnknownKind,   Denial::kUnknownPurpose,
                                Denial::kNotInForce,        Denial::kOtherPurpose,  Denial::kOtherKind,
                                Denial::kNothingReleased,   Denial::kSecurityLabel, Denial::kNotJustified,
                                Denial::kOptedOut,          Denial::kObjected};
  const auto* found =
      std::find_if(kDenials.begin(), kDenials.end(), [&](Denial denial) { return name(denial) == reason; });
  return found == kDenials.end() ? std::nullopt : std::optional(*found);
}

// What the ledger tells of a record's own circumstances: only why it was refused.
policy::Circumstances circumstances_of(Denial denial) {
  policy::Circumstances found = policy::kNothingAgainst;
  if (denial == Denial::kSecurityLabel)
    found.labels = static_cast<policy::LabelSet>(policy::SecurityLabel::kRestricted) |
                   static_cast<policy::LabelSet>(policy::SecurityLabel::kVeryRestricted);
  if (denial == Denial::kNotJustified) found.justified = false;
  if (denial == Denial::kOptedOut) found.opt_out = policy::ListAnswer::kBarred;
  if (denial == Denial::kObjected) found.objection = policy::ListAnswer::kBarred;
  return found;
}

std::string in_brackets(const Action& action) {
  return action.kind == ActionKind::kKeep ? std::string() : " (" + policy::in_words(action) + ")";
}

// "no longer have been shared"
std::string said_of(const Action& was, const Action& is) {
  if (is.kind == ActionKind::kWithhold) return "no longer have been shared";
  if (was.kind == ActionKind::kWithhold) return "also have been shared" + in_brackets(is);
  return "have been shared in another way (" + policy::in_words(is) + "; it was " + policy::in_words(was) + ")";
}

tl::unexpected<Error> unclear(const gateway::EntryView& entry) {
  return fail(Code::kLedgerInvalid,
              "entry " + std::to_string(entry.log_sequence) + " does not say who sent what kinds of record to whom");
}

}  // namespace

Result<void> Replay::entry(const gateway::EntryView& entry) {
  if (entry.event == "plan") learn_plan(entry);
  if (entry.event == "accept" || entry.event == "refuse") return judge(entry);
  return {};
}

void Replay::learn_plan(const gateway::EntryView& entry) {
  const std::string text = text_of(find(entry.members, "plan_text"));
  std::vector<gateway::Member> plan, items, item;
  if (!read_object(text, plan) || !read_object(find(plan, "items"), items)) return;
  Actions actions;
  for (const gateway::Member& member : items) {
    if (!read_object(member.value, item)) return;
    auto action = Action::parse(text_of(find(item, "action")));
    if (!action) return;
    actions.emplace(member.key, *std::move(action));
  }
  plans_.insert_or_assign(std::string(entry.text("plan")), std::move(actions));
}

Result<void> Replay::judge(const gateway::EntryView& entry) {
  ++counts_.records;
  const auto at = at_ ? at_ : seconds_of(entry.time);
  if (!at || !read_array(find(entry.members, "kinds"), elements_)) return unclear(entry);
  std::set<std::string> names;
  policy::KindSet kinds = 0;
  bool known = true;
  for (const std::string_view element : elements_) {
    const std::string name = text_of(element);
    const auto kind = set_.vocabulary().kind(name);
    known = known && kind.has_value();
    if (kind) kinds |= policy::KindSet{1} << *kind;
    names.insert(name);
  }
  Traffic traffic{std::string(entry.text("sender")), {}, std::string(entry.text("purpose")), {}};
  for (const std::string& name : names) traffic.kinds += (traffic.kinds.empty() ? "" : ", ") + name;
  if (!read_array(find(entry.members, "recipients"), elements_)) return unclear(entry);
  if (elements_.empty()) ++counts_.other_refusals;
  for (const std::string_view element : elements_) {
    if (!read_object(element, members_)) return unclear(entry);
    traffic.recipient = text_of(find(members_, "agency"));
    const std::string plan = text_of(find(members_, "plan")), reason = text_of(find(members_, "reason"));
    if (traffic.recipient.empty() || (plan.empty() && !denial_of(reason))) {
      ++counts_.other_refusals;
    } else if (!known || names.empty()) {
      ++counts_.unknown_kinds;
    } else {
      judge_recipient(traffic, kinds, *at, plan, reason);
    }
  }
  return {};
}

void Replay::judge_recipient(const Traffic& traffic, policy::KindSet kinds, std::int64_t at, const std::string& plan,
                             const std::string& reason) {
  ++counts_.judged;
  const Denial recorded = plan.empty() ? *denial_of(reason) : Denial::kNone;
  const policy::Decision decision =
      set_.decide({traffic.sender, traffic.recipient, traffic.purpose, kinds, at, circumstances_of(recorded)});
  if (!decision.permit && plan.empty()) {
    ++counts_.same;
  } else if (!decision.permit) {
    const Saying saying{"would have been refused (" + std::string(name(decision.denial)) + ")", Effect::kNarrower};
    ++tallies_[traffic][saying][""];
  } else if (plan.empty()) {
    ++tallies_[traffic][{"would have been permitted, and was refused (" + reason + ")", Effect::kWider}][""];
  } else if (!plans_.contains(plan)) {
    ++counts_.unknown_plans;
  } else {
    const std::vector<ItemChange>& changes = changes_between(plan, *decision.plan);
    if (changes.empty()) ++counts_.same;
    for (const ItemChange& change : changes) ++tallies_[traffic][change.saying][change.item];
  }
}

const std::vector<Replay::ItemChange>& Replay::changes_between(const std::string& recorded, const policy::Plan& plan) {
  const auto found = memo_.try_emplace({recorded, plan.hash});
  std::vector<ItemChange>& changes = found.first->second;
  if (!found.second) return changes;
  const Actions& actions = plans_.at(recorded);
  const auto add = [&](const std::string& item, policy::ValueType type, const Action& was, const Action& is) {
    if (!(was == is)) changes.push_back({item, {said_of(was, is), policy::effect_of(was, is, type)}});
  };
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const policy::Item& item = set_.vocabulary().items[i];
    if (item.category == policy::Category::kStructural) continue;
    const auto was = actions.find(item.id.str());
    add(item.id.str(), item.type, was == actions.end() ? Action{} : was->second, plan.items[i].action);
  }
  // What the vocabulary no longer has is withheld.
  for (const auto& [item, was] : actions) {
    if (!set_.vocabulary().item(item)) add(item, policy::ValueType::kText, was, Action{});
  }
  return changes;
}

ReplayOutcome Replay::outcome() const {
  std::vector<std::string> all;
  for (const policy::Item& item : set_.vocabulary().items) {
    if (item.category != policy::Category::kStructural) all.push_back(item.id.str());
  }
  std::sort(all.begin(), all.end());
  ReplayOutcome out = counts_;
  for (const auto& [traffic, sayings] : tallies_) {
    for (const auto& [saying, items] : sayings) {
      std::map<std::uint64_t, std::vector<std::string>> by_count;
      for (const auto& [item, count] : items) by_count[count].push_back(item);
      for (const auto& [count, names] : by_count) {
        const bool whole = names.front().empty();
        out.changes.push_back({count, traffic.sender, traffic.recipient, traffic.purpose, traffic.kinds,
                               whole ? saying.said : policy::items_in_words(names, all) + " would " + saying.said,
                               saying.effect});
      }
    }
  }
  return out;
}

}  // namespace concordat::cli
