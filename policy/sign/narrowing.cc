// What is left of an agreement's terms when they are held against terms that were signed.

#include <algorithm>
#include <unordered_map>

#include "policy/compile/compiled.h"
#include "policy/compile/merge.h"
#include "policy/model/selector.h"
#include "policy/sign/effect.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

using PlaceOwners = std::array<std::unordered_map<std::string, const TermsItem*>, kFormats>;

bool releases(const TermsItem& item) {
  return item.structural || (item.action && item.action->kind != ActionKind::kWithhold);
}

// What an item lets through, structure being kept.
std::optional<Action> allowed(const TermsItem& item) {
  return item.structural ? std::optional(Action{.kind = ActionKind::kKeep}) : item.action;
}

// True when every one of `then`'s places is one of `now`'s.
bool stands_wherever(const Places& now, const Places& then) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    if (!std::includes(now[format].begin(), now[format].end(), then[format].begin(), then[format].end())) return false;
  }
  return true;
}

PlaceOwners owners_of(const std::map<std::string, TermsItem>& items) {
  PlaceOwners owners;
  for (const auto& [name, item] : items) {
    for (std::size_t format = 0; format < kFormats; ++format) {
      for (const std::string& place : item.places[format]) owners[format][place] = &item;
    }
  }
  return owners;
}

// Whether values at `inner` could fall to `outer` when nothing more exact claims them. Conditions are passed over: to
// hold too much back is the safe side.
bool may_cover(Format format, const std::string& outer, const std::string& inner) {
  const auto a = parse_selector(format, outer), b = parse_selector(format, inner);
  if (!a || !b) return true;
  if (a->steps.size() > b->steps.size()) return false;
  for (std::size_t i = 0; i < a->steps.size(); ++i) {
    const Step &x = a->steps[i], &y = b->steps[i];
    const bool any = x.name == "*" || y.name == "*" || x.choice || y.choice;
    if (!any && x.name != y.name) return false;
  }
  return true;
}

class Narrower {
 public:
  Narrower(Terms& now, const Terms& then) : now_(now), then_(then) {}

  Narrowing run() {
    parties();
    if (result_.in_force) records();
    times_and_demands();
    items();
    places();
    lost_places();
    new_places();
    return std::move(result_);
  }

 private:
  void stop(std::string why) {
    result_.in_force = false;
    if (result_.why.empty()) result_.why = std::move(why);
  }
  void wait(std::string what) {
    if (std::find(result_.waits.begin(), result_.waits.end(), what) == result_.waits.end())
      result_.waits.push_back(std::move(what));
  }

  void parties() {
    if (now_.provider != then_.provider) return stop("another agency provides than was signed");
    if (now_.purpose != then_.purpose) return stop("the purpose is another one than was signed");
    if (then_.demands.break_glass && !now_.demands.break_glass)
      return stop("the purpose is no longer an emergency's, as it was when it was signed");
    std::erase_if(now_.recipients, [&](const std::string& recipient) {
      const bool added = !then_.recipients.contains(recipient);
      if (added) wait("the recipient " + recipient);
      return added;
    });
    if (now_.recipients.empty()) stop("none of the recipients was signed for");
  }

  void records() {
    std::erase_if(now_.records, [&](const std::string& record) {
      const auto signed_kind = then_.kinds.find(record);
      bool added = !then_.records.contains(record) || signed_kind == then_.kinds.end();
      for (std::size_t format = 0; !added && format < kFormats; ++format) {
        const auto &now = now_.kinds[record][format], &then = signed_kind->second[format];
        added = !std::includes(then.begin(), then.end(), now.begin(), now.end());
      }
      if (added) wait("records of the kind " + record);
      return added;
    });
    if (now_.records.empty()) return stop("none of the kinds of record was signed for");
    // A record must pass for every kind that it is of. What was of a kind that is not covered must still be.
    for (const auto& [kind, places] : then_.kinds) {
      if (now_.records.contains(kind)) continue;
      for (std::size_t format = 0; format < kFormats; ++format) {
        const auto &now = now_.kinds[kind][format], &then = places[format];
        if (!std::includes(now.begin(), now.end(), then.begin(), then.end()))
          return stop("the vocabulary no longer recognises every " + kind + ", which this does not cover");
      }
    }
  }

  void times_and_demands() {
    const auto strength = [](Status status) {
      return status == Status::kActive ? 2 : status == Status::kShadow ? 1 : 0;
    };
    if (strength(then_.status) < strength(now_.status)) {
      wait("that it is " + std::string(name(now_.status)));
      now_.status = then_.status;
    }
    if (now_.first_day < then_.first_day) wait("the days before " + day_text(then_.first_day));
    if (now_.last_day > then_.last_day) wait("the days after " + day_text(then_.last_day));
    now_.first_day = std::max(now_.first_day, then_.first_day);
    now_.last_day = std::min(now_.last_day, then_.last_day);
    if (now_.last_day < now_.first_day) stop("none of its days was signed for");
    const Demands demands = stricter(now_.demands, then_.demands);
    if (!(demands == now_.demands)) wait("milder conditions");
    now_.demands = demands;
    const Obligations obligations = stricter(now_.obligations, then_.obligations);
    if (!(obligations == now_.obligations)) wait("milder obligations");
    now_.obligations = obligations;
  }

