// A FHIR record and a plan, both grown from the input, so that every input is a record that is read: bundles, resources
// of known and unknown types, contained ones, references, extensions, primitive siblings, modifiers, each member in its
// own place or in another's. Every string that is nobody's structure is a canary.
//
// Oracle: the ledger of leaves (tests/unit/policy/redaction), which shares no code with the redactor. Nothing that it
// says is withheld is in the output; the output is what it says, to the byte; the verifier agrees; what comes out is
// read again, and a plan that keeps everything changes nothing of it.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "tests/fuzz/target.h"
#include "tests/unit/policy/redaction/leaf_ledger.h"

namespace concordat::policy {
namespace {

struct Row {
  ValueType type;
  bool identifying;
  Category category;
  const char* place;
};
constexpr Row kRows[] = {
    {ValueType::kName, true, Category::kOrdinary, "Patient.name"},
    {ValueType::kName, true, Category::kOrdinary, "Patient.name[use=maiden]"},
    {ValueType::kIdentifier, true, Category::kOrdinary, "Patient.identifier[system=s]"},
    {ValueType::kIdentifier, true, Category::kOrdinary, "Patient.identifier"},
    {ValueType::kDate, true, Category::kOrdinary, "Patient.birthDate"},
    {ValueType::kAddress, true, Category::kOrdinary, "Patient.address"},
    {ValueType::kPostcode, true, Category::kOrdinary, "Patient.address.postalCode"},
    {ValueType::kContact, true, Category::kOrdinary, "Patient.telecom[system=phone]"},
    {ValueType::kCode, false, Category::kOrdinary, "Patient.extension[url=u]"},
    {ValueType::kFreeText, false, Category::kOrdinary, "ServiceRequest.note"},
    {ValueType::kReference, false, Category::kOrdinary, "ServiceRequest.subject"},
    {ValueType::kCode, false, Category::kOrdinary, "Condition.verificationStatus"},
    {ValueType::kCode, false, Category::kOrdinary, "Condition.code.coding"},
    {ValueType::kNumber, false, Category::kOrdinary, "Observation.value[x]"},
    {ValueType::kText, false, Category::kOrdinary, "Organization.name"},
    {ValueType::kText, false, Category::kStructural, "MessageHeader.eventCoding"},
};

const Vocabulary& vocabulary() {
  static const Vocabulary built = [] {
    Vocabulary made;
    for (const Row& row : kRows) {
      Item item;
      item.id = ItemId("item." + std::to_string(made.items.size()));
      item.type = row.type;
      item.identifying = row.identifying;
      item.category = row.category;
      item.selectors[0].push_back(parse_selector(Format::kFhir, row.place).value());
      made.items.push_back(std::move(item));
    }
    return made;
  }();
  return built;
}

class Keys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
    return std::string(32, '\x5a');
  }
};

// Choices, in the order in which they are needed; after the input's end each is 0.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
  unsigned below(unsigned limit) { return at_ == end_ ? 0 : *at_++ % limit; }
  template <typename T, std::size_t N>
  T of(const T (&list)[N]) {
    return list[below(N)];
  }
  [[nodiscard]] bool spent() const { return at_ == end_; }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

constexpr const char* kTypes[] = {"Patient",      "ServiceRequest", "Condition", "Observation",
                                  "Organization", "MessageHeader",  "Encounter", "Unheardof"};
constexpr const char* kMembers[] = {
    "name",          "identifier", "birthDate",   "address",    "telecom",     "extension",     "modifierExtension",
    "note",          "subject",    "focus",       "code",       "valueCode",   "valueQuantity", "verificationStatus",
    "status",        "active",     "contained",   "text",       "eventCoding", "meta",          "generalPractitioner",
    "implicitRules", "id",         "coding",      "system",     "use",         "value",         "given",
    "family",        "line",       "city",        "postalCode", "display",     "url",           "reference",
    "type",          "period",     "start",       "comparator", "unit",        "div",           "authorString",
    "hash",          "data",       "_given",      "_family",    "_birthDate",  "_status",       "clinicalStatus",
    "link",          "security",   "valueString", "resource"};
constexpr const char* kWords[] = {"s",
                                  "u",
                                  "phone",
                                  "maiden",
                                  "active",
                                  "refuted",
                                  "1941-03-09",
                                  "ZE1 1AA",
                                  "943 476 5919",
                                  "No known allergies",
                                  "message",
                                  "#a",
                                  "#b",
                                  "R",
                                  "<"};
constexpr const char* kUrns[] = {"urn:uuid:6b1f0d5e-0001-4c1d-8a51-000000000001",
                                 "urn:uuid:6b1f0d5e-0002-4c1d-8a51-000000000002",
                                 "urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003", "https://trust.example/Patient/1"};

class Grower {
 public:
  explicit Grower(Choices& choices) : choices_(choices) {}

