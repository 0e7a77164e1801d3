// What `diff` says, against every decision that two policies can make: asked one by one, at every moment at which
// anything begins or ends and a second to either side.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "policy/compile/compiled.h"
#include "policy/survey/difference.h"
#include "policy/survey/shift.h"
#include "tests/unit/policy/generated_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

// Two policies that the checker takes, drawn together.
struct Edit {
  std::shared_ptr<const PolicySet> before, after;
};

Edit generate_edit() {
  const std::vector<AgreementText> agreements = generate_agreements();
  std::vector<AgreementText> edited = agreements;
  switch (*rc::gen::inRange(0, 4)) {
    case 0: edited = generate_agreements(); break;
    case 1: edited.back() = generate_agreement(edited.back().id); break;
    case 2: edited.push_back(generate_agreement("ISA-9")); break;
    default: edited.front().last_day = "2026-09-30"; break;
  }
  // Any edit may be the other way round.
  Edit edit{load(policy_of(agreements)), load(policy_of(edited))};
  if (*rc::gen::arbitrary<bool>()) std::swap(edit.before, edit.after);
  RC_PRE(edit.before != nullptr && edit.after != nullptr);
  return edit;
}

std::set<std::int64_t> moments_of(const Edit& edit) {
  std::set<std::int64_t> out;
  for (const auto& set : {edit.before, edit.after}) {
    for (const Validity& validity : set->compiled().validities) {
      for (const std::int64_t at : {validity.from, validity.until}) out.insert({at - 1, at, at + 1});
    }
  }
  return out;
}

// Every question that can be asked of either policy.
struct Question {
  std::string provider, recipient, purpose;
  KindSet kinds = 0;
  std::int64_t at = 0;
};

std::vector<Question> questions(const Edit& edit) {
  std::vector<Question> out;
  const std::vector<std::string> agencies{"eastshire-council", "riverside-trust", "westmoor-trust"};
  for (const std::string& provider : agencies) {
    for (const std::string& recipient : agencies) {
      for (const std::string purpose : {"direct-care", "safeguarding", "research"}) {
        for (const std::int64_t at : moments_of(edit)) {
          for (KindSet kinds = 1; kinds < 8; ++kinds) out.push_back({provider, recipient, purpose, kinds, at});
        }
      }
    }
  }
  return out;
}

Decision ask(const PolicySet& set, const Question& question, Circumstances circumstances = kNothingAgainst) {
  return set.decide(
      {question.provider, question.recipient, question.purpose, question.kinds, question.at, circumstances});
}

Action action(const Decision& decision, std::size_t item) {
  return decision.permit ? decision.plan->items[item].action : Action{};
}

// What changes, by what it is about: (provider, recipient, purpose, kind, item) and when.
std::vector<std::pair<Parties, Shift>> all_shifts(const Edit& edit) {
  const Pairing pairing(*edit.before, *edit.after);
  const auto items = shared_items(edit.before->vocabulary(), edit.after->vocabulary());
  std::vector<std::pair<Parties, Shift>> out;
  for (const auto& [parties, by_kind] : pairing.all()) {
    for (Shift& shift : shifts(by_kind, items)) out.emplace_back(parties, std::move(shift));
  }
  return out;
}

RC_GTEST_PROP(DifferenceProperty, AgreesWithEveryDecision, ()) {
  const Edit edit = generate_edit();
  const auto all = all_shifts(edit);
  const Vocabulary& vocabulary = edit.before->vocabulary();
  for (const Question& question : questions(edit)) {
    if ((question.kinds & (question.kinds - 1)) != 0) continue;
    const Decision was = ask(*edit.before, question), is = ask(*edit.after, question);
    for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
      if (vocabulary.items[i].category == Category::kStructural) continue;
      std::vector<const Shift*> told;
      for (const auto& [parties, shift] : all) {
        const bool same = parties == Parties{question.recipient, question.provider, question.purpose} &&
                          KindSet{1} << *vocabulary.kind(shift.kind) == question.kinds && shift.also_kind.empty() &&
                          shift.item == vocabulary.items[i].id.str();
        if (same && shift.from <= question.at && question.at < shift.until) told.push_back(&shift);
      }
      if (action(was, i) == action(is, i)) {
        RC_ASSERT(told.empty());
      } else {
        RC_ASSERT(told.size() == 1u);
        RC_ASSERT(told.front()->before == action(was, i));
        RC_ASSERT(told.front()->after == action(is, i));
      }
    }
  }
}

bool longer(std::chrono::seconds a, std::chrono::seconds b) {
  return b.count() != 0 && (a.count() == 0 || a > b);
}

