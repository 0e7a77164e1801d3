#include "policy/survey/sentences.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "policy/explain/words.h"

namespace concordat::policy {
namespace {

using Time = std::pair<std::int64_t, std::int64_t>;
using Names = std::vector<std::string>;

// One thing that is said of an item or of the terms, whichever item, kind and time it is said of.
struct Saying {
  std::string before, after, said;
  bool of_items = false;
  Effect effect = Effect::kNone;
  std::string_view why_unclear;
  auto operator<=>(const Saying&) const = default;
};

std::string_view why_unclear(const Action& before, const Action& after) {
  if (before.kind == ActionKind::kMask && after.kind == ActionKind::kMask)
    return "a short value is masked whole by the one and shown in part by the other";
  if (before.kind == ActionKind::kKeep || after.kind == ActionKind::kKeep)
    return "what is withheld is taken out of text that is kept, and not out of text that is changed";
  return "the two cannot be compared";
}

Saying saying_of(const Shift& shift) {
  if (shift.item.empty()) return {{}, {}, shift.said, false, shift.effect, "the two cannot be compared"};
  const bool was = shift.before.kind != ActionKind::kWithhold, is = shift.after.kind != ActionKind::kWithhold;
  return {was ? in_words(shift.before) : "",     is ? in_words(shift.after) : "", {}, true, shift.effect,
          why_unclear(shift.before, shift.after)};
}

std::string kind_of(const Shift& shift) {
  return shift.also_kind.empty() ? shift.kind : shift.kind + " that is also " + shift.also_kind;
}

std::string joined(const Names& words, std::string_view between = ", ") {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

std::string group_of(const std::string& item) {
  const std::size_t dot = item.find('.');
  return dot == std::string::npos ? std::string() : item.substr(0, dot + 1);
}

std::string times_in_words(const std::vector<Time>& times) {
  Names out;
  for (const auto& [from, until] : times) out.push_back("from " + first_day(from) + " to " + last_day(until));
  return joined(out, " and ");
}

// "is no longer shared"
std::string verb(const Saying& saying, bool several) {
  const std::string be = several ? "are " : "is ";
  const std::string as_it_is = in_words(Action{.kind = ActionKind::kKeep});
  if (saying.after.empty()) return be + "no longer shared";
  if (saying.before.empty()) return be + "newly shared" + (saying.after == as_it_is ? "" : " (" + saying.after + ")");
  const std::string how = saying.effect == Effect::kWider      ? "shared with more in it"
                          : saying.effect == Effect::kNarrower ? "shared with less in it"
                                                               : "changed in another way before it is shared";
  return be + how + " (now " + saying.after + ", before " + saying.before + ")";
}

}  // namespace

std::string items_in_words(const Names& items, const Names& all) {
  constexpr std::size_t kWorthAGroup = 3;
  const auto members = [](const Names& names, const std::string& group) {
    return static_cast<std::size_t>(
        std::count_if(names.begin(), names.end(), [&](const std::string& name) { return name.starts_with(group); }));
  };
  Names out;
  for (std::size_t i = 0; i < items.size();) {
    const std::string group = group_of(items[i]);
    const std::size_t count = group.empty() ? 0 : members(items, group);
    if (count >= kWorthAGroup && count == members(all, group)) {
      out.push_back(group + "* (" + std::to_string(count) + " items)");
      while (i < items.size() && items[i].starts_with(group)) ++i;
    } else {
      out.push_back(items[i++]);
    }
  }
  return joined(out);
}

Change make_change(std::string sentence, Effect effect, std::string_view why_unclear) {
  if (effect == Effect::kUnclear) sentence += "; " + std::string(why_unclear) + ", so this counts as wider";
  return {std::move(sentence), counts_as_wider(effect), effect == Effect::kNarrower};
}

std::vector<Change> in_sentences(const Parties& parties, const std::vector<Shift>& shifts, const Names& all_items) {
  std::map<std::tuple<Saying, std::string, Time>, Names> items;
  for (const Shift& shift : shifts)
    items[{saying_of(shift), kind_of(shift), {shift.from, shift.until}}].push_back(shift.item);
  std::map<std::tuple<Saying, Names, Time>, Names> kinds;
  for (auto& [key, names] : items) {
    std::sort(names.begin(), names.end());
    kinds[{std::get<Saying>(key), names, std::get<Time>(key)}].push_back(std::get<std::string>(key));
  }
  std::map<std::tuple<Saying, Names, Names>, std::vector<Time>> times;
  for (const auto& [key, of_kinds] : kinds)
    times[{std::get<Saying>(key), std::get<Names>(key), of_kinds}].push_back(std::get<Time>(key));

  std::vector<std::pair<Time, Change>> found;
  for (const auto& [key, at] : times) {
    const auto& [saying, names, of_kinds] = key;
    const std::string what = parties.purpose + " (" + joined(of_kinds) + ")";
    const std::string sentence = saying.of_items
                                     ? items_in_words(names, all_items) + " " + verb(saying, names.size() > 1) +
                                           " by " + parties.provider + " for " + what
                                     : "what " + parties.provider + " shares for " + what + " " + saying.said;
    found.emplace_back(at.front(), make_change(parties.recipient + ": " + sentence + ", " + times_in_words(at),
                                               saying.effect, saying.why_unclear));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Change> out;
  for (auto& [time, change] : found) out.push_back(std::move(change));
  return out;
}

}  // namespace concordat::policy
