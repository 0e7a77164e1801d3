#include "tests/unit/policy/redaction/fhir_r4.h"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::policy::test {
namespace {

using Names = std::set<std::string>;

bool begins(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

bool choice_of(const std::string& name, const std::string& stem) {
  return begins(name, stem) && name.size() > stem.size() && name[stem.size()] >= 'A' && name[stem.size()] <= 'Z';
}

const Names& value_members(ValueType type) {
  static const Names name{"text", "family", "given", "prefix", "suffix"};
  static const Names address{"text", "line", "city", "district", "state", "postalCode", "country"};
  static const Names postcode{"postalCode"};
  static const Names date{"start", "end", "event"};
  static const Names code{"code"};
  static const Names reference{"reference"};
  static const Names value{"value"};
  static const Names words{"text", "value", "div"};
  switch (type) {
    case ValueType::kName: return name;
    case ValueType::kAddress: return address;
    case ValueType::kPostcode: return postcode;
    case ValueType::kDate: return date;
    case ValueType::kCode: return code;
    case ValueType::kReference: return reference;
    case ValueType::kText:
    case ValueType::kFreeText: return words;
    case ValueType::kIdentifier:
    case ValueType::kContact:
    case ValueType::kNumber: break;
  }
  return value;
}

bool companion(const std::string& name, ValueType type) {
  static const Names all{"system", "use", "type", "rank", "unit", "comparator", "url"};
  return all.count(name) > 0 || (type == ValueType::kNumber && name == "code");
}

bool one_code(const Element& value) {
  const std::string& raw = value.raw;
  if (raw == "{}" || raw == "[]") return false;
  return raw.size() <= 130 && std::all_of(raw.begin(), raw.end(), [](char c) { return c > ' ' && c < 0x7f; }) &&
         raw.find('\\') == std::string::npos;
}

bool coding(const Element& value) {
  static const Names known{"system", "version", "code", "display", "userSelected"};
  if (!value.object()) return false;
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    const Element& member = *value.children[i];
    if (known.count(value.name(i)) == 0 || !member.leaf()) return false;
    if (value.name(i) != "display" && !one_code(member)) return false;
  }
  return true;
}

bool coded(const Element& value) {
  if (!value.object()) return false;
  bool code = false;
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    const Element& member = *value.children[i];
    if (value.name(i) == "text" && member.string()) continue;
    if (value.name(i) != "coding" || !member.array()) return false;
    for (const auto& one : member.children) {
      if (!coding(*one)) return false;
      code = code || one->member("code") != nullptr;
    }
  }
  return code;
}

}  // namespace

static bool aside_of_date(const std::string& name, ValueType type) {
  return (name == "period" || name == "assigner") && type == ValueType::kDate;
}

MemberPart member_part(const std::vector<std::string>& below, ValueType type) {
  if (below.empty()) return MemberPart::kValue;
  bool beside = false;
  for (std::size_t i = 0; i < below.size(); ++i) {
    const std::string& name = below[i];
    const bool nested = name == "extension" || name == "modifierExtension" || name == "contained";
    const bool aside = (name == "period" || name == "assigner") && type != ValueType::kDate;
    if (nested || ((aside || name == "id") && !beside)) return MemberPart::kNeither;
    const bool holds = value_members(type).count(name) > 0 || choice_of(name, "value");
    beside = beside || (!holds && companion(name, type));
    // What stands under a name that the data types do not have is no part of the value.
    const bool known =
        holds || name == "coding" || name == "repeat" || name == "boundsPeriod" || aside_of_date(name, type);
    if (!beside && !known && i + 1 < below.size()) return MemberPart::kNeither;
  }
  if (below.back() == "id") return MemberPart::kNeither;
  if (beside) return MemberPart::kCompanion;
  const bool holds = value_members(type).count(below.back()) > 0 || choice_of(below.back(), "value");
  return holds ? MemberPart::kValue : MemberPart::kNeither;
}

bool modifies(const std::vector<std::string>& names, const Element&) {
  static const Names status{"Appointment",
                            "CarePlan",
                            "Composition",
                            "Consent",
                            "DocumentReference",
                            "Encounter",
                            "Flag",
                            "Location",
                            "Immunization",
                            "MedicationStatement",
                            "Observation",
                            "Procedure",
                            "MedicationRequest",
                            "ServiceRequest",
                            "DiagnosticReport",
                            "Coverage",
                            "EpisodeOfCare",
                            "Task"};
  static const Names others{"AllergyIntolerance.clinicalStatus",
                            "AllergyIntolerance.verificationStatus",
                            "CarePlan.intent",
                            "Condition.clinicalStatus",
                            "Condition.verificationStatus",
                            "Consent.scope",
                            "Goal.lifecycleStatus",
                            "HealthcareService.active",
                            "MedicationRequest.doNotPerform",
                            "MedicationRequest.intent",
                            "Organization.active",
                            "Patient.active",
                            "RelatedPerson.active",
                            "Schedule.active",
                            "ServiceRequest.doNotPerform",
                            "ServiceRequest.intent",
                            "Task.intent"};
  const std::string& last = names.back();
  if (names.size() > 2 && (last == "use" || last == "comparator")) return true;
  const bool planned = names.size() == 4 && names[0] == "CarePlan" && names[1] == "activity" && names[2] == "detail";
  if (planned && (last == "status" || last == "doNotPerform")) return true;
  if (names.size() != 2) return false;
  if (last == "implicitRules") return true;
  if (last == "status" && status.count(names[0]) > 0) return true;
  return others.count(names[0] + "." + last) > 0 || (names[0] == "Patient" && choice_of(last, "deceased"));
}

