// Clinical safety: every element that changes what stands beside it (isModifier in R4), one by one. It goes with a
// released sibling unchanged; where an item names it and the plan withholds it, the resource is withheld; where that is
// what the record is about, the record is refused. tests/fhir shows that the list is R4's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/redact/json/fhir_structure.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Modifier {
  std::string selector;
  std::string type;
  std::vector<std::string> members;  // on the way to it, itself the last
};

std::vector<Modifier> modifiers(Structure structure) {
  std::vector<Modifier> all;
  for (const StructuralPlace& place : fhir_structure()) {
    if (place.structure != structure) continue;
    const Selector selector = *parse_selector(Format::kFhir, place.selector);
    Modifier modifier{place.selector, selector.steps[0].name == "*" ? "Basic" : selector.steps[0].name, {}};
    for (std::size_t i = 1; i < selector.steps.size(); ++i)
      modifier.members.push_back(selector.steps[i].name + (selector.steps[i].choice ? "Boolean" : ""));
    all.push_back(modifier);
  }
  return all;
}

std::string parent_of(const Modifier& modifier) {
  std::string parent = modifier.type;
  for (std::size_t i = 0; i + 1 < modifier.members.size(); ++i) parent += "." + modifier.members[i];
  return parent;
}

// Two items: what stands beside each modifier, and each modifier; and one that no modifier touches.
Vocabulary words(bool names_modifiers) {
  Vocabulary made;
  const auto add = [&made](const char* id) -> std::vector<Selector>& {
    made.item_by_name.emplace(id, static_cast<ItemIndex>(made.items.size()));
    Item item;
    item.id = ItemId(id);
    item.type = ValueType::kText;
    made.items.push_back(std::move(item));
    return made.items.back().selectors[0];
  };
  std::vector<Selector> siblings{*parse_selector(Format::kFhir, "*.sibling")};
  std::vector<Selector> named;
  for (const Structure structure : {Structure::kModifier, Structure::kDemandingModifier}) {
    for (const Modifier& modifier : modifiers(structure)) {
      if (modifier.members.size() > 1)
        siblings.push_back(*parse_selector(Format::kFhir, parent_of(modifier) + ".sibling"));
      named.push_back(*parse_selector(Format::kFhir, modifier.selector));
    }
  }
  add("sibling") = siblings;
  add("header") = {*parse_selector(Format::kFhir, "MessageHeader.eventCoding")};
  if (names_modifiers) add("modifier") = named;
  return made;
}

struct Words {
  explicit Words(bool names_modifiers)
      : vocabulary(words(names_modifiers)), index(Format::kFhir, vocabulary), verifying(Format::kFhir, vocabulary) {}
  Vocabulary vocabulary;
  RecordIndex index;
  VerifierIndex verifying;

  // "refused: …", or what comes out, which the verifier agrees with.
  std::string run(const std::string& body, const char* modifier_action = "withhold") const {
    Plan plan;
    for (const char* what : {"keep", "keep", modifier_action}) {
      if (plan.items.size() < vocabulary.items.size()) plan.items.edit().push_back({action(what), {}});
    }
    Record record;
    const auto read = record.read(Format::kFhir, body, index);
    if (!read) return "unreadable: " + read.error().detail;
    Disclosure out;
    Redactor redactor;
    if (const auto done = redactor.redact(record, plan, vocabulary, "r", PlainKeys(), out); !done)
      return "refused: " + done.error().detail;
    const auto agreed = Verifier().verify(out.bytes, plan, verifying);
    EXPECT_TRUE(agreed) << agreed.error().detail << "\n" << out.bytes;
    return out.bytes;
  }
};

const Words& without_modifiers() {
  static const Words words(false);
  return words;
}
const Words& with_modifiers() {
  static const Words words(true);
  return words;
}

std::string resource(const Modifier& modifier, const std::string& value) {
  std::string text = "\"" + modifier.members.back() + "\":" + value + R"(,"sibling":"released")";
  for (std::size_t i = modifier.members.size() - 1; i-- > 0;) text = "\"" + modifier.members[i] + "\":{" + text + "}";
  return R"({"resourceType":")" + modifier.type + "\"," + text + "}";
}

std::string message_about(const std::string& resource, const char* focus) {
  const auto entry = [](const char* id, const std::string& of) {
    return R"({"fullUrl":"urn:uuid:6b1f0d5e-000)" + std::string(id) + R"(-4c1d-8a51-000000000001","resource":)" + of +
           "}";
  };
  return R"({"resourceType":"Bundle","type":"message","entry":[)" +
         entry(
             "0",
             R"({"resourceType":"MessageHeader","eventCoding":{"code":"e"},"focus":[{"reference":"urn:uuid:6b1f0d5e-000)" +
                 std::string(focus) + R"(-4c1d-8a51-000000000001"}]})") +
         "," + entry("1", R"({"resourceType":"Flagless","sibling":"other"})") + "," + entry("2", resource) + "]}";
}

constexpr const char* kCode = R"("entered-in-error")";
constexpr const char* kConcept = R"({"coding":[{"system":"http://s","code":"refuted","display":"Refuted"}]})";

