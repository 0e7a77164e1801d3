#include "policy/explain/words.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/model/pattern.h"
#include "policy/source/suggestion.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

std::string grain_in_words(const Action& action) {
  switch (action.grain) {
    case Grain::kYear: return "only the year";
    case Grain::kMonth: return "only the month";
    case Grain::kDay: return "only the day";
    case Grain::kOutward: return "only the first half of the postcode";
    case Grain::kDecade: return "only the decade";
    case Grain::kBand: return "only a band of " + std::to_string(action.number);
    case Grain::kNone: break;
  }
  return "less exact";
}

tl::unexpected<Error> unknown(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  return fail(Code::kUsage, "this policy has no " + std::string(what) + " called \"" + printable(name, 64) + "\"" +
                                did_you_mean(name, known));
}

template <typename Things>
std::vector<std::string> names_of(const Things& things) {
  std::vector<std::string> out;
  for (const auto& thing : things) out.push_back(thing.id.str());
  return out;
}

}  // namespace

std::string in_words(const Action& action) {
  switch (action.kind) {
    case ActionKind::kKeep: return "as it is";
    case ActionKind::kWithhold: return "withheld";
    case ActionKind::kMask:
      return action.number == 0 ? "masked" : "only the last " + std::to_string(action.number) + " characters";
    case ActionKind::kGeneralise: return grain_in_words(action);
    case ActionKind::kPseudonymise: return "a pseudonym (key " + action.key + ")";
  }
  return "withheld";
}

std::string in_words(std::chrono::seconds time) {
  auto hours = std::chrono::duration_cast<std::chrono::hours>(time).count();
  return hours % 24 == 0 && hours > 24 ? std::to_string(hours / 24) + " days"
                                       : std::to_string(hours) + (hours == 1 ? " hour" : " hours");
}

std::vector<std::string> in_words(const Obligations& obligations) {
  std::vector<std::string> out;
  if (obligations.retain_days > 0)
    out.push_back("keep it for at most " + std::to_string(obligations.retain_days) + " days");
  if (obligations.onward_sharing == "forbidden") out.emplace_back("pass it on to nobody");
  if (obligations.onward_sharing == "permitted") out.emplace_back("it may be passed on");
  if (obligations.warn_after.count() > 0)
    out.push_back("operators are warned when it waits longer than " + in_words(obligations.warn_after));
  if (obligations.deliver_within.count() > 0)
    out.push_back("it is to be delivered within " + in_words(obligations.deliver_within));
  if (obligations.expire_after.count() > 0)
    out.push_back("undelivered, it is deleted after " + in_words(obligations.expire_after));
  return out;
}

Result<const Agency*> find_agency(const PolicySet& set, std::string_view name) {
  const Agency* agency = set.agency(name);
  if (agency == nullptr) return unknown("agency", name, names_of(set.agencies()));
  return agency;
}

Result<std::vector<ItemIndex>> find_items(const PolicySet& set, std::string_view pattern) {
  const std::vector<Item>& items = set.vocabulary().items;
  std::vector<ItemIndex> out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (matches(pattern, items[i])) out.push_back(static_cast<ItemIndex>(i));
  }
  if (!out.empty()) return out;
  if (set.vocabulary().item(pattern)) {
    return fail(Code::kUsage,
                "\"" + std::string(pattern) +
                    "\" is structure: it goes with everything that is released, and no agreement names it");
  }
  return unknown("data item", pattern, names_of(items));
}

Result<Decision> decide_by_name(const PolicySet& set, const ExplainRequest& request) {
  for (const std::string& name : {request.from, request.to}) {
    if (auto agency = find_agency(set, name); !agency) return fail(agency.error());
  }
  if (!set.has_purpose(request.purpose))
    return unknown("purpose", request.purpose, names_of(set.compiled().policy.purposes));
  KindSet kinds = 0;
  for (const std::string& name : request.kinds) {
    auto kind = set.vocabulary().kind(name);
    if (!kind) return unknown("kind of record", name, names_of(set.vocabulary().kinds));
    kinds |= KindSet{1} << *kind;
  }
  return set.decide({request.from, request.to, request.purpose, kinds, request.unix_seconds, request.circumstances});
}

std::vector<ItemIndex> items_to_show(const PolicySet& set, const ExplainRequest& request) {
  std::vector<ItemIndex> out;
  const std::vector<Item>& items = set.vocabulary().items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto index = static_cast<ItemIndex>(i);
    bool wanted = !request.present ||
                  std::find(request.present->begin(), request.present->end(), index) != request.present->end();
    if (wanted && items[i].category != Category::kStructural) out.push_back(index);
  }
  return out;
}

}  // namespace concordat::policy