  void items() {
    // Whom the lists are asked about: to ask about fewer people would be to pass over their objections.
    for (const auto& [name, then] : then_.items) {
      const auto now = now_.items.find(name);
      const bool asked =
          now != now_.items.end() && now->second.subject && stands_wherever(now->second.places, then.places);
      if (then.subject && !asked) stop("the vocabulary no longer finds the person by " + name + " as it did");
    }
    for (auto& [name, item] : now_.items) {
      const auto found = then_.items.find(name);
      const TermsItem* then = found == then_.items.end() ? nullptr : &found->second;
      if (then != nullptr && !releases(*then) && then->sensitive && !item.sensitive)
        stop("the vocabulary no longer says of " + name + " that it is sensitive");
      if (item.structural) continue;
      const std::optional<Action> signed_action = then == nullptr ? std::nullopt : allowed(*then);
      std::optional<Action> action = narrower(item.action, signed_action);
      // What may be done to a value, and whether it is searched for what is withheld, hangs on its type.
      if (action && then != nullptr && then->type != item.type) action = Action{};
      set(name, item, action);
    }
  }

  // Every place of what is released was released as freely when it was signed.
  void places() {
    const PlaceOwners then = owners_of(then_.items);
    for (auto& [name, item] : now_.items) {
      if (!releases(item)) continue;
      for (std::size_t format = 0; format < kFormats; ++format) {
        for (const std::string& place : item.places[format]) {
          const auto owner = then[format].find(place);
          const bool was = owner != then[format].end() && within(allowed(item), allowed(*owner->second));
          if (!was && releases(item)) hold_back(name, item);
        }
      }
    }
  }

  // A place that was held back, and that nothing holds back now, may fall to something that is released; and what stood
  // there may have been taken out of free text, and is not any more.
  void lost_places() {
    const PlaceOwners now = owners_of(now_.items);
    for (const auto& [name, then] : then_.items) {
      if (kept(then)) continue;
      for (std::size_t format = 0; format < kFormats; ++format) {
        for (const std::string& place : then.places[format]) {
          const auto found = now[format].find(place);
          const TermsItem* owner = found == now[format].end() ? nullptr : found->second;
          if (owner == nullptr || !within(allowed(*owner), allowed(then)))
            hold_back_what_covers(place, format, allowed(then));
          if (then.identifying && (owner == nullptr || !owner->identifying || kept(*owner))) hold_back_text();
        }
      }
    }
  }

  // A new place inside one whose values were taken out of free text may keep its own out of that search.
  void new_places() {
    const PlaceOwners then = owners_of(then_.items);
    for (const auto& [name, item] : now_.items) {
      if (item.identifying && !kept(item)) continue;
      for (std::size_t format = 0; format < kFormats; ++format) {
        for (const std::string& place : item.places[format]) {
          if (!then[format].contains(place) && was_searched_for(place, format)) return hold_back_text();
        }
      }
    }
  }

  bool was_searched_for(const std::string& place, std::size_t format) const {
    return std::any_of(then_.items.begin(), then_.items.end(), [&](const auto& entry) {
      const TermsItem& item = entry.second;
      if (!item.identifying || kept(item)) return false;
      return std::any_of(item.places[format].begin(), item.places[format].end(), [&](const std::string& outer) {
        return may_cover(static_cast<Format>(format), outer, place);
      });
    });
  }

  static bool kept(const TermsItem& item) { return allowed(item) == std::optional(Action{.kind = ActionKind::kKeep}); }

  void hold_back_text() {
    const std::string free_text = std::to_string(static_cast<int>(ValueType::kFreeText));
    for (auto& [name, item] : now_.items) {
      if (releases(item) && item.type == free_text) hold_back(name, item);
    }
  }

  void hold_back_what_covers(const std::string& place, std::size_t format, const std::optional<Action>& then) {
    for (auto& [name, item] : now_.items) {
      if (!releases(item) || within(allowed(item), then)) continue;
      const bool covers =
          std::any_of(item.places[format].begin(), item.places[format].end(),
                      [&](const std::string& outer) { return may_cover(static_cast<Format>(format), outer, place); });
      if (covers) hold_back(name, item);
    }
  }

  void set(const std::string& name, TermsItem& item, const std::optional<Action>& action) {
    if (item.action == action) return;
    wait(name);
    item.action = action;
  }

  void hold_back(const std::string& name, TermsItem& item) {
    wait(name);
    item.action = item.structural ? std::optional(Action{}) : std::nullopt;
    item.structural = false;
  }

  Terms& now_;
  const Terms& then_;
  Narrowing result_;
};

}  // namespace

Narrowing narrow_to(Terms& now, const Terms& then) {
  return Narrower(now, then).run();
}

}  // namespace concordat::policy
