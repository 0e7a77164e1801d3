#include "policy/survey/shift.h"

#include <array>
#include <map>
#include <set>

namespace concordat::policy {
namespace {

Action action(const Stretch* stretch, const std::optional<ItemIndex>& item) {
  return stretch == nullptr || !item ? Action{} : stretch->plan->items[*item].action;
}

class Comparison {
 public:
  explicit Comparison(const std::vector<SharedItem>& items) : items_(items) {}

  // True when an item that was changed on its way is now changed in another way.
  bool compare_kind(const std::string& kind, const BothFlows& flow) {
    bool otherwise = false;
    for (const Moment& moment : moments(flow)) {
      Shift shift;
      shift.kind = kind;
      shift.from = moment.from;
      shift.until = moment.until;
      otherwise = compare_items(moment, shift) || otherwise;
      if (moment.before != nullptr && moment.after != nullptr) compare_terms(moment, shift);
    }
    return otherwise;
  }

  // Items that records of both kinds withheld, since the two actions could not be compared, and that they release now.
  void compare_pair(const Pairing::ByKind::value_type& one, const Pairing::ByKind::value_type& other) {
    const std::vector<std::int64_t> cuts = cuts_of({one.second, other.second});
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const Stretch* before[] = {holding(one.second.before, cuts[i]), holding(other.second.before, cuts[i])};
      const Stretch* after[] = {holding(one.second.after, cuts[i]), holding(other.second.after, cuts[i])};
      for (const SharedItem& shared : items_) {
        const Action was[] = {action(before[0], shared.before), action(before[1], shared.before)};
        const Action is = action(after[0], shared.after);
        if (!is_changed(was[0]) || !is_changed(was[1]) || was[0] == was[1]) continue;
        if (!is_changed(is) || !(is == action(after[1], shared.after))) continue;
        add({one.first, other.first, cuts[i], cuts[i + 1], shared.name, {}, is, {}, Effect::kWider});
      }
    }
  }

  std::vector<Shift> take() { return std::move(shifts_); }

 private:
  bool compare_items(const Moment& moment, const Shift& start) {
    const bool both = moment.before != nullptr && moment.after != nullptr;
    if (both && moment.before->plan->hash == moment.after->plan->hash) return false;
    bool otherwise = false;
    for (const SharedItem& shared : items_) {
      // Structure comes and goes with the disclosure: it is worth a word only where there is one on both sides.
      if (!both && shared.structural) continue;
      Action before = action(moment.before, shared.before), after = action(moment.after, shared.after);
      if (before == after) continue;
      otherwise = otherwise || (is_changed(before) && is_changed(after));
      Shift shift = start;
      shift.item = shared.name;
      shift.effect = effect_of(before, after, shared.type);
      shift.before = std::move(before);
      shift.after = std::move(after);
      add(std::move(shift));
    }
    return otherwise;
  }

  void compare_terms(const Moment& moment, const Shift& start) {
    std::vector<Term> terms = compare(moment.before->plan->obligations, moment.after->plan->obligations);
    for (Term& term : compare(moment.before->demands, moment.after->demands)) terms.push_back(std::move(term));
    for (Term& term : terms) {
      Shift shift = start;
      shift.said = std::move(term.said);
      shift.effect = term.effect;
      add(std::move(shift));
    }
  }

  // What goes on from one moment to the next becomes one.
  void add(Shift shift) {
    const auto [last, fresh] = last_.try_emplace(
        {shift.kind, shift.also_kind, shift.item, shift.before.str(), shift.after.str(), shift.said}, shifts_.size());
    if (!fresh && shifts_[last->second].until == shift.from) {
      shifts_[last->second].until = shift.until;
      return;
    }
    last->second = shifts_.size();
    shifts_.push_back(std::move(shift));
  }

  const std::vector<SharedItem>& items_;
  std::vector<Shift> shifts_;
  std::map<std::array<std::string, 6>, std::size_t> last_;
};

}  // namespace

std::vector<SharedItem> shared_items(const Vocabulary& before, const Vocabulary& after) {
  std::map<std::string, SharedItem> by_name;
  const auto add = [&](const Vocabulary& vocabulary, std::optional<ItemIndex> SharedItem::*side) {
    for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
      const Item& item = vocabulary.items[i];
      const bool structural = item.category == Category::kStructural;
      SharedItem& shared =
          by_name.try_emplace(item.id.str(), SharedItem{item.id.str(), {}, {}, item.type, structural}).first->second;
      // Of two types, the one of which less can be said.
      if (item.type == ValueType::kFreeText) shared.type = item.type;
      shared.structural = shared.structural && structural;
      shared.*side = static_cast<ItemIndex>(i);
    }
  };
  add(before, &SharedItem::before);
  add(after, &SharedItem::after);
  std::vector<SharedItem> out;
  for (auto& [name, shared] : by_name) out.push_back(std::move(shared));
  return out;
}

std::vector<Shift> shifts(const Pairing::ByKind& by_kind, const std::vector<SharedItem>& items) {
  Comparison comparison(items);
  std::set<std::string> changed_otherwise;
  for (const auto& [kind, flow] : by_kind) {
    if (comparison.compare_kind(kind, flow)) changed_otherwise.insert(kind);
  }
  // A pair can newly release only what one of the two changes in another way than before.
  for (auto one = by_kind.begin(); one != by_kind.end() && !changed_otherwise.empty(); ++one) {
    for (auto other = std::next(one); other != by_kind.end(); ++other) {
      if (changed_otherwise.contains(one->first) || changed_otherwise.contains(other->first))
        comparison.compare_pair(*one, *other);
    }
  }
  return comparison.take();
}

}  // namespace concordat::policy
