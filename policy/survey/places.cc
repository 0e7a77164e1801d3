#include "policy/survey/places.h"

#include <algorithm>
#include <map>
#include <set>

#include "policy/redact/json/fhir_structure.h"
#include "policy/survey/coverage.h"
#include "policy/survey/sentences.h"

namespace concordat::policy {
namespace {

using Owner = std::optional<ItemIndex>;

// Two plans for the same disclosure, before and after. Disclosures that are new, or that end, are told of elsewhere.
struct Terms {
  const Plan* before = nullptr;
  const Plan* after = nullptr;
  bool asks_lists = false;  // it depends on whom the record names
};

// Of several judgements the one that is the most cautious.
Effect worse(Effect a, Effect b) {
  constexpr auto rank = [](Effect effect) {
    return effect == Effect::kWider ? 3 : effect == Effect::kUnclear ? 2 : effect == Effect::kNarrower ? 1 : 0;
  };
  return rank(a) >= rank(b) ? a : b;
}

bool holds(const std::vector<Selector>& places, const Selector& place) {
  return std::find(places.begin(), places.end(), place) != places.end();
}

bool all_hold(const std::vector<Selector>& places, const std::vector<Selector>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const Selector& place) { return holds(places, place); });
}

// Members by which FHIR says that what stands beside them means something else. One that no item names goes with what
// it modifies; one that an item withholds takes all of it away.
const std::set<std::string>& modifiers() {
  static const std::set<std::string> names = [] {
    std::set<std::string> out{"modifierExtension"};
    for (const StructuralPlace& place : fhir_structure()) {
      if (place.structure == Structure::kModifier || place.structure == Structure::kDemandingModifier)
        out.insert(place.selector.substr(place.selector.rfind('.') + 1));
    }
    return out;
  }();
  return names;
}

class Comparison {
 public:
  Comparison(const PolicySet& old_set, const PolicySet& new_set, const Pairing& pairing)
      : before_(old_set.vocabulary()), after_(new_set.vocabulary()) {
    std::set<std::tuple<const PlanItem*, const PlanItem*, bool>> known;
    for (const auto& [parties, by_kind] : pairing.all()) {
      for (const auto& [kind, flow] : by_kind) {
        if (flow.after != nullptr) shared_kinds_.insert(kind);
        for (const Moment& moment : moments(flow)) {
          if (moment.before == nullptr || moment.after == nullptr) continue;
          const bool asks = moment.after->demands.opt_out || moment.after->demands.objection;
          const Plan *was = moment.before->plan, *is = moment.after->plan;
          if (known.emplace(was->items.begin(), is->items.begin(), asks).second) terms_.push_back({was, is, asks});
        }
      }
    }
  }

  std::vector<Change> compare(const std::vector<SharedItem>& items) {
    for (const SharedItem& item : items) {
      compare_selectors(item);
      if (item.before && item.after) compare_nature(before_.items[*item.before], after_.items[*item.after], item);
    }
    compare_kinds();
    for (std::size_t format = 0; format < kFormats; ++format) {
      const auto &was = before_.destination[format], &is = after_.destination[format];
      if (!all_hold(was, is) || !all_hold(is, was))
        say("a record's recipient is read from other places (" + std::string(kFormatNames[format]) + ")",
            Effect::kNone);
    }
    return std::move(changes_);
  }

 private:
  void say(const std::string& sentence, Effect effect) {
    changes_.push_back(make_change("vocabulary: " + sentence, effect));
  }

  void compare_selectors(const SharedItem& item) {
    static const std::vector<Selector> kNowhere;
    for (std::size_t format = 0; format < kFormats; ++format) {
      const auto& was = item.before ? before_.items[*item.before].selectors[format] : kNowhere;
      const auto& is = item.after ? after_.items[*item.after].selectors[format] : kNowhere;
      const auto at = [&](const Selector& place) {
        return place.text + " (" + std::string(kFormatNames[format]) + ")";
      };
      for (const Selector& place : is) {
        if (holds(was, place)) continue;
        say(item.name + " now also stands at " + at(place),
            judge(owners(before_, static_cast<Format>(format), place), {*item.after}));
      }
      for (const Selector& place : was) {
        if (holds(is, place)) continue;
        const bool modifier =
            format == static_cast<std::size_t>(Format::kFhir) && modifiers().contains(place.steps.back().name);
        Effect effect = judge({*item.before}, owners(after_, static_cast<Format>(format), place));
        if (modifier && withheld_somewhere(*item.before)) effect = worse(effect, Effect::kUnclear);
        say(item.name + " no longer stands at " + at(place), effect);
      }
    }
  }

  bool withheld_somewhere(ItemIndex before) const {
    return std::any_of(terms_.begin(), terms_.end(), [&](const Terms& terms) {
      return terms.before->items[before].action.kind != ActionKind::kKeep;
    });
  }

