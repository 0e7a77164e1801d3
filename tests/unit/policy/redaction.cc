#include "tests/unit/policy/redaction.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace concordat::policy::test {
namespace {

struct Row {
  const char* id;
  ValueType type;
  const char* flags;  // i: identifying, s: subject, t: structural
  const char* fhir;   // separated by spaces
  const char* json;
};

constexpr Row kRows[] = {
    {"person.nhs_number", ValueType::kIdentifier, "is", "Patient.identifier[system=https://fhir.nhs.uk/Id/nhs-number]",
     "person.nhs_number"},
    {"record.local_id", ValueType::kIdentifier, "i", "Patient.identifier Encounter.identifier",
     "person.identifiers[type=local].value"},
    {"person.name", ValueType::kName, "i", "Patient.name", "person.name"},
    {"person.birth_date", ValueType::kDate, "i", "Patient.birthDate", "person.born"},
    {"person.gender", ValueType::kCode, "", "Patient.gender", "person.gender"},
    {"person.address", ValueType::kAddress, "i", "Patient.address", "person.address"},
    {"person.postcode", ValueType::kPostcode, "i", "Patient.address.postalCode", "person.address.postcode"},
    {"person.contact", ValueType::kContact, "i", "Patient.telecom", "person.phone"},
    {"person.ethnicity", ValueType::kCode, "",
     "Patient.extension[url=https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory]", ""},
    {"person.religion", ValueType::kCode, "",
     "Patient.extension[url=http://hl7.org/fhir/StructureDefinition/patient-religion]", "person.religion"},
    {"person.language", ValueType::kCode, "", "Patient.communication", ""},
    {"person.practice", ValueType::kReference, "", "Patient.generalPractitioner", ""},
    {"carer.name", ValueType::kName, "i", "Patient.contact.name", "carer.name"},
    {"carer.contact", ValueType::kContact, "i", "Patient.contact.telecom", "carer.phone"},
    {"carer.relationship", ValueType::kCode, "", "Patient.contact.relationship", ""},
    {"referral.reason", ValueType::kCode, "", "ServiceRequest.reasonCode ServiceRequest.category", "referral.reason"},
    {"referral.note", ValueType::kFreeText, "", "ServiceRequest.note", "referral.note"},
    {"referral.time", ValueType::kDate, "", "ServiceRequest.occurrence[x] ServiceRequest.authoredOn", "referral.time"},
    {"admission.time", ValueType::kDate, "", "Encounter.period", ""},
    {"admission.class", ValueType::kCode, "", "Encounter.class", ""},
    {"condition.code", ValueType::kCode, "", "Condition.code", ""},
    {"condition.status", ValueType::kCode, "", "Condition.verificationStatus", ""},
    {"condition.note", ValueType::kFreeText, "", "Condition.note", ""},
    {"observation.value", ValueType::kNumber, "", "Observation.value[x]", "observation.value"},
    {"observation.code", ValueType::kCode, "", "Observation.code", ""},
    {"appointment.time", ValueType::kDate, "", "Appointment.start Appointment.end Slot.start Slot.end", ""},
    {"appointment.about", ValueType::kFreeText, "", "Appointment.description", ""},
    {"staff.name", ValueType::kName, "i", "Practitioner.name", ""},
    {"staff.role", ValueType::kCode, "", "PractitionerRole.code", ""},
    {"service.name", ValueType::kText, "", "Organization.name HealthcareService.name Location.name", ""},
    {"service.id", ValueType::kIdentifier, "",
     "Organization.identifier HealthcareService.identifier Schedule.identifier", ""},
    {"narrative", ValueType::kFreeText, "", "Patient.text", ""},
    {"message.header", ValueType::kText, "t",
     "MessageHeader.eventCoding MessageHeader.destination MessageHeader.source.endpoint MessageHeader.reason "
     "*.meta.profile",
     ""},
};

// Where the same items stand in HL7 v2.
struct Hl7Row {
  const char* id;
  const char* places;
};
constexpr Hl7Row kHl7Rows[] = {{"person.nhs_number", "PID-3[type=NHS]"},
                               {"record.local_id", "PID-3 PV1-19 MRG-1"},
                               {"person.name", "PID-5"},
                               {"person.birth_date", "PID-7"},
                               {"person.gender", "PID-8"},
                               {"person.address", "PID-11"},
                               {"person.postcode", "PID-11.5"},
                               {"person.contact", "PID-13"},
                               {"person.ethnicity", "PID-22"},
                               {"person.religion", "PID-17"},
                               {"carer.name", "NK1-2"},
                               {"carer.contact", "NK1-5"},
                               {"carer.relationship", "NK1-3"},
                               {"referral.reason", "RF1-10"},
                               {"referral.note", "NTE-3"},
                               {"admission.time", "PV1-44"},
                               {"condition.code", "DG1-3"},
                               {"condition.status", "DG1-6"},
                               {"observation.value", "OBX[2=NM]-5"},
                               {"observation.code", "OBX-3 OBR-4"},
                               {"condition.note", "OBX-5"},
                               {"staff.name", "PRD[1=RP]-2"},
                               {"message.header", "MSH-22"}};

std::vector<Selector> selectors(const std::string& texts, Format format = Format::kFhir) {
  std::vector<Selector> out;
  std::istringstream stream(texts);
  for (std::string text; stream >> text;) out.push_back(parse_selector(format, text).value());
  return out;
}

std::string hl7_places(std::string_view item) {
  for (const Hl7Row& row : kHl7Rows) {
    if (row.id == item) return row.places;
  }
  return "";
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

std::string PlainKeys::pseudonym(std::string_view recipient, std::string_view key, std::string_view value) const {
  if (key == "missing") return "";
  std::string out;
  for (int i = 0; i < 4; ++i) {
    const std::size_t hash = std::hash<std::string>{}(std::string(recipient) + "|" + std::string(key) + "|" +
                                                      std::string(value) + std::to_string(i));
    for (int byte = 0; byte < 8; ++byte) out += static_cast<char>(hash >> (8 * byte));
  }
  return out;
}

const Vocabulary& vocabulary() {
  static const Vocabulary built = [] {
    Vocabulary made;
    for (const Row& row : kRows) {
      Item item;
      item.id = ItemId(row.id);
      item.type = row.type;
      const std::string flags = row.flags;
      item.identifying = flags.find('i') != std::string::npos;
      item.subject = flags.find('s') != std::string::npos;
      if (flags.find('t') != std::string::npos) item.category = Category::kStructural;
      item.selectors[0] = selectors(row.fhir);
      item.selectors[1] = selectors(row.json);
      item.selectors[2] = selectors(hl7_places(row.id), Format::kHl7v2);
      made.item_by_name.emplace(row.id, static_cast<ItemIndex>(made.items.size()));
      made.items.push_back(std::move(item));
    }
    RecordKind referral;
    referral.id = KindId("referral");
    referral.recognise[0] = selectors("MessageHeader.eventCoding[code=servicerequest-request]");
    referral.recognise[1] = selectors("referral");
    referral.recognise[2] = selectors("MSH-9[1=REF].1", Format::kHl7v2);
    RecordKind booking;
    booking.id = KindId("booking");
    booking.recognise[0] = selectors("MessageHeader.eventCoding[code=booking-request]");
    made.kinds = {referral, booking};
    made.destination[0] = selectors("MessageHeader.destination.endpoint");
    made.destination[1] = selectors("to");
    made.destination[2] = selectors("MSH-6.1", Format::kHl7v2);
    return made;
  }();
  return built;
}

ItemIndex item(std::string_view name) {
  const auto found = vocabulary().item_by_name.find(std::string(name));
  if (found == vocabulary().item_by_name.end()) throw std::invalid_argument(std::string(name));
  return found->second;
}

Action action(std::string_view text) {
  const std::optional<Action> parsed = Action::parse(text);
  if (!parsed) throw std::invalid_argument(std::string(text));
  return *parsed;
}

Plan empty_plan() {
  Plan plan;
  std::vector<PlanItem>& items = plan.items.edit();
  items.resize(vocabulary().items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (vocabulary().items[i].category == Category::kStructural) items[i].action.kind = ActionKind::kKeep;
  }
  return plan;
}

Plan keep_all_plan() {
  Plan plan = empty_plan();
  for (PlanItem& planned : plan.items.edit()) planned.action.kind = ActionKind::kKeep;
  return plan;
}

const RecordIndex& record_index(Format format) {
  static const std::array indexes{RecordIndex(Format::kFhir, vocabulary()), RecordIndex(Format::kJson, vocabulary()),
                                  RecordIndex(Format::kHl7v2, vocabulary())};
  return indexes[static_cast<std::size_t>(format)];
}

const VerifierIndex& verifier_index(Format format) {
  static const std::array indexes{VerifierIndex(Format::kFhir, vocabulary()),
                                  VerifierIndex(Format::kJson, vocabulary()),
                                  VerifierIndex(Format::kHl7v2, vocabulary())};
  return indexes[static_cast<std::size_t>(format)];
}

Redaction::Redaction(Format format) : format_(format) {}

Redaction& Redaction::plan(std::string_view item_name, std::string_view action_text) {
  current.items.edit()[item(item_name)].action = action(action_text);
  return *this;
}

Redaction& Redaction::keep_all() {
  current = keep_all_plan();
  return *this;
}

std::string Redaction::run(std::string_view body) {
  if (auto ok = record.read(format_, body, record_index(format_)); !ok) {
    error = ok.error();
    return "unreadable: " + error.detail;
  }
  if (auto ok = redactor_.redact(record, current, vocabulary(), "eastshire-council", PlainKeys(), out); !ok) {
    error = ok.error();
    return "refused: " + error.detail;
  }
  if (auto ok = verifier_.verify(out.bytes, current, verifier_index(format_)); !ok) {
    ADD_FAILURE() << "the verifier disagrees: " << ok.error().detail << "\n" << out.bytes;
  }
  return out.bytes;
}

const std::string& referral() {
  static const std::string text =
      R"({"resourceType":"Bundle","id":"b-1","meta":{"lastUpdated":"2026-01-05T09:00:00Z"},"type":"message",
"timestamp":"2026-01-05T09:00:00Z","entry":[
{"fullUrl":"urn:uuid:6b1f0d5e-0001-4c1d-8a51-000000000001","resource":{"resourceType":"MessageHeader",
"eventCoding":{"system":"https://fhir.nhs.uk/CodeSystem/message-events-bars","code":"servicerequest-request"},
"destination":[{"endpoint":"http://fhir.nhs.uk/Id/dos-service-id|111111111"}],
"source":{"name":"Riverside wards","endpoint":"http://fhir.nhs.uk/Id/dos-service-id|222222222"},
"focus":[{"reference":"urn:uuid:6b1f0d5e-0002-4c1d-8a51-000000000002"}]}},
{"fullUrl":"urn:uuid:6b1f0d5e-0002-4c1d-8a51-000000000002","resource":{"resourceType":"ServiceRequest","status":"active","intent":"plan",
"subject":{"reference":"urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003","display":"Ada Thornbury"},
"encounter":{"reference":"urn:uuid:6b1f0d5e-0004-4c1d-8a51-000000000004"},"authoredOn":"2026-01-05T08:55:10Z",
"reasonCode":[{"coding":[{"system":"http://snomed.info/sct","code":"160689007","display":"Needs help at home"}]}],
"note":[{"text":"Ada lives alone at 4 Mill Lane. No known allergies. Call 0161 496 0123."}]}},
{"fullUrl":"urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003","resource":{"resourceType":"Patient","active":true,
"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"943 476 5919"},{"system":"urn:x-local","value":"RT-20871"}],
"name":[{"use":"official","family":"Thornbury","given":["Ada","Jane"]}],"gender":"female","birthDate":"1941-03-09",
"address":[{"use":"home","line":["4 Mill Lane"],"city":"Eastshire","postalCode":"ZZ9 9ZZ"}],
"telecom":[{"system":"phone","value":"0161 496 0123","use":"home"}],
"contact":[{"name":{"family":"Thornbury","given":["Miles"]},"telecom":[{"system":"phone","value":"07700 900123"}]}]}},
{"fullUrl":"urn:uuid:6b1f0d5e-0004-4c1d-8a51-000000000004","resource":{"resourceType":"Encounter","status":"in-progress",
"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"period":{"start":"2026-01-02T22:10:00Z"}}}]})";
  return text;
}

const std::map<std::string, std::string>& published_bundles() {
  static const std::map<std::string, std::string> bundles = [] {
    std::map<std::string, std::string> found;
    const char* named = std::getenv("CONCORDAT_SHARED");
    const std::filesystem::path shared = named != nullptr ? named : CONCORDAT_SOURCE_DIR "/../shared";
    for (const char* name : {"booking-request", "validation-request", "validation-response"}) {
      const std::filesystem::path path = shared / "data/fhir-bars" / (std::string(name) + ".json");
      if (std::filesystem::exists(path)) found.emplace(name, read_file(path));
    }
    return found;
  }();
  return bundles;
}

}  // namespace concordat::policy::test
