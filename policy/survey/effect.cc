#include "policy/survey/effect.h"

#include "policy/explain/words.h"

namespace concordat::policy {
namespace {

// How exact a part of a date is. All three fail on the same values, and each is the beginning of the next.
int exactness(Grain grain) {
  switch (grain) {
    case Grain::kYear: return 1;
    case Grain::kMonth: return 2;
    case Grain::kDay: return 3;
    default: return 0;
  }
}

// The width of a band of numbers; a decade is one of ten.
int band(const Action& action) {
  return action.grain == Grain::kDecade ? 10 : action.grain == Grain::kBand ? action.number : 0;
}

bool coarser(const Action& less, const Action& more) {
  if (exactness(less.grain) > 0 && exactness(more.grain) > 0) return exactness(less.grain) <= exactness(more.grain);
  // Bands begin at zero: those of ten lie within those of thirty, not within those of fifteen.
  return band(less) > 0 && band(more) > 0 && band(less) % band(more) == 0;
}

Effect longer_is_wider(std::int64_t before, std::int64_t after) {
  if (before == after) return Effect::kNone;
  if (after == 0) return Effect::kWider;  // none stated: no limit
  return before == 0 || after < before ? Effect::kNarrower : Effect::kWider;
}

std::string days(std::uint32_t number) {
  return number == 0 ? "without limit of time" : "for " + std::to_string(number) + (number == 1 ? " day" : " days");
}

std::string or_never(std::chrono::seconds time, std::string_view before_it, std::string_view never) {
  return time.count() == 0 ? std::string(never) : std::string(before_it) + in_words(time);
}

std::string labels_in_words(LabelSet labels) {
  std::string out;
  for (const auto& [name, label] : kSecurityLabels) {
    if ((labels & static_cast<LabelSet>(label)) != 0) out += (out.empty() ? "" : " or ") + std::string(name);
  }
  return out;
}

// Something that is asked before a disclosure: asking it narrows, no longer asking it widens.
void add_question(std::vector<Term>& out, bool before, bool after, std::string_view asked, std::string_view not_asked) {
  if (before == after) return;
  out.push_back({std::string(after ? asked : not_asked), after ? Effect::kNarrower : Effect::kWider});
}

}  // namespace

bool reveals_no_more(const Action& less, const Action& more, ValueType type) {
  if (less == more || less.kind == ActionKind::kWithhold) return true;
  // From kept text the names that are withheld are taken out; what is changed is made from the text as it was.
  if (more.kind == ActionKind::kKeep) return type != ValueType::kFreeText;
  if (less.kind != more.kind) return false;
  // A mask always tells the length. Of two that show an end, the shorter one shows more of values that the longer one
  // masks whole: those are not ranked, but for a mask that shows nothing.
  if (less.kind == ActionKind::kMask) return less.number == 0;
  return less.kind == ActionKind::kGeneralise && coarser(less, more);
}

Effect effect_of(const Action& before, const Action& after, ValueType type) {
  if (before == after) return Effect::kNone;
  if (reveals_no_more(after, before, type)) return Effect::kNarrower;
  return reveals_no_more(before, after, type) ? Effect::kWider : Effect::kUnclear;
}

std::vector<Term> compare(const Obligations& before, const Obligations& after) {
  std::vector<Term> out;
  if (before.retain_days != after.retain_days) {
    out.push_back({"may be kept " + days(after.retain_days) + " instead of " + days(before.retain_days),
                   longer_is_wider(before.retain_days, after.retain_days)});
  }
  if (before.onward_sharing != after.onward_sharing) {
    const bool forbidden = after.onward_sharing == "forbidden";
    const bool was_forbidden = before.onward_sharing == "forbidden";
    const std::string now = forbidden                      ? "may no longer be passed on"
                            : after.onward_sharing.empty() ? "goes without a word on whether it may be passed on"
                                                           : "may now be passed on";
    out.push_back({now, forbidden ? Effect::kNarrower : was_forbidden ? Effect::kWider : Effect::kUnclear});
  }
  if (before.expire_after != after.expire_after) {
    out.push_back({or_never(after.expire_after, "is deleted undelivered after ", "waits for delivery without limit") +
                       ", before " + or_never(before.expire_after, "after ", "without limit"),
                   longer_is_wider(before.expire_after.count(), after.expire_after.count())});
  }
  if (before.deliver_within != after.deliver_within) {
    out.push_back({or_never(after.deliver_within, "is to be delivered within ", "has no time for its delivery") +
                       ", before " + or_never(before.deliver_within, "", "none"),
                   Effect::kNone});
  }
  if (before.warn_after != after.warn_after) {
    out.push_back({or_never(after.warn_after, "has operators warned after ", "no longer has operators warned") +
                       ", before " + or_never(before.warn_after, "after ", "never"),
                   Effect::kNone});
  }
  return out;
}

std::vector<Term> compare(const Demands& before, const Demands& after) {
  std::vector<Term> out;
  add_question(out, before.opt_out, after.opt_out, "now depends on the national data opt-out",
               "no longer depends on the national data opt-out");
  add_question(out, before.objection, after.objection, "is no longer shared when the person has objected",
               "is now shared even when the person has objected");
  add_question(out, before.justification, after.justification, "now needs a written justification",
               "no longer needs a written justification");
  add_question(out, before.break_glass, after.break_glass, "now counts as an emergency and raises an alert",
               "no longer counts as an emergency and raises no alert");
  if (before.objection && after.objection) {
    add_question(out, before.beyond_care, after.beyond_care, "is no longer shared when the lists of people are too old",
                 "is now shared even when the register of objections is too old");
  }
  if (const auto more = static_cast<LabelSet>(after.labels & ~before.labels); more != 0)
    out.push_back({"may now bear the security label " + labels_in_words(more), Effect::kWider});
  if (const auto fewer = static_cast<LabelSet>(before.labels & ~after.labels); fewer != 0)
    out.push_back({"may no longer bear the security label " + labels_in_words(fewer), Effect::kNarrower});
  return out;
}

}  // namespace concordat::policy
