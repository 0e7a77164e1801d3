// Properties that hold for every policy: generated agreements over the small policy's vocabulary, and every request
// that could be told apart put to each.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

const std::vector<std::string> kPatterns{"person.name",      "person.nhs_number",   "person.birth_date",
                                         "person.postcode",  "person.phone",        "person.religion",
                                         "person.contact.*", "person.contact.name", "person.*",
                                         "referral.*",       "referral.reason",     "\"*\""};
const std::vector<std::string> kKinds{"referral", "discharge-notice", "outcome"};
const std::vector<std::string> kPurposes{"direct-care", "research"};

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

std::size_t below(std::size_t end) {
  return *rc::gen::inRange<std::size_t>(0, end);
}

template <typename T>
T one_of(const std::vector<T>& choices) {
  return choices[below(choices.size())];
}

// What an agreement may ask of a record, the laxer of each first.
struct Asked {
  bool opt_out = false, objection = false, justification = false;
  bool restricted = true, very_restricted = true;

  [[nodiscard]] std::string str() const {
    std::string labels = restricted ? very_restricted ? "[R, V]" : "[R]" : very_restricted ? "[V]" : "[]";
    return "{opt_out: " + std::string(opt_out ? "applies" : "not-applicable") +
           ", objection: " + (objection ? "deny" : "overridden") + ", objection_grounds: a court order" +
           ", justification: " + (justification ? "required" : "not-required") + ", security_labels: " + labels + "}";
  }
};

Asked generate_asked() {
  return {below(2) == 1, below(2) == 1, below(2) == 1, below(2) == 1, below(2) == 1};
}

// An agreement with distinct patterns dealt to keep, mask and withhold. The last may be empty; keep never is.
AgreementText generate_terms(const std::string& id) {
  auto dealt = *rc::gen::container<std::vector<int>>(kPatterns.size(), rc::gen::inRange(0, 5));
  std::vector<std::string> keep{"person.name"}, mask, withhold{"offence.kind"};
  for (std::size_t i = 1; i < kPatterns.size(); ++i) {
    const bool masked = dealt[i] == 2 || dealt[i] == 3;
    // A masked date or code would be none.
    if (masked && (kPatterns[i] == "person.birth_date" || kPatterns[i] == "person.religion")) continue;
    if (dealt[i] == 1) keep.push_back(kPatterns[i]);
    if (dealt[i] == 2) mask.push_back(kPatterns[i] + ": all");
    if (dealt[i] == 3) mask.push_back(kPatterns[i] + ": last-3");
    if (dealt[i] == 4) withhold.push_back(kPatterns[i]);
  }
  std::string masks = listed(mask);
  AgreementText text;
  text.id = id;
  text.share = "{keep: " + listed(keep) + ", mask: {" + masks.substr(1, masks.size() - 2) + "}}";
  text.withhold = listed(withhold);
  return text;
}

// With everything else drawn too: purpose, kinds, days, conditions.
AgreementText generate(const std::string& id) {
  AgreementText text = generate_terms(id);
  text.purpose = one_of(kPurposes);
  std::vector<std::string> records{one_of(kKinds)};
  for (const std::string& kind : kKinds) {
    if (kind != records.front() && below(2) == 1) records.push_back(kind);
  }
  text.records = listed(records);
  if (below(3) == 0) text.first_day = "2026-06-15";
  if (below(3) == 0) text.last_day = text.review_by = "2026-06-15";
  text.conditions = generate_asked().str();
  text.obligations = "{retain_days: " + std::to_string(1 + below(3)) + "}";
  return text;
}

PolicyFiles generate_policy(const std::vector<AgreementText>& agreements) {
  PolicyFiles files = small_policy();
  files.erase("agreements/isa-1.yaml");
  for (const AgreementText& text : agreements) files["agreements/" + text.id + ".yaml"] = text.str();
  return files;
}