// Anything, in any circumstances and of any kinds, of which the new policy lets more through.
bool widens_somewhere(const Edit& edit) {
  const Vocabulary& vocabulary = edit.before->vocabulary();
  for (const Question& question : questions(edit)) {
    if (!ask(*edit.after, question).permit) continue;
    for (int bits = 0; bits < 16; ++bits) {
      const Circumstances found{static_cast<LabelSet>(bits & 3), (bits & 4) != 0,
                                (bits & 8) != 0 ? ListAnswer::kClear : ListAnswer::kBarred, ListAnswer::kClear};
      const Decision was = ask(*edit.before, question, found), is = ask(*edit.after, question, found);
      if (!is.permit) continue;
      if (!was.permit) return true;
      for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
        if (!reveals_no_more(action(is, i), action(was, i), vocabulary.items[i].type)) return true;
      }
      const Obligations &old_terms = was.plan->obligations, &new_terms = is.plan->obligations;
      if (new_terms.retain_days > old_terms.retain_days) return true;
      if (longer(new_terms.expire_after, old_terms.expire_after)) return true;
      if (new_terms.onward_sharing != "forbidden" && old_terms.onward_sharing == "forbidden") return true;
    }
  }
  return false;
}

RC_GTEST_PROP(DifferenceProperty, SaysWiderExactlyWhenSomeRecordOfAnyKindsGetsMore, ()) {
  const Edit edit = generate_edit();
  RC_ASSERT(difference(*edit.before, *edit.after).wider() == widens_somewhere(edit));
}

RC_GTEST_PROP(DifferenceProperty, APolicyDiffersInNothingFromItself, ()) {
  const PolicyFiles files = policy_of(generate_agreements());
  const auto one = load(files), other = load(files);
  RC_PRE(one != nullptr);
  RC_ASSERT(difference(*one, *other).changes.empty());
}

RC_GTEST_PROP(DifferenceProperty, WhatIsNarrowerOneWayIsWiderTheOther, ()) {
  const Edit edit = generate_edit();
  const Difference there = difference(*edit.before, *edit.after), back = difference(*edit.after, *edit.before);
  RC_ASSERT(there.changes.empty() == back.changes.empty());
  if (there.narrower_count() > 0) RC_ASSERT(back.wider());
  if (!there.wider() && !back.wider()) RC_ASSERT(there.narrower_count() == 0u);
}

RC_GTEST_PROP(DifferenceProperty, AddingAProhibitionIsNeverWider, ()) {
  std::vector<AgreementText> agreements = generate_agreements();
  const auto before = load(policy_of(agreements));
  RC_PRE(before != nullptr);
  const std::string extra = *rc::gen::elementOf(patterns());
  std::shared_ptr<const PolicySet> after;
  if (*rc::gen::arbitrary<bool>()) {
    after = load(policy_of(agreements, {extra}));
  } else {
    AgreementText& changed = agreements.front();
    const std::string all = changed.share + changed.withhold;
    RC_PRE(all.find(extra + ",") == std::string::npos && all.find(extra + "]") == std::string::npos &&
           all.find(extra + ":") == std::string::npos);
    changed.withhold.insert(changed.withhold.size() - 1, ", " + extra);
    after = load(policy_of(agreements));
  }
  RC_ASSERT(after != nullptr);
  RC_ASSERT(!difference(*before, *after).wider());
}

RC_GTEST_PROP(DifferenceProperty, RemovingAnAgreementIsToldAsWiderWhenItIs, ()) {
  std::vector<AgreementText> agreements{generate_agreement("ISA-1"), generate_agreement("ISA-2")};
  Edit edit;
  edit.before = load(policy_of(agreements));
  agreements.pop_back();
  edit.after = load(policy_of(agreements));
  RC_PRE(edit.before != nullptr && edit.after != nullptr);
  const bool wider = widens_somewhere(edit);
  RC_CLASSIFY(wider);
  RC_ASSERT(difference(*edit.before, *edit.after).wider() == wider);
}

RC_GTEST_PROP(DifferenceProperty, TheNamesOfFilesNeverMatter, ()) {
  const std::vector<AgreementText> agreements = generate_agreements(), others = generate_agreements();
  const auto one = load(policy_of(agreements));
  const auto first = load(policy_of(others));
  PolicyFiles renamed = small_policy();
  renamed.erase("agreements/isa-1.yaml");
  for (std::size_t i = 0; i < others.size(); ++i)
    renamed["agreements/" + std::to_string(9 - i) + ".yaml"] = "# renamed\n" + others[i].str();
  const auto second = load(renamed);
  RC_PRE(one != nullptr && first != nullptr);
  RC_ASSERT(second != nullptr);
  const Difference a = difference(*one, *first), b = difference(*one, *second);
  RC_ASSERT(a.changes.size() == b.changes.size());
  for (std::size_t i = 0; i < a.changes.size(); ++i) RC_ASSERT(a.changes[i].sentence == b.changes[i].sentence);
}

}  // namespace
}  // namespace concordat::policy