bool modifies_in_words(const std::vector<std::string>& names, const Element& value) {
  if (names.back() == "modifierExtension") return true;
  if (names.size() == 2 && names[0] == "Patient" && names[1] == "link") return true;
  if (!modifies(names, value)) return false;
  if (names.size() > 2 && (names.back() == "use" || names.back() == "comparator") && !value.leaf()) return true;
  return value.leaf() ? !one_code(value) : !coded(value);
}

bool is_instant(const std::vector<std::string>& names) {
  static const Names all{"Appointment.start",   "Appointment.end",    "Bundle.timestamp", "DocumentReference.date",
                         "Observation.issued",  "Slot.start",         "Slot.end",         "DiagnosticReport.issued",
                         "Provenance.recorded", "AuditEvent.recorded"};
  if (names.size() == 3 && names[1] == "meta" && names[2] == "lastUpdated") return true;
  return names.size() == 2 && all.count(names[0] + "." + names[1]) > 0;
}

// ">" marks a reference.
Need need(const std::vector<std::string>& object, const std::string& member) {
  static const std::map<std::string, Names> all{
      {"AllergyIntolerance", {"patient>"}},
      {"AllergyIntolerance.reaction", {"manifestation"}},
      {"Appointment", {"participant", "start", "end"}},
      {"Appointment.participant", {"status", "actor>"}},
      {"Bundle", {"type"}},
      {"Bundle.entry", {"request", "response"}},
      {"Bundle.link", {"relation", "url"}},
      {"CarePlan", {"subject>"}},
      {"CarePlan.activity.progress", {"text"}},
      {"Composition", {"type", "date", "author>", "title"}},
      {"Condition", {"subject>"}},
      {"Consent", {"category"}},
      {"Coverage", {"beneficiary>", "payor>"}},
      {"DiagnosticReport", {"code"}},
      {"DocumentReference", {"content"}},
      {"DocumentReference.content", {"attachment"}},
      {"DocumentReference.content.attachment", {"contentType"}},
      {"Encounter", {"class"}},
      {"Encounter.diagnosis", {"condition>"}},
      {"Encounter.location", {"location>"}},
      {"Encounter.statusHistory", {"status", "period"}},
      {"EpisodeOfCare", {"patient>"}},
      {"Flag", {"code", "subject>"}},
      {"Goal", {"description", "subject>"}},
      {"Immunization", {"vaccineCode", "patient>", "occurrenceDateTime", "occurrenceString"}},
      {"MedicationRequest", {"medicationCodeableConcept", "medicationReference>", "subject>"}},
      {"MedicationStatement", {"medicationCodeableConcept", "medicationReference>", "subject>"}},
      {"MessageHeader", {"eventCoding", "eventUri", "source"}},
      {"MessageHeader.destination", {"endpoint"}},
      {"MessageHeader.response", {"identifier", "code"}},
      {"MessageHeader.source", {"endpoint"}},
      {"Observation", {"code"}},
      {"Observation.component", {"code"}},
      {"Patient.communication", {"language"}},
      {"Patient.link", {"other>", "type"}},
      {"Patient.photo", {"contentType"}},
      {"Practitioner.qualification", {"code"}},
      {"Procedure", {"subject>"}},
      {"Provenance", {"target>", "recorded", "agent"}},
      {"Provenance.agent", {"who>"}},
      {"QuestionnaireResponse.item", {"linkId"}},
      {"RelatedPerson", {"patient>"}},
      {"RelatedPerson.communication", {"language"}},
      {"RiskAssessment", {"status", "subject>"}},
      {"Schedule", {"actor>"}},
      {"ServiceRequest", {"subject>"}},
      {"Slot", {"schedule>", "status", "start", "end"}},
      {"Task.input", {"type", "valueString", "valueReference>"}},
      {"Task.output", {"type", "valueString", "valueReference>"}}};
  if (object.size() == 2 && object.back() == "note" && member == "text") return Need::kRequired;
  if (object.size() == 2 && object.back() == "text" && (member == "status" || member == "div")) return Need::kRequired;
  std::string place;
  for (const std::string& name : object) place += (place.empty() ? "" : ".") + name;
  const auto known = all.find(place);
  if (known == all.end()) return Need::kNone;
  if (known->second.count(member) > 0) return Need::kRequired;
  return known->second.count(member + ">") > 0 ? Need::kRequiredReference : Need::kNone;
}

std::vector<std::string> names_of_somebody(const std::vector<std::string>& object) {
  if (object == std::vector<std::string>{"Organization"}) return {"name", "identifier"};
  if (object == std::vector<std::string>{"Patient", "contact"}) return {"name", "telecom", "address"};
  return {};
}

bool has_fixed_form(const std::vector<std::string>& names) {
  if (names.size() == 2 && names.back() == "id") return true;
  if (names.size() == 3 && names[1] == "note" && names[2] == "time") return true;
  if (names == std::vector<std::string>{"MessageHeader", "response", "identifier"}) return true;
  return names.back() == "data" && names.size() > 1 &&
         (names[names.size() - 2] == "attachment" || names[0] == "Binary");
}

bool tells_whether_traced(const Element& extension) {
  const Element* status = extension.member("valueCodeableConcept");
  return extension.children.size() == 2 && status != nullptr &&
         extension.member_text("url").find("NHSNumberVerificationStatus") != std::string::npos && coded(*status);
}

}  // namespace concordat::policy::test