// A request by the names of its kinds, since their bits are the vocabulary's.
struct Question {
  std::string purpose;
  std::vector<std::string> kinds;
  std::int64_t at = 0;
  Circumstances circumstances;
};

std::vector<Circumstances> all_circumstances() {
  const std::vector<ListAnswer> answers{ListAnswer::kClear, ListAnswer::kBarred, ListAnswer::kNoNumber,
                                        ListAnswer::kStale, ListAnswer::kMissing};
  std::vector<Circumstances> out{Circumstances{}, kNothingAgainst};
  for (ListAnswer answer : answers) {
    out.push_back({0, true, answer, ListAnswer::kClear});
    out.push_back({0, true, ListAnswer::kClear, answer});
  }
  for (LabelSet labels : {1, 2, 3}) out.push_back({labels, true, ListAnswer::kClear, ListAnswer::kClear});
  out.push_back({0, false, ListAnswer::kClear, ListAnswer::kClear});
  return out;
}

// Every purpose, set of kinds, moment at which something could change, and circumstance.
std::vector<Question> all_questions() {
  constexpr std::int64_t kDay = 86'400;
  std::vector<Question> out;
  for (const std::string& purpose : kPurposes) {
    for (unsigned set = 1; set < 1u << kKinds.size(); ++set) {
      std::vector<std::string> kinds;
      for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if ((set >> i & 1) != 0) kinds.push_back(kKinds[i]);
      }
      for (std::int64_t at : {kMidJune2026 - kDay, kMidJune2026, kMidJune2026 + kDay}) {
        for (const Circumstances& circumstances : all_circumstances())
          out.push_back({purpose, kinds, at, circumstances});
      }
    }
  }
  return out;
}

const std::vector<Question>& questions() {
  static const std::vector<Question> all = all_questions();
  return all;
}

Decision answer(const PolicySet& set, const Question& question) {
  Request request{"riverside-trust", "eastshire-council", question.purpose, 0, question.at, question.circumstances};
  for (const std::string& kind : question.kinds) request.kinds |= KindSet{1} << *set.vocabulary().kind(kind);
  return set.decide(request);
}

bool no_wider(const Action& was, const Action& is) {
  return stricter(was, is) == is;
}

// Nothing that `wide` would not release too, and nothing less strictly changed. Both speak of the same vocabulary.
bool no_wider(const Vocabulary& vocabulary, const Decision& wide, const Decision& narrow) {
  if (!narrow.permit) return true;
  if (!wide.permit) return false;
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    if (!no_wider(wide.plan->items[i].action, narrow.plan->items[i].action)) return false;
  }
  return true;
}

void assert_no_wider(const PolicyFiles& before, const PolicyFiles& after) {
  auto wide = load_or_fail(before), narrow = load_or_fail(after);
  RC_ASSERT(wide != nullptr && narrow != nullptr);
  for (const Question& question : questions())
    RC_ASSERT(no_wider(wide->vocabulary(), answer(*wide, question), answer(*narrow, question)));
}

bool same(const Decision& a, const Decision& b) {
  if (a.permit != b.permit || a.break_glass != b.break_glass) return false;
  return !a.permit || a.plan->hash == b.plan->hash;
}

RC_GTEST_PROP(Property, AddingAWithholdNeverWidens, ()) {
  std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2")};
  const PolicyFiles before = generate_policy(agreements);
  const std::string extra = one_of(kPatterns);
  AgreementText& changed = agreements[below(2)];
  RC_PRE(changed.share.find(extra) == std::string::npos && changed.withhold.find(extra) == std::string::npos);
  changed.withhold.insert(changed.withhold.size() - 1, ", " + extra);
  assert_no_wider(before, generate_policy(agreements));
}

RC_GTEST_PROP(Property, AddingAProhibitionToTheFloorNeverWidens, ()) {
  PolicyFiles files = generate_policy({generate("ISA-1"), generate("ISA-2")});
  const PolicyFiles before = files;
  files["floor.yaml"] += "  - {item: " + one_of(kPatterns) + ", reason: test}\n";
  assert_no_wider(before, files);
}

