// Properties that hold for every policy: generated agreements over the small policy's vocabulary.

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

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

// An agreement with distinct patterns dealt to keep, mask and withhold. The last may be empty; keep never is.
AgreementText generate(const std::string& id) {
  auto dealt = *rc::gen::container<std::vector<int>>(kPatterns.size(), rc::gen::inRange(0, 5));
  std::vector<std::string> keep{"person.name"}, mask, withhold{"offence.kind"};
  for (std::size_t i = 1; i < kPatterns.size(); ++i) {
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

PolicyFiles generate_policy(const std::vector<AgreementText>& agreements) {
  PolicyFiles files = small_policy();
  files.erase("agreements/isa-1.yaml");
  for (const AgreementText& text : agreements) files["agreements/" + text.id + ".yaml"] = text.str();
  return files;
}

// 0 withheld, 1 changed, 2 kept.
int width(const PolicySet& set, const Decision& decision, std::size_t item) {
  if (!decision.permit || set.vocabulary().items[item].category == Category::kStructural) return 0;
  ActionKind kind = decision.plan->items[item].action.kind;
  return kind == ActionKind::kWithhold ? 0 : kind == ActionKind::kKeep ? 2 : 1;
}

void assert_no_wider(const PolicySet& before, const PolicySet& after) {
  Decision was = decide(before), is = decide(after);
  for (std::size_t i = 0; i < before.vocabulary().items.size(); ++i) {
    RC_ASSERT(width(after, is, i) <= width(before, was, i));
  }
}

RC_GTEST_PROP(Property, AddingAWithholdNeverWidens, ()) {
  std::vector<AgreementText> agreements{generate("ISA-1"), generate("ISA-2")};
  auto before = load_or_fail(generate_policy(agreements));
  RC_PRE(before != nullptr);
  std::string extra = *rc::gen::elementOf(kPatterns);
  AgreementText& changed = agreements[*rc::gen::inRange<std::size_t>(0, 2)];
  RC_PRE(changed.share.find(extra) == std::string::npos && changed.withhold.find(extra) == std::string::npos);
  changed.withhold.insert(changed.withhold.size() - 1, ", " + extra);
  auto after = load_or_fail(generate_policy(agreements));
  RC_ASSERT(after != nullptr);
  assert_no_wider(*before, *after);
}

RC_GTEST_PROP(Property, AddingAProhibitionToTheFloorNeverWidens, ()) {
  PolicyFiles files = generate_policy({generate("ISA-1"), generate("ISA-2")});
  auto before = load_or_fail(files);
  RC_PRE(before != nullptr);
  files["floor.yaml"] += "  - {item: " + *rc::gen::elementOf(kPatterns) + ", reason: test}\n";
  auto after = load_or_fail(files);
  RC_ASSERT(after != nullptr);
  assert_no_wider(*before, *after);
}

// Lines of a block map in another order; each of the agreement's own lines is one key, but for lawful_basis and its
// two.
std::string shuffled(const std::string& text) {
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find('\n', at) + 1;
    std::string line = text.substr(at, end - at);
    if (line.starts_with("  ")) {
      keys.back() += line;
    } else {
      keys.push_back(line);
    }
    at = end;
  }
  auto order = *rc::gen::container<std::vector<std::uint32_t>>(keys.size(), rc::gen::arbitrary<std::uint32_t>());
  std::vector<std::size_t> index(keys.size());
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = i;
  std::stable_sort(index.begin(), index.end(), [&](std::size_t a, std::size_t b) { return order[a] < order[b]; });
  std::string out;
  for (std::size_t i : index) out += keys[i];
  return out;
}

RC_GTEST_PROP(Property, TheOrderOfKeysAndTheNamesOfFilesNeverMatter, ()) {
  AgreementText first = generate("ISA-1"), second = generate("ISA-2");
  PolicyFiles files = generate_policy({first, second});
  PolicyFiles other = small_policy();
  other.erase("agreements/isa-1.yaml");
  other["agreements/a.yaml"] = "# the same, in another order\n" + shuffled(second.str());
  other["agreements/z.yaml"] = shuffled(first.str());
  auto a = load_or_fail(files), b = load_or_fail(other);
  RC_PRE(a != nullptr);
  RC_ASSERT(b != nullptr);
  RC_ASSERT(a->hash() == b->hash());
  Decision one = decide(*a), two = decide(*b);
  RC_ASSERT(one.permit == two.permit);
  if (one.permit) RC_ASSERT(one.plan->hash == two.plan->hash);
}

RC_GTEST_PROP(Property, NarrowIsNeverWiderThanEither, ()) {
  auto a = load_or_fail(generate_policy({generate("ISA-1")})), b = load_or_fail(generate_policy({generate("ISA-1")}));
  RC_PRE(a != nullptr && b != nullptr);
  Decision stored = decide(*a), current = decide(*b);
  RC_PRE(stored.permit && current.permit);
  Plan narrowed = narrow(*stored.plan, *current.plan, a->vocabulary());
  for (std::size_t i = 0; i < narrowed.items.size(); ++i) {
    if (narrowed.items[i].action.kind == ActionKind::kWithhold ||
        a->vocabulary().items[i].category == Category::kStructural)
      continue;
    const Action &was = stored.plan->items[i].action, &is = current.plan->items[i].action;
    // What leaves has had the current action done to it, now or when it was stored.
    RC_ASSERT(is.kind != ActionKind::kWithhold);
    RC_ASSERT(was == is || (was.kind == ActionKind::kKeep && narrowed.items[i].action == is));
  }
}

}  // namespace
}  // namespace concordat::policy