  Effect judge(const std::vector<Owner>& before, const std::vector<Owner>& after) const {
    Effect out = Effect::kNone;
    for (const Terms& terms : terms_) {
      for (const Owner& was : before) {
        for (const Owner& is : after) out = worse(out, judge(terms, was, is));
      }
    }
    return out;
  }

  // A leaf that `was` decided is decided by `is`.
  Effect judge(const Terms& terms, const Owner& was, const Owner& is) const {
    const Item* old_item = was ? &before_.items[*was] : nullptr;
    const Item* new_item = is ? &after_.items[*is] : nullptr;
    const Action before = was ? terms.before->items[*was].action : Action{};
    const Action after = is ? terms.after->items[*is].action : Action{};
    const bool subject = (old_item != nullptr && old_item->subject) || (new_item != nullptr && new_item->subject);
    if (subject && terms.asks_lists) return Effect::kUnclear;  // other people may be looked up
    // What is withheld is taken out of free text, where the item is one that identifies.
    const bool scrubbed = old_item != nullptr && old_item->identifying && before.kind != ActionKind::kKeep;
    const bool scrubs = new_item != nullptr && new_item->identifying;
    if (after.kind == ActionKind::kWithhold) {
      if (scrubbed && !scrubs) return Effect::kUnclear;
      return before.kind == ActionKind::kWithhold ? Effect::kNone : Effect::kNarrower;
    }
    if (before.kind == ActionKind::kWithhold) return Effect::kWider;
    if (scrubbed && !scrubs) return Effect::kUnclear;
    if (old_item->id == new_item->id && before == after) return Effect::kNone;
    if (before.kind != ActionKind::kKeep || old_item->type == ValueType::kFreeText) return Effect::kUnclear;
    return after.kind == ActionKind::kKeep ? Effect::kNone : Effect::kNarrower;
  }

  // What the item is, rather than where it stands.
  void compare_nature(const Item& was, const Item& is, const SharedItem& item) {
    const bool shown = !terms_.empty();
    if (was.type != is.type)
      say(item.name + " is read as another type of value", shown ? Effect::kUnclear : Effect::kNone);
    if (was.identifying != is.identifying) {
      say(item.name + (is.identifying ? " is now" : " is no longer") + " taken out of free text where it is withheld",
          is.identifying                     ? Effect::kNarrower
          : withheld_somewhere(*item.before) ? Effect::kWider
                                             : Effect::kNone);
    }
    if (was.sensitive != is.sensitive) {
      say(item.name + (is.sensitive ? " is now" : " is no longer") +
              " listed as possibly withheld whether a record has it or not",
          is.sensitive ? Effect::kNarrower
          : shown      ? Effect::kWider
                       : Effect::kNone);
    }
    if (was.subject != is.subject) {
      const bool asked = std::any_of(terms_.begin(), terms_.end(), [](const Terms& terms) { return terms.asks_lists; });
      say(item.name + (is.subject ? " now" : " no longer") +
              " says whom a record is about, for opt-outs and objections",
          asked ? Effect::kUnclear : Effect::kNone);
    }
  }

  void compare_kinds() {
    std::map<std::string, std::pair<const RecordKind*, const RecordKind*>> kinds;
    for (const RecordKind& kind : before_.kinds) kinds[kind.id.str()].first = &kind;
    for (const RecordKind& kind : after_.kinds) kinds[kind.id.str()].second = &kind;
    for (const auto& [name, both] : kinds) {
      const auto& [was, is] = both;
      bool more = false, fewer = false;
      for (std::size_t format = 0; format < kFormats; ++format) {
        static const std::vector<Selector> kNowhere;
        const auto& old_places = was == nullptr ? kNowhere : was->recognise[format];
        const auto& new_places = is == nullptr ? kNowhere : is->recognise[format];
        more = more || !all_hold(old_places, new_places);
        fewer = fewer || !all_hold(new_places, old_places);
      }
      // More records are of the kind, and those that were of others must now pass for this one too.
      if (more) {
        say("more records are recognised as " + name,
            shared_kinds_.contains(name) ? Effect::kWider : Effect::kNarrower);
      }
      // A record that is of other kinds as well no longer has to pass for this one.
      const bool others = shared_kinds_.size() > (shared_kinds_.contains(name) ? 1u : 0u);
      if (fewer) say("fewer records are recognised as " + name, others ? Effect::kWider : Effect::kNarrower);
    }
  }

  const Vocabulary& before_;
  const Vocabulary& after_;
  std::vector<Terms> terms_;
  std::set<std::string> shared_kinds_;  // that the new policy shares with anyone
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> compare_places(const PolicySet& old_set, const PolicySet& new_set, const Pairing& pairing,
                                   const std::vector<SharedItem>& items) {
  return Comparison(old_set, new_set, pairing).compare(items);
}

}  // namespace concordat::policy