  std::string record() {
    if (choices_.below(3) == 0) return resource(0);
    std::string out = R"({"resourceType":"Bundle","type":")";
    out += choices_.below(2) == 0 ? "message" : "collection";
    out += "\",\"entry\":[";
    const unsigned entries = 1 + choices_.below(3);
    for (unsigned i = 0; i < entries; ++i) {
      out += (i > 0 ? "," : "") + std::string("{\"fullUrl\":\"") + kUrns[i] + "\",\"resource\":" + resource(0) + "}";
    }
    return out + "]}";
  }

 private:
  static constexpr unsigned kDeepest = 5;

  std::string resource(unsigned depth) {
    return std::string("{\"resourceType\":\"") + choices_.of(kTypes) + "\"" + members(depth, 7, ",") + "}";
  }

  std::string members(unsigned depth, unsigned most, const char* before) {
    std::string out;
    std::array<bool, std::size(kMembers)> used{};
    const unsigned count = choices_.below(most);
    for (unsigned i = 0; i < count && !choices_.spent(); ++i) {
      const unsigned member = choices_.below(std::size(kMembers));
      const bool contained = std::string_view(kMembers[member]) == "contained";
      if (used[member] || (contained && *before == '\0')) continue;  // only a resource contains resources
      used[member] = true;
      const std::string name = kMembers[member];
      out += (out.empty() ? before : ",") + ("\"" + name + "\":") + member_value(name, depth + 1);
    }
    return out;
  }

  std::string member_value(const std::string& name, unsigned depth) {
    if (name == "contained") return "[" + resource(depth) + (choices_.below(2) == 0 ? "" : "," + resource(depth)) + "]";
    if (name == "reference") return "\"" + std::string(choices_.below(4) == 0 ? "#a" : choices_.of(kUrns)) + "\"";
    if (name == "id" && choices_.below(2) == 0) return choices_.below(2) == 0 ? "\"a\"" : "\"b\"";
    // A choice has one value.
    if (name.compare(0, 5, "value") == 0) return choices_.below(3) > 0 ? "\"" + canary() + "\"" : object(depth);
    return value(depth);
  }

  std::string object(unsigned depth) { return "{" + members(depth, 5, "") + "}"; }

  std::string value(unsigned depth) {
    switch (depth >= kDeepest ? choices_.below(4) : choices_.below(8)) {
      case 0: return "\"" + canary() + "\"";
      case 1: return std::string("\"") + choices_.of(kWords) + "\"";
      case 2: return choices_.below(2) == 0 ? "61.50" : "true";
      case 3: return choices_.below(3) == 0 ? "null" : "\"" + canary() + "\"";
      case 4: return "[" + value(depth + 1) + "," + value(depth + 1) + "]";
      case 5: return "[" + object(depth) + "]";
      default: return object(depth);
    }
  }

  std::string canary() { return "kanari" + std::to_string(1000 + ++planted_) + "q"; }

  Choices& choices_;
  unsigned planted_ = 0;
};

Plan grown_plan(Choices& choices) {
  static const char* const kActions[] = {
      "keep", "withhold", "mask: last-2", "generalise: year", "generalise: outward", "pseudonymise: k"};
  Plan plan;
  for (const Item& item : vocabulary().items) {
    Action action = *Action::parse(choices.of(kActions));
    if (!can_be_done(action, item.type)) action = Action{};
    if (item.category == Category::kStructural) action = *Action::parse("keep");
    plan.items.edit().push_back({action, {}});
  }
  return plan;
}

Plan all_kept() {
  Plan plan;
  for (std::size_t i = 0; i < vocabulary().items.size(); ++i) plan.items.edit().push_back({*Action::parse("keep"), {}});
  return plan;
}

// A broken promise is shown with the record that the input grew into.
void require(bool holds, const char* promise, const std::string& body, const Plan& plan, const std::string& expected,
             const std::string& output) {
  if (holds) return;
  std::string actions;
  for (std::size_t i = 0; i < std::size(kRows); ++i)
    actions += std::string("  ") + kRows[i].place + ": " + plan.items[i].action.str() + "\n";
  std::fprintf(stderr, "record   %s\nplan\n%sexpected %s\noutput   %s\n", body.c_str(), actions.c_str(),
               expected.c_str(), output.c_str());
  fuzz::require(false, promise);
}

void run(const Plan& plan, const std::string& body) {
  static const RecordIndex index(Format::kFhir, vocabulary());
  static const VerifierIndex verifier_index(Format::kFhir, vocabulary());
  static Record record;
  static Redactor redactor;
  static Verifier verifier;
  static Disclosure out;
  static const Keys keys;
  if (!record.read(Format::kFhir, body, index)) return;
  const test::Ledger ledger = test::judge(body, {Format::kFhir, vocabulary(), plan, "recipient", keys});
  const bool done = redactor.redact(record, plan, vocabulary(), "recipient", keys, out).has_value();
  const auto hold = [&](bool holds, const char* promise) {
    require(holds, promise, body, plan, ledger.expected, done ? out.bytes : "refused");
  };
  if (!done) return hold(ledger.refused, "what may be released is released");
  for (const test::LeafEntry& leaf : ledger.leaves) {
    const bool hidden = ledger.refused || leaf.fate == test::LeafFate::kAbsent;
    if (!hidden || leaf.before.compare(0, 7, "\"kanari") != 0) continue;
    const std::string canary = leaf.before.substr(1, leaf.before.size() - 2);
    hold(out.bytes.find(canary) == std::string::npos, "no withheld value is in the output");
  }
  hold(!ledger.refused, "what must be refused is refused");
  hold(out.bytes == ledger.expected, "every leaf goes where the ledger says");
  hold(verifier.verify(out.bytes, plan, verifier_index).has_value(), "the verifier agrees with the redactor");

  const std::string once = out.bytes;
  hold(record.read(Format::kFhir, once, index).has_value(), "the output is a record");
  static const Plan keep = all_kept();
  if (!redactor.redact(record, keep, vocabulary(), "recipient", keys, out)) return;
  hold(out.bytes == once, "a plan that keeps everything changes nothing of an output");
}

}  // namespace
}  // namespace concordat::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat::policy;
  Choices choices(data, size);
  const Plan plan = grown_plan(choices);
  run(plan, Grower(choices).record());
  return 0;
}