TEST(FhirModifiers, AreManyEnough) {
  EXPECT_GE(modifiers(Structure::kModifier).size(), 130u);
  EXPECT_EQ(modifiers(Structure::kDemandingModifier).size(), 4u);
}

TEST(FhirModifiers, GoUnchangedWithWhatTheyModify) {
  for (const Modifier& modifier : modifiers(Structure::kModifier)) {
    for (const char* value : {kCode, "true", kConcept}) {
      SCOPED_TRACE(modifier.selector + " = " + value);
      const std::string body = resource(modifier, value);
      EXPECT_EQ(without_modifiers().run(body), body);
      EXPECT_EQ(with_modifiers().run(body, "keep"), body);
    }
  }
}

TEST(FhirModifiers, TakeTheirResourceAlongWhereTheyAreWithheld) {
  for (const Structure structure : {Structure::kModifier, Structure::kDemandingModifier}) {
    for (const Modifier& modifier : modifiers(structure)) {
      for (const char* withheld : {"withhold", "mask: all", "generalise: year"}) {
        SCOPED_TRACE(modifier.selector + ", " + withheld);
        const std::string body = resource(modifier, kCode);
        const std::string beside = with_modifiers().run(message_about(body, "1"), withheld);
        EXPECT_THAT(beside, HasSubstr("\"other\""));
        EXPECT_THAT(beside, Not(HasSubstr("\"released\"")));
        if (modifier.members.size() > 1) continue;  // only the element of the focus is withheld
        for (const std::string& alone : {body, message_about(body, "2")}) {
          EXPECT_THAT(with_modifiers().run(alone, withheld),
                      AllOf(HasSubstr("refused: "), HasSubstr(modifier.members.back() + " (modifier)")));
        }
      }
    }
  }
}

TEST(FhirModifiers, ThatOnlyAnItemCanJudgeAreNeverPassedOver) {
  for (const Modifier& modifier : modifiers(Structure::kDemandingModifier)) {
    SCOPED_TRACE(modifier.selector);
    const std::string body = resource(modifier, R"([{"type":"replaced-by"}])");
    EXPECT_THAT(without_modifiers().run(message_about(body, "1")), Not(HasSubstr("\"released\"")));
    EXPECT_EQ(with_modifiers().run(body, "keep"), body);
  }
}

TEST(FhirModifiers, InWordsOrWithMoreThanACodeAreForAnItemToJudge) {
  for (const Modifier& modifier : modifiers(Structure::kModifier)) {
    SCOPED_TRACE(modifier.selector);
    for (const char* value : {R"("no longer true")", R"({"text":"refuted"})", R"(["refuted"])",
                              R"({"coding":[{"code":"refuted","extension":[{"url":"u"}]}]})"}) {
      const std::string body = resource(modifier, value);
      EXPECT_THAT(without_modifiers().run(message_about(body, "1")), Not(HasSubstr("\"released\""))) << value;
      EXPECT_EQ(with_modifiers().run(body, "keep"), body) << value;
    }
  }
}

TEST(FhirModifiers, OfAnElementInAnExtensionOfItsOwnAreForAnItemToJudge) {
  for (const Modifier& modifier : modifiers(Structure::kModifier)) {
    SCOPED_TRACE(modifier.selector);
    Modifier sibling = modifier;
    sibling.members.back() = "_" + modifier.members.back();
    const std::string body = resource(sibling, R"({"extension":[{"url":"u","valueCode":"unknown"}]})");
    EXPECT_THAT(without_modifiers().run(message_about(body, "1")), Not(HasSubstr("\"released\"")));
    EXPECT_EQ(with_modifiers().run(body, "keep"), body);
  }
}

// The data types' own: a name that is no longer used, a result that is only a bound.
TEST(FhirModifiers, OfDataTypesGoWithTheValue) {
  const Modifier use[] = {{"", "Patient", {"name", "use"}},
                          {"", "Patient", {"address", "use"}},
                          {"", "Patient", {"telecom", "use"}},
                          {"", "Patient", {"identifier", "use"}},
                          {"", "Observation", {"valueQuantity", "comparator"}},
                          {"", "Condition", {"onsetAge", "comparator"}}};
  for (const Modifier& modifier : use) {
    const std::string body = resource(modifier, "\"old\"");
    Vocabulary vocabulary = words(false);
    vocabulary.items[0].selectors[0].push_back(*parse_selector(Format::kFhir, parent_of(modifier) + ".sibling"));
    const RecordIndex index(Format::kFhir, vocabulary);
    Record record;
    ASSERT_TRUE(record.read(Format::kFhir, body, index));
    Plan plan;
    plan.items = PlanItems({{action("keep"), {}}, {action("keep"), {}}});
    Disclosure out;
    ASSERT_TRUE(Redactor().redact(record, plan, vocabulary, "r", PlainKeys(), out)) << body;
    EXPECT_EQ(out.bytes, body);
  }
}

}  // namespace
}  // namespace concordat::policy::test
