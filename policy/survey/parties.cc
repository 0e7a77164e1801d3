#include "policy/survey/parties.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "policy/compile/compiled.h"
#include "policy/explain/words.h"
#include "policy/source/day.h"
#include "policy/survey/sentences.h"

namespace concordat::policy {
namespace {

using Names = std::set<std::string>;

Names texts(const std::vector<Written>& written) {
  Names out;
  for (const Written& one : written) out.insert(one.text);
  return out;
}

Names without(const Names& names, const Names& others) {
  Names out;
  std::set_difference(names.begin(), names.end(), others.begin(), others.end(), std::inserter(out, out.end()));
  return out;
}

std::string joined(const Names& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// What a signature by the officer's key is worth.
std::string standing(const Officer& officer) {
  if (officer.revoked) return "revoked";
  return officer.retired ? "retired on " + day_text(*officer.retired) : "in use";
}

std::map<std::string, const Officer*> by_key(const Agency& agency) {
  std::map<std::string, const Officer*> out;
  for (const Officer& officer : agency.officers) out.emplace(officer.public_key, &officer);
  return out;
}

enum class ListClass : std::uint8_t { kOptOut, kObjection };
ListClass class_of(const PersonList& list) {
  return list.meaning == ListMeaning::kObjected ? ListClass::kObjection : ListClass::kOptOut;
}

std::size_t lists_of(const Policy& policy, ListClass wanted) {
  return static_cast<std::size_t>(std::count_if(policy.lists.begin(), policy.lists.end(),
                                                [&](const PersonList& list) { return class_of(list) == wanted; }));
}

std::string age(std::chrono::seconds stale_after) {
  return stale_after.count() == 0 ? "however old it is" : "until it is older than " + in_words(stale_after);
}

class Comparison {
 public:
  Comparison(const PolicySet& old_set, const PolicySet& new_set)
      : before_(old_set.compiled().policy), after_(new_set.compiled().policy) {}

  std::vector<Change> compare() {
    for (const AgencyFile& file : before_.agencies) {
      if (after_.agency(file.agency.id.str()) == nullptr) say(file, " no longer takes part", Effect::kNarrower);
    }
    for (const AgencyFile& file : after_.agencies) {
      const AgencyFile* was = before_.agency(file.agency.id.str());
      if (was == nullptr) {
        // What it may send or receive is told as disclosures.
        say(file, " newly takes part, known by " + joined(texts(file.identities)), Effect::kNone);
      } else {
        compare_agency(*was, file);
      }
    }
    for (const Agreement& agreement : after_.agreements) {
      if (const Agreement* was = before_.agreement(agreement.id.str())) compare_acknowledgers(*was, agreement);
    }
    compare_lists();
    compare_routes();
    return std::move(changes_);
  }

 private:
  // `sentence` goes on after the name.
  void say(const AgencyFile& file, const std::string& sentence, Effect effect) {
    changes_.push_back(make_change(file.agency.id.str() + sentence, effect));
  }

  void compare_agency(const AgencyFile& was, const AgencyFile& is) {
    const Names old_names = texts(was.identities), new_names = texts(is.identities);
    const Names gained = without(new_names, old_names), lost = without(old_names, new_names);
    if (!gained.empty()) say(is, " is now also known by a certificate with " + joined(gained), Effect::kWider);
    if (!lost.empty()) say(is, " is no longer known by a certificate with " + joined(lost), Effect::kNarrower);
    compare_default_purpose(was, is);
    const Names old_places = texts(was.destinations), new_places = texts(is.destinations);
    for (const std::string& place : without(new_places, old_places))
      say(is, " is now meant by the address " + place + " in records that name no recipient", Effect::kNone);
    for (const std::string& place : without(old_places, new_places))
      say(is, " is no longer meant by the address " + place + " in records that name no recipient", Effect::kNone);
    compare_officers(was, is);
  }

  // A record whose sender names no purpose is judged by this one.
  void compare_default_purpose(const AgencyFile& was, const AgencyFile& is) {
    const std::string &before = was.agency.default_purpose.str(), &after = is.agency.default_purpose.str();
    if (before == after) return;
    const auto said = [](const std::string& purpose) { return purpose.empty() ? "refused" : "judged as " + purpose; };
    say(is, ": a record that it sends without a purpose is now " + said(after) + ", before " + said(before),
        after.empty()    ? Effect::kNarrower
        : before.empty() ? Effect::kWider
                         : Effect::kUnclear);
  }

  void compare_officers(const AgencyFile& was, const AgencyFile& is) {
    const auto old_keys = by_key(was.agency), new_keys = by_key(is.agency);
    for (const auto& [key, officer] : new_keys) {
      const auto before = old_keys.find(key);
      if (before == old_keys.end()) {
        say(is, ": who can sign changed: a key of " + officer->name + " was added", Effect::kNone);
      } else if (standing(*before->second) != standing(*officer)) {
        say(is, ": who can sign changed: a key of " + officer->name + " is now " + standing(*officer), Effect::kNone);
      }
    }
    for (const auto& [key, officer] : old_keys) {
      if (!new_keys.contains(key))
        say(is, ": who can sign changed: a key of " + officer->name + " was removed", Effect::kNone);
    }
  }

  void compare_acknowledgers(const Agreement& was, const Agreement& is) {
    const Names before = texts(was.conditions.acknowledged_by), after = texts(is.conditions.acknowledged_by);
    if (before == after) return;
    const std::string now = after.empty() ? "nobody" : joined(after);
    changes_.push_back(make_change(is.id.str() + ": its alerts are acknowledged by " + now + ", before by " +
                                       (before.empty() ? "nobody" : joined(before)),
                                   Effect::kNone));
  }

  // Where an opt-out applies and there is no list, nothing is shared; of objections, no register is no objection.
  bool is_first_opt_out(const PersonList& list) const {
    return list.meaning != ListMeaning::kObjected && lists_of(before_, class_of(list)) == 0;
  }

  void compare_lists() {
    const auto find = [](const Policy& policy, const std::string& id) -> const PersonList* {
      const auto it = std::find_if(policy.lists.begin(), policy.lists.end(),
                                   [&](const PersonList& list) { return list.id.text == id; });
      return it == policy.lists.end() ? nullptr : &*it;
    };
    for (const PersonList& list : before_.lists) {
      // Without any list of its kind, whoever might stand on it is refused.
      if (find(after_, list.id.text) != nullptr) continue;
      const bool last_opt_out = list.meaning != ListMeaning::kObjected && lists_of(after_, class_of(list)) == 0;
      say(list, "is no longer asked", last_opt_out ? Effect::kNarrower : Effect::kWider);
    }
    for (const PersonList& list : after_.lists) {
      const PersonList* was = find(before_, list.id.text);
      if (was == nullptr) {
        say(list, "is now asked", is_first_opt_out(list) ? Effect::kWider : Effect::kNarrower);
        continue;
      }
      if (was->meaning != list.meaning) say(list, "now means something else", Effect::kUnclear);
      if (was->numbers.text != list.numbers.text)
        say(list, "is now read from " + list.numbers.text + ", before from " + was->numbers.text, Effect::kUnclear);
      if (was->stale_after != list.stale_after) {
        const bool longer =
            list.stale_after.count() == 0 || (was->stale_after.count() != 0 && list.stale_after > was->stale_after);
        say(list, "is believed " + age(list.stale_after) + ", before " + age(was->stale_after),
            longer ? Effect::kWider : Effect::kNarrower);
      }
    }
  }

  void say(const PersonList& list, const std::string& sentence, Effect effect) {
    changes_.push_back(make_change("the list " + list.id.text + " " + sentence, effect));
  }

  // Where a record goes is not yet whether it may: that is judged as for any recipient.
  void compare_routes() {
    compare_codes("postcode", before_.routes.postcode, after_.routes.postcode);
    compare_codes("GP practice", before_.routes.gp, after_.routes.gp);
    compare_codes("local authority", before_.routes.local_authority, after_.routes.local_authority);
  }

  void compare_codes(const std::string& what, const std::map<std::string, Written>& before,
                     const std::map<std::string, Written>& after) {
    Names codes;
    for (const auto& [code, agency] : before) codes.insert(code);
    for (const auto& [code, agency] : after) codes.insert(code);
    const auto at = [](const std::map<std::string, Written>& routes, const std::string& code) {
      const auto it = routes.find(code);
      return it == routes.end() ? std::string("nobody") : it->second.text;
    };
    for (const std::string& code : codes) {
      if (at(before, code) == at(after, code)) continue;
      changes_.push_back(make_change("routes: records of " + what + " " + code + " now lead to " + at(after, code) +
                                         ", before to " + at(before, code),
                                     Effect::kNone));
    }
  }

  const Policy& before_;
  const Policy& after_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> compare_parties(const PolicySet& old_set, const PolicySet& new_set) {
  return Comparison(old_set, new_set).compare();
}

}  // namespace concordat::policy
