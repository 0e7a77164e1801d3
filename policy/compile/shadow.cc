#include "policy/compile/shadow.h"

namespace concordat::policy {
namespace {

void add(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ", ") + item;
}

std::string released(const Plan& plan, const Vocabulary& vocabulary) {
  std::string out;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const Action& action = plan.items[i].action;
    if (action.kind == ActionKind::kWithhold || vocabulary.items[i].category == Category::kStructural) continue;
    const std::string& name = vocabulary.items[i].id.str();
    add(out, action.kind == ActionKind::kKeep ? name : name + " (" + action.str() + ")");
  }
  return out;
}

void add_part(std::string& out, const std::string& verb, const std::string& items) {
  if (!items.empty()) out += (out.empty() ? "would " : "; would ") + verb + " " + items;
}

std::string demanded(const Demands& now, const Demands& then) {
  std::string out;
  if (then.opt_out && !now.opt_out) add(out, "that nobody has opted out");
  if (then.objection && !now.objection) add(out, "that nobody has objected");
  if (then.justification && !now.justification) add(out, "a written justification");
  if ((now.labels & ~then.labels) != 0) add(out, "that records bear fewer security labels");
  return out;
}

}  // namespace

std::string shadow_in_words(const ShadowSide& now, const ShadowSide& then, const Vocabulary& vocabulary) {
  if (now.denies) {
    const std::string items = released(then.plan, vocabulary);
    return items.empty() ? "would change nothing" : "would permit what is denied now: " + items;
  }
  std::string more, changed, less;
  for (std::size_t i = 0; i < then.plan.items.size(); ++i) {
    const Action &was = now.plan.items[i].action, &is = then.plan.items[i].action;
    if (was == is) continue;
    const std::string& name = vocabulary.items[i].id.str();
    if (is.kind == ActionKind::kWithhold) {
      add(less, name);
    } else if (was.kind == ActionKind::kWithhold) {
      add(more, is.kind == ActionKind::kKeep ? name : name + " (" + is.str() + ")");
    } else {
      add(changed, name + " (" + is.str() + ")");
    }
  }
  std::string out;
  add_part(out, "also release", more);
  add_part(out, "change", changed);
  add_part(out, "withhold", less);
  add_part(out, "demand", demanded(now.demands, then.demands));
  return out.empty() ? "would change nothing" : out;
}

}  // namespace concordat::policy