RC_GTEST_PROP(Property, AddingAConditionNeverWidens, ()) {
  std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2")};
  Asked asked = generate_asked();
  AgreementText& changed = agreements[below(2)];
  changed.conditions = asked.str();
  const PolicyFiles before = generate_policy(agreements);
  switch (below(5)) {
    case 0: asked.opt_out = true; break;
    case 1: asked.objection = true; break;
    case 2: asked.justification = true; break;
    case 3: asked.restricted = false; break;
    case 4: asked.very_restricted = false; break;
  }
  changed.conditions = asked.str();
  assert_no_wider(before, generate_policy(agreements));
}

RC_GTEST_PROP(Property, ShorteningAnAgreementNeverWidensWhereItStandsAlone, ()) {
  AgreementText text = generate("ISA-1");
  const PolicyFiles before = generate_policy({text});
  text.last_day = text.review_by = "2026-06-15";
  assert_no_wider(before, generate_policy({text}));
}

RC_GTEST_PROP(Property, ARecordOfSeveralKindsIsSharedNoWiderThanOfAnyOne, ()) {
  auto set = load_or_fail(generate_policy({generate("ISA-1"), generate("ISA-2"), generate("ISA-3")}));
  RC_ASSERT(set != nullptr);
  for (const Question& question : questions()) {
    const Decision together = answer(*set, question);
    for (const std::string& kind : question.kinds) {
      Question one = question;
      one.kinds = {kind};
      RC_ASSERT(no_wider(set->vocabulary(), answer(*set, one), together));
    }
  }
}

RC_GTEST_PROP(Property, AnAgreementThatIsTriedOutChangesNoDecision, ()) {
  std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2")};
  auto before = load_or_fail(generate_policy(agreements));
  agreements.push_back(generate("ISA-" + std::to_string(below(2) * 3)));  // before the others, or after them
  agreements.back().status = one_of<std::string>({"shadow", "draft", "suspended"});
  auto after = load_or_fail(generate_policy(agreements));
  RC_ASSERT(before != nullptr && after != nullptr);
  for (const Question& question : questions()) RC_ASSERT(same(answer(*before, question), answer(*after, question)));
}

RC_GTEST_PROP(Property, AnAgreementForAnotherPurposeChangesNoDecision, ()) {
  std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2")};
  auto before = load_or_fail(generate_policy(agreements));
  agreements.push_back(generate("ISA-3"));
  agreements.back().purpose = "safeguarding";
  auto after = load_or_fail(generate_policy(agreements));
  RC_ASSERT(before != nullptr && after != nullptr);
  for (const Question& question : questions()) RC_ASSERT(same(answer(*before, question), answer(*after, question)));
}

// The lines of a file that are indented by `indent` in another order, each with the lines below it.
std::string shuffled(const std::string& text, std::size_t indent) {
  std::string head, out;
  std::vector<std::pair<std::uint32_t, std::string>> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    const std::size_t spaces = line.find_first_not_of(' ');
    if (spaces == indent) {
      parts.emplace_back(*rc::gen::arbitrary<std::uint32_t>(), line);
    } else {
      (parts.empty() ? head : parts.back().second) += line;
    }
    at = end;
  }
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& part : parts) out += part.second;
  return head + out;
}

// The small vocabulary with its kinds, its items, and the three above them in another order.
std::string shuffled_vocabulary(const std::string& text) {
  const std::size_t kinds = text.find("kinds:\n"), items = text.find("items:\n");
  const std::string of_kinds = shuffled(text.substr(kinds, items - kinds), 2),
                    of_items = shuffled(text.substr(items), 2);
  return shuffled(text.substr(0, kinds) + of_kinds + of_items, 0);
}

