// A vocabulary's edit, against a record that is disclosed under both: whatever value the recipient newly finds, in its
// place or in free text, `diff` must have counted as wider; and where every party has signed, there is none.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "policy/compile/compiled.h"
#include "policy/redact/record.h"
#include "policy/redact/redactor.h"
#include "policy/survey/difference.h"
#include "tests/golden/signing.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

constexpr std::array kValues{"Alphaone", "Betatwo", "Gammathree", "Deltafour", "Epsilonfive", "Zetasix", "Etaseven"};
constexpr const char* kRecord =
    R"({"record":{"kind":"referral"},"person":{"a":{"x":"Alphaone","y":"Betatwo"},"b":"Gammathree",)"
    R"("ids":[{"t":"n","v":"Deltafour"},{"t":"l","v":"Epsilonfive"}]},"home":{"a":"Zetasix","b":"Etaseven"},)"
    R"("note":"Alphaone Betatwo Gammathree Deltafour Epsilonfive Zetasix Etaseven came"})";
const std::vector<std::string> kPaths{"person",
                                      "person.a",
                                      "person.a.x",
                                      "person.b",
                                      "person.ids",
                                      "person.ids.v",
                                      "\"person.ids[t=n].v\"",
                                      "\"person.ids[t=l]\"",
                                      "home",
                                      "home.a"};
constexpr int kItems = 4;

// Which item each path belongs to; 0: none. And what each item is.
struct Dealt {
  std::vector<int> owners;
  std::vector<bool> identifying;
};

Dealt deal() {
  Dealt dealt;
  for (std::size_t i = 0; i < kPaths.size(); ++i) dealt.owners.push_back(*rc::gen::inRange(0, kItems + 1));
  for (int i = 0; i < kItems; ++i) dealt.identifying.push_back(*rc::gen::arbitrary<bool>());
  return dealt;
}

// Some of it dealt anew.
Dealt edit(Dealt dealt) {
  const int changes = *rc::gen::inRange(1, 4);
  for (int i = 0; i < changes; ++i)
    dealt.owners[*rc::gen::inRange<std::size_t>(0, kPaths.size())] = *rc::gen::inRange(0, kItems + 1);
  if (*rc::gen::inRange(0, 3) == 0) dealt.identifying[*rc::gen::inRange<std::size_t>(0, kItems)].flip();
  return dealt;
}

std::string vocabulary(const Dealt& dealt) {
  std::string out =
      "vocabulary: dealt\nversion: 1\nkinds: {referral: {label: R, json: [\"record[kind=referral].kind\"]}}\nitems:\n"
      "  structure.record: {label: S, category: structural, type: text, json: [record]}\n"
      "  note: {label: Note, category: ordinary, type: free-text, json: [note]}\n";
  for (int item = 1; item <= kItems; ++item) {
    std::string places = "nowhere.item" + std::to_string(item);
    for (std::size_t i = 0; i < kPaths.size(); ++i) {
      if (dealt.owners[i] == item) places += ", " + kPaths[i];
    }
    out += "  item" + std::to_string(item) + ": {label: I, category: ordinary, type: name, identifying: " +
           (dealt.identifying[static_cast<std::size_t>(item - 1)] ? "true" : "false") + ", json: [" + places + "]}\n";
  }
  return out;
}

PolicyFiles policy(const std::string& vocabulary_text, const AgreementText& agreement) {
  PolicyFiles files = small_policy();
  files["vocabulary.yaml"] = vocabulary_text;
  files["floor.yaml"] = "floor: []\n";
  files["agreements/isa-1.yaml"] = agreement.str();
  return files;
}

class NoKeys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
    return {};
  }
};

// What the recipient gets; empty where nothing.
std::string disclosed(const PolicySet& set) {
  const Decision decision = decide(set);
  if (!decision.permit) return {};
  const std::string body = kRecord;
  Record record;
  if (!record.read(Format::kJson, body, set.record_index(Format::kJson))) return "unreadable";
  Redactor redactor;
  Disclosure out;
  if (!redactor.redact(record, *decision.plan, set.vocabulary(), "eastshire-council", NoKeys(), out)) return {};
  return std::string(out.bytes);
}

