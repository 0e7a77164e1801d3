#include "policy/survey/difference.h"

#include <algorithm>
#include <iterator>

#include "policy/survey/parties.h"
#include "policy/survey/places.h"
#include "policy/survey/sentences.h"

namespace concordat::policy {
namespace {

void append(std::vector<Change>& changes, std::vector<Change> more) {
  changes.insert(changes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::size_t Difference::wider_count() const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(), [](const Change& change) { return change.wider; }));
}

std::size_t Difference::narrower_count() const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(), [](const Change& change) { return change.narrower; }));
}

std::string Difference::summary() const {
  if (changes.empty())
    return same_policy ? "Nothing changes." : "The files differ, but nothing that is shared changes.";
  const auto counted = [](std::size_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
  };
  return counted(changes.size(), "change", "changes") + ": " +
         counted(wider_count(), "shares or may share more", "share or may share more") + ", " +
         counted(narrower_count(), "shares less", "share less") + ".";
}

Difference difference(const PolicySet& old_set, const PolicySet& new_set) {
  Difference out;
  out.same_policy = old_set.hash() == new_set.hash();
  const Pairing pairing(old_set, new_set);
  const std::vector<SharedItem> items = shared_items(old_set.vocabulary(), new_set.vocabulary());
  std::vector<std::string> names;
  for (const SharedItem& item : items) {
    if (!item.structural) names.push_back(item.name);
  }
  for (const auto& [parties, by_kind] : pairing.all())
    append(out.changes, in_sentences(parties, shifts(by_kind, items), names));
  append(out.changes, compare_places(old_set, new_set, pairing, items));
  append(out.changes, compare_parties(old_set, new_set));
  return out;
}

}  // namespace concordat::policy