RC_GTEST_PROP(Property, TheOrderOfKeysAndTheNamesOfFilesNeverMatter, ()) {
  const std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2"), generate("ISA-3")};
  const PolicyFiles files = generate_policy(agreements);
  PolicyFiles other;
  for (const auto& [path, text] : files) {
    const std::size_t slash = path.find('/') + 1;
    const std::string drawn = std::to_string(*rc::gen::arbitrary<std::uint16_t>()) + "-";
    if (slash != 0) other[path.substr(0, slash) + drawn + path.substr(slash)] = "# as before\n" + shuffled(text, 0);
  }
  other["purposes.yaml"] = shuffled(files.at("purposes.yaml"), 2);
  other["floor.yaml"] = files.at("floor.yaml");
  other["vocabulary.yaml"] = shuffled_vocabulary(files.at("vocabulary.yaml"));
  auto a = load_or_fail(files), b = load_or_fail(other);
  RC_ASSERT(a != nullptr && b != nullptr);
  RC_ASSERT(a->hash() == b->hash());
  for (const Question& question : questions()) {
    const Decision one = answer(*a, question), two = answer(*b, question);
    RC_ASSERT(same(one, two));
    RC_ASSERT(one.denial == two.denial);
    if (question.kinds.size() == 1) RC_ASSERT(one.reasons == two.reasons);
  }
}

// What reaches the recipient of an item that is stored under one action, now that another is in force.
Action delivered(const Plan& stored, const Plan& current, const Vocabulary& vocabulary, std::size_t item) {
  const Action &was = stored.items[item].action, now = narrow(stored, current, vocabulary).items[item].action;
  if (now.kind == ActionKind::kKeep) return was;
  RC_ASSERT(now.kind == ActionKind::kWithhold ||
            was.kind == ActionKind::kKeep);  // what is changed is never changed again
  return now;
}

RC_GTEST_PROP(Property, WhatIsDeliveredIsNoWiderThanWhatWasStoredNorThanWhatIsInForce, ()) {
  auto a = load_or_fail(generate_policy({generate_terms("ISA-1")}));
  auto b = load_or_fail(generate_policy({generate_terms("ISA-1")}));
  RC_ASSERT(a != nullptr && b != nullptr);
  const Decision stored = decide(*a), current = decide(*b);
  RC_PRE(stored.permit && current.permit);
  for (std::size_t i = 0; i < stored.plan->items.size(); ++i) {
    if (a->vocabulary().items[i].category == Category::kStructural) continue;
    const Action out = delivered(*stored.plan, *current.plan, a->vocabulary(), i);
    RC_ASSERT(no_wider(stored.plan->items[i].action, out));
    RC_ASSERT(no_wider(current.plan->items[i].action, out));
  }
}

RC_GTEST_PROP(Property, WhatWasStoredMoreNarrowlyIsDeliveredNoWider, ()) {
  AgreementText text = generate_terms("ISA-1");
  auto wide = load_or_fail(generate_policy({text}));
  const std::string extra = one_of(kPatterns);
  RC_PRE(text.share.find(extra) == std::string::npos && text.withhold.find(extra) == std::string::npos);
  text.withhold.insert(text.withhold.size() - 1, ", " + extra);
  auto narrower = load_or_fail(generate_policy({text}));
  auto now = load_or_fail(generate_policy({generate_terms("ISA-1")}));
  RC_ASSERT(wide != nullptr && narrower != nullptr && now != nullptr);
  const Decision was = decide(*wide), less = decide(*narrower), current = decide(*now);
  RC_PRE(was.permit && less.permit && current.permit);
  for (std::size_t i = 0; i < was.plan->items.size(); ++i) {
    RC_ASSERT(no_wider(delivered(*was.plan, *current.plan, now->vocabulary(), i),
                       delivered(*less.plan, *current.plan, now->vocabulary(), i)));
  }
}

}  // namespace
}  // namespace concordat::policy