// How often the recipient finds the value, in its place and in the note.
std::size_t count(const std::string& text, std::string_view value) {
  std::size_t found = 0;
  for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + 1)) ++found;
  return found;
}

// Each item kept, masked, withheld, or not spoken of.
AgreementText deal_agreement() {
  AgreementText agreement;
  std::string keep = "note", mask, withhold;
  for (int item = 1; item <= kItems; ++item) {
    const std::string name = "item" + std::to_string(item);
    const int dealt = *rc::gen::inRange(0, 4);
    if (dealt == 0) keep += ", " + name;
    if (dealt == 1) mask += (mask.empty() ? "" : ", ") + name + ": all";
    if (dealt == 2) withhold += (withhold.empty() ? "" : ", ") + name;
  }
  agreement.share = "{keep: [" + keep + "]" + (mask.empty() ? "" : ", mask: {" + mask + "}") + "}";
  agreement.withhold = withhold.empty() ? "" : "[" + withhold + "]";
  return agreement;
}

RC_GTEST_PROP(PlacesProperty, AValueThatIsNewlyFoundWasToldAsWider, ()) {
  const AgreementText agreement = deal_agreement();
  const Dealt dealt = deal();
  const auto before = load_policy(policy(vocabulary(dealt), agreement), kMidJune2026).set;
  const auto after = load_policy(policy(vocabulary(edit(dealt)), agreement), kMidJune2026).set;
  RC_PRE(before != nullptr && after != nullptr);
  const std::string was = disclosed(*before), is = disclosed(*after);
  RC_ASSERT(was != "unreadable" && is != "unreadable");
  bool more = false;
  for (const char* value : kValues) more = more || count(is, value) > count(was, value);
  RC_CLASSIFY(more, "a value is newly found");
  const bool wider = difference(*before, *after).wider();
  RC_CLASSIFY(wider, "told as wider");
  RC_ASSERT(!more || wider);
}

// POLICY.md, Signatures: whatever is edited, vocabulary, floor or the agreement itself, no value leaves that was not
// signed for.
RC_GTEST_PROP(PlacesProperty, UnderSignaturesNoEditReleasesAnythingMore, ()) {
  const Dealt dealt = deal();
  PolicyFiles files = policy(vocabulary(dealt), deal_agreement());
  files["agencies/riverside.yaml"] += "officers: [{name: A, key: \"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"}]\n";
  files["agencies/eastshire.yaml"] += "officers: [{name: B, key: \"PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\"}]\n";
  if (*rc::gen::arbitrary<bool>()) files["floor.yaml"] = "floor: [{item: item1, reason: law}]\n";
  for (const char* party : {"riverside-trust", "eastshire-council"}) RC_ASSERT(golden::sign(files, "ISA-1", party));
  const auto before = load_policy(files, kMidJune2026, Signatures::kRequired).set;
  RC_ASSERT(before != nullptr);
  RC_ASSERT(before->compiled().policy.agreements.front().out_of_force.empty());

  files["vocabulary.yaml"] = vocabulary(edit(dealt));
  if (*rc::gen::inRange(0, 3) == 0) files["floor.yaml"] = "floor: []\n";
  if (*rc::gen::inRange(0, 3) == 0) files["agreements/isa-1.yaml"] = deal_agreement().str();
  const auto after = load_policy(files, kMidJune2026, Signatures::kRequired).set;
  RC_PRE(after != nullptr);
  const std::string was = disclosed(*before), is = disclosed(*after);
  RC_LOG() << vocabulary(dealt) << files["vocabulary.yaml"] << files["agreements/isa-1.yaml"] << was << '\n'
           << is << '\n';
  RC_CLASSIFY(is.empty(), "nothing is shared any more");
  RC_CLASSIFY(!is.empty() && is != was, "something else is shared");
  for (const char* value : kValues) RC_ASSERT(count(is, value) <= count(was, value));
}

}  // namespace
}  // namespace concordat::policy
