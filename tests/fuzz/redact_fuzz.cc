// A record and a plan, both from the input: the first byte picks the format, the next four the plan's actions, the rest
// is the record. Oracle: no canary of a withheld or unnamed leaf is in the output, and the verifier agrees with the
// redactor.
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "tests/fuzz/target.h"

namespace concordat::policy {
namespace {

struct Row {
  ValueType type;
  bool identifying;
  const char* fhir;
  const char* json;
};
constexpr Row kRows[] = {
    {ValueType::kName, true, "Patient.name", "name"},
    {ValueType::kIdentifier, true, "Patient.identifier[system=s]", "ids[type=t].value"},
    {ValueType::kDate, true, "Patient.birthDate", "born"},
    {ValueType::kPostcode, true, "Patient.address.postalCode", "address.postcode"},
    {ValueType::kAddress, true, "Patient.address", "address"},
    {ValueType::kCode, false, "Patient.extension[url=u]", "*.code"},
    {ValueType::kFreeText, false, "ServiceRequest.note", "note"},
    {ValueType::kCode, false, "Condition.verificationStatus", "status"},
    {ValueType::kCode, false, "Condition.code", "*.items.code"},
    {ValueType::kNumber, false, "Observation.value[x]", "age"},
    {ValueType::kReference, false, "Patient.generalPractitioner", "ref"},
};

const Vocabulary& vocabulary() {
  static const Vocabulary built = [] {
    Vocabulary made;
    for (const Row& row : kRows) {
      Item item;
      item.id = ItemId("item." + std::to_string(made.items.size()));
      item.type = row.type;
      item.identifying = row.identifying;
      item.selectors[0].push_back(parse_member_selector(row.fhir).value());
      item.selectors[1].push_back(parse_member_selector(row.json).value());
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

Plan plan_of(std::uint32_t bits) {
  const Action actions[] = {{ActionKind::kKeep, {}, 0, {}},
                            {ActionKind::kWithhold, {}, 0, {}},
                            {ActionKind::kMask, {}, 2, {}},
                            {ActionKind::kGeneralise, Grain::kYear, 0, {}},
                            {ActionKind::kGeneralise, Grain::kOutward, 0, {}},
                            {ActionKind::kPseudonymise, {}, 0, "k"}};
  Plan plan;
  for (std::size_t i = 0; i < vocabulary().items.size(); ++i, bits = bits / 6 + bits * 40503u) {
    plan.items.edit().push_back({actions[bits % std::size(actions)], {}});
  }
  return plan;
}

// What the redactor adds itself.
constexpr char kLabel[] =
    R"("meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"REDACTED"}]})";

// A string leaf of its own: long, and in no other leaf's place. Modifiers, structure and conditions' members aside.
bool canary(const JsonRecord& record, std::uint32_t token) {
  const auto& tape = record.tape();
  const Mark& mark = record.mark(token);
  constexpr std::size_t kLong = 12;
  if (tape[token].kind != protocol::json::Kind::kString || tape[token].length < kLong) return false;
  if (mark.special != Special::kNone && mark.special != Special::kDisplay) return false;
  for (std::uint32_t at = token; at != 0; at = record.parent(at)) {
    if (record.mark(at).has(Mark::kUnit)) return false;
  }
  if (tape.raw(token).find_first_of("[]") != std::string_view::npos) return false;  // could be part of a mark
  if (std::string_view(kLabel).find(tape.raw(token)) != std::string_view::npos) return false;
  if (mark.flags & Mark::kTeller || mark.part == Part::kCompanion) return false;
  return tape.text().find(tape.raw(token)) == tape.text().rfind(tape.raw(token));
}

void run(Format format, const Plan& plan, std::string_view body) {
  static const RecordIndex indexes[] = {RecordIndex(Format::kFhir, vocabulary()),
                                        RecordIndex(Format::kJson, vocabulary())};
  static const VerifierIndex verifiers[] = {VerifierIndex(Format::kFhir, vocabulary()),
                                            VerifierIndex(Format::kJson, vocabulary())};
  static Record record;
  static Redactor redactor;
  static Verifier verifier;
  static Disclosure out;
  const auto slot = static_cast<std::size_t>(format);
  if (!record.read(format, body, indexes[slot])) return;
  if (!redactor.redact(record, plan, vocabulary(), "recipient", Keys(), out)) return;
  fuzz::require(verifier.verify(out.bytes, plan, verifiers[slot]).has_value(), "the verifier agrees with the redactor");
  for (std::uint32_t i = 0; i < record.json().tape().size(); ++i) {
    if (!canary(record.json(), i)) continue;
    const ItemIndex item = record.json().item_of(i);
    const bool kept = item != kNoItem && plan.items[item].action.kind == ActionKind::kKeep;
    fuzz::require(kept || out.bytes.find(record.json().tape().raw(i)) == std::string::npos,
                  "no withheld value is in the output");
  }
}

}  // namespace
}  // namespace concordat::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using concordat::policy::Format;
  constexpr std::size_t kHead = 5;
  if (size < kHead) return 0;
  std::uint32_t bits = 0;
  for (std::size_t i = 1; i < kHead; ++i) bits = bits << 8 | data[i];
  const std::string body(data + kHead, data + size);
  concordat::policy::run(data[0] % 2 == 0 ? Format::kFhir : Format::kJson, concordat::policy::plan_of(bits), body);
  return 0;
}
