#include "gateway/cli/ledger/export/audit_event.h"

#include <algorithm>
#include <array>

#include "gateway/cli/ledger/export/fhir_writer.h"
#include "gateway/ledger/audit/views/judged_view.h"

namespace concordat::cli {
namespace {

using gateway::EntryView;
using gateway::find;
using gateway::JudgedView;
using gateway::Member;
using gateway::RecipientView;

constexpr std::string_view kProfiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
constexpr std::string_view kDecisionProfile = "IHE.BasicAudit.AuthZconsent";
constexpr std::string_view kDisclosureProfile = "IHE.BasicAudit.PrivacyDisclosure.Source";

// Types of agents and of events, by the code systems that BALP takes them from.
constexpr FhirCode kApplication = {kDicom, "110150", "Application"};
constexpr FhirCode kSourceRole = {kDicom, "110153", "Source Role ID"};
constexpr FhirCode kDestinationRole = {kDicom, "110152", "Destination Role ID"};
constexpr FhirCode kCustodian = {"http://snomed.info/sct", "159541003", "Record keeping/library clerk"};
constexpr FhirCode kInformationRecipient = {"http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP",
                                            "information recipient"};
constexpr FhirCode kProvider = {"http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", "healthcare provider"};
constexpr FhirCode kAuthorizer = {"http://terminology.hl7.org/CodeSystem/extra-security-role-type", "authserver",
                                  "authorization server"};
constexpr FhirCode kSecurityAlert = {kDicom, "110113", "Security Alert"};
constexpr FhirCode kExport = {kDicom, "110106", "Export"};
constexpr FhirCode kDisclose = {"http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "disclose",
                                "Disclose Record Lifecycle Event"};
constexpr FhirCode kAuthZConsent = {"https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", "AuthZ-Consent", {}};
constexpr FhirCode kBreakGlass = {"http://terminology.hl7.org/CodeSystem/v3-ActReason", "BTG", "break the glass"};
constexpr FhirCode kPerson = {kEntityType, "1", "Person"};
constexpr FhirCode kPatientRole = {kObjectRole, "1", "Patient"};
constexpr FhirCode kSystemObject = {kEntityType, "2", "System Object"};
constexpr FhirCode kReportRole = {kObjectRole, "3", "Report"};
constexpr FhirCode kSecurityRole = {kObjectRole, "13", "Security Resource"};
constexpr FhirCode kConsent = {kResourceType, "Consent", "Consent"};

// AuditEvent.outcome
constexpr std::string_view kSuccess = "0", kMinorFailure = "4", kSeriousFailure = "8";

// What else befalls a gateway. An event that is not here is an application's activity.
struct Other {
  std::string_view event;
  FhirCode type, subtype;
  std::string_view action, outcome;
};
constexpr FhirCode kActivity = {kDicom, "110100", "Application Activity"};
constexpr FhirCode kConfiguration = {kDicom, "110129", "Security Configuration"};
constexpr FhirCode kPatientRecord = {kDicom, "110110", "Patient Record"};
constexpr FhirCode kImport = {kDicom, "110107", "Import"};
constexpr std::array kOthers = {
    Other{"start", kActivity, {kDicom, "110120", "Application Start"}, "E", kSuccess},
    Other{"stop", kActivity, {kDicom, "110121", "Application Stop"}, "E", kSuccess},
    Other{"policy-load", kSecurityAlert, kConfiguration, "U", kSuccess},
    Other{"signature", kSecurityAlert, kConfiguration, "U", kSuccess},
    Other{"key-change", kSecurityAlert, kConfiguration, "U", kSuccess},
    Other{"certificate", kSecurityAlert, kConfiguration, "C", kSuccess},
    Other{"prune", kSecurityAlert, kConfiguration, "D", kSuccess},
    Other{"fork", kSecurityAlert, kConfiguration, "C", kSuccess},
    Other{"clock-step", kActivity, {}, "E", kMinorFailure},
    Other{"alert-acknowledged", kSecurityAlert, {}, "E", kSuccess},
    Other{"narrow", kSecurityAlert, {}, "U", kSuccess},
    Other{"attempt", kExport, kDisclose, "R", kMinorFailure},
    Other{"receipt", kImport, {}, "C", kSuccess},
    Other{"subject-access", kPatientRecord, {}, "R", kSuccess},
    Other{"subject-release", kSecurityAlert, {}, "U", kSuccess},
    Other{"subject-link", kPatientRecord, {}, "U", kSuccess},
    Other{"erase", kPatientRecord, {}, "D", kSuccess},
};

std::string text_at(const EntryView& entry, std::string_view key) {
  return gateway::text_of(find(entry.members, key));
}

// Writes one AuditEvent from what stands in the line.
class Event {
 public:
  explicit Event(const LedgerLine& line) : line_(line), entry_(*line.entry), fhir_(line.origin) {}

  // `number` tells the events of one entry apart.
  void begin(std::size_t number, std::string_view profile) {
    json().begin_object().member("resourceType", "AuditEvent");
    json().member("id", "entry-" + std::to_string(line_.index) + "-" + std::to_string(number));
    if (!profile.empty()) {
      const std::vector<std::string> profiles = {std::string(kProfiles).append(profile)};
      json().key("meta").begin_object().key("profile").strings(profiles).end_object();
    }
    json().key("extension").begin_array();
    extension("ledger-entry", std::to_string(line_.index));
    extension("ledger-leaf", line_.leaf_hex);
    if (!entry_.text("record").empty()) extension("record", entry_.text("record"));
    json().end_array();
  }

  // With the entry's own event as a further subtype where `own` says so.
  void kind(const FhirCode& type, const FhirCode& subtype, std::string_view own, std::string_view action) {
    json().key("type");
    fhir_.coding(type);
    json().key("subtype").begin_array();
    if (!subtype.code.empty()) fhir_.coding(subtype);
    const std::string system = fhir_.uri("event");
    if (!own.empty()) fhir_.coding({system, own, {}});
    json().end_array().member("action", action).member("recorded", entry_.time);
  }

  void outcome(std::string_view code, std::string_view words) {
    json().member("outcome", code);
    if (!words.empty()) json().member("outcomeDesc", words);
  }

  void purpose(const EntryView& judged) {
    const std::string purpose = text_at(judged, "purpose");
    const bool break_glass = find(judged.members, "break_glass") == "true";
    if (purpose.empty() && !break_glass) return;
    json().key("purposeOfEvent").begin_array();
    const std::string system = fhir_.uri("purpose");
    if (!purpose.empty()) fhir_.concept_of({system, purpose, {}});
    if (break_glass) fhir_.concept_of(kBreakGlass);
    json().end_array();
  }

  void source() {
    json().key("source").begin_object().member("site", line_.origin).key("observer");
    fhir_.reference("Device", "gateway", line_.origin, line_.origin);
    json().key("type").begin_array();
    fhir_.coding({"http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"});
    json().end_array().end_object();
  }

  // How many persons the entry is about, as far as a reader can know: one tag each.
  static std::size_t persons(const EntryView& judged) { return tags(judged).size(); }

  void patients(const EntryView& judged) {
    for (const std::string_view tag : tags(judged)) {
      fhir_.begin_entity(kPerson, kPatientRole);
      json().key("what");
      fhir_.reference("Patient", "subject-tag", gateway::text_of(tag));
      fhir_.end_entity();
    }
  }

  // The agreements and the whole policy: by what it was decided.
  void consents(const std::vector<std::string_view>& ids, const std::vector<Member>& versions,
                std::string_view policy) {
    for (const std::string_view id : ids) {
      fhir_.begin_entity(kConsent, kSecurityRole);
      json().key("what");
      const std::string_view version = find(versions, id);
      const std::string display = std::string(id) + (version.empty() ? "" : " v" + std::string(version));
      fhir_.reference("Consent", "agreement", id, display);
      fhir_.end_entity();
    }
    if (policy.empty()) return;
    fhir_.begin_entity(kConsent, kSecurityRole);
    json().key("what");
    fhir_.reference("Consent", "policy", policy, "the policy in force");
    fhir_.end_entity();
  }

  void record(std::string_view bytes, std::string_view commitment, std::string_view plan) {
    fhir_.begin_entity(kSystemObject, kReportRole);
    json().key("what");
    fhir_.reference_to_uuid(entry_.text("record"));
    json().key("detail").begin_array();
    fhir_.detail("ledger entry", std::to_string(line_.index));
    fhir_.detail("leaf hash", line_.leaf_hex);
    fhir_.detail("bytes", bytes);
    fhir_.detail("commitment", commitment);
    fhir_.detail("plan", plan);
    json().end_array();
    fhir_.end_entity();
  }

  // Whom the entry is about, and the members of its detail as they stand.
  void details() {
    std::vector<Member> fields;
    const std::string_view detail = find(entry_.members, entry_.event == "receipt" ? "receipt" : "detail");
    if (!gateway::read_object(detail, fields)) fields.clear();
    if (fields.empty() && persons(entry_) == 0) return;
    json().key("entity").begin_array();
    patients(entry_);
    if (!fields.empty()) {
      fhir_.begin_entity(kSystemObject, {});
      json().member("name", entry_.event).key("detail").begin_array();
      for (const Member& field : fields) {
        const std::string text = gateway::text_of(field.value);
        fhir_.detail(field.key, text.empty() && !field.value.starts_with('"') ? field.value : std::string_view(text));
      }
      json().end_array();
      fhir_.end_entity();
    }
    json().end_array();
  }

  [[nodiscard]] std::string end() {
    json().end_object();
    return json().text();
  }

  [[nodiscard]] FhirWriter& fhir() { return fhir_; }
  [[nodiscard]] JsonWriter& json() { return fhir_.json(); }

 private:
  static std::vector<std::string_view> tags(const EntryView& judged) {
    std::vector<std::string_view> tags;
    if (!gateway::read_array(find(judged.members, "subjects"), tags)) tags.clear();
    return tags;
  }

  void extension(std::string_view sort, std::string_view value) {
    json().begin_object().member("url", fhir_.uri(sort)).member("valueString", value).end_object();
  }

  const LedgerLine& line_;
  const EntryView& entry_;
  FhirWriter fhir_;
};

// BALP, "Authorization Decision": the sender's application asks, the recipient would be the user, the gateway decides.
std::string decision(const LedgerLine& line, const JudgedView& judged, const RecipientView& recipient,
                     std::size_t number) {
  const EntryView& entry = *line.entry;
  const bool permit = recipient.permit && entry.event == "accept";
  const std::string fingerprint = text_at(entry, "fingerprint");
  Event event(line);
  const bool complete = Event::persons(entry) == 1 && !fingerprint.empty();
  event.begin(number, complete ? kDecisionProfile : std::string_view());
  event.kind(kSecurityAlert, kAuthZConsent, {}, "E");
  const std::string reason = recipient.reason.empty() ? text_at(entry, "reason") : std::string(recipient.reason);
  event.outcome(permit ? kSuccess : kSeriousFailure, permit ? "permitted" : "refused: " + reason);
  event.purpose(entry);
  FhirWriter& fhir = event.fhir();
  event.json().key("agent").begin_array();
  fhir.begin_agent(kApplication, false);
  fhir.who_agency(text_at(entry, "sender"));
  (void)fhir.network_certificate(fingerprint);
  fhir.end_agent();
  fhir.begin_agent(kInformationRecipient, true);
  fhir.who_agency(recipient.agency);
  fhir.end_agent();
  fhir.begin_agent(kProvider, false);
  fhir.who_agency(recipient.agency);
  fhir.end_agent();
  fhir.begin_agent(kAuthorizer, false);
  fhir.who_gateway(line.origin);
  fhir.end_agent();
  event.json().end_array();
  event.source();
  event.json().key("entity").begin_array();
  event.patients(entry);
  event.consents(recipient.agreements, judged.agreements, text_at(entry, "policy"));
  event.json().end_array();
  return event.end();
}

// What an acceptance says of the recipient of an end.
struct Accepted {
  JudgedView judged;
  const RecipientView* recipient = nullptr;  // null: the acceptance was pruned

  explicit Accepted(const LedgerLine& line) {
    if (line.accept == nullptr || !gateway::read_judged(*line.accept, judged)) return;
    if (line.accept->text("record") != line.entry->text("record")) return;
    for (const RecipientView& one : judged.recipients()) {
      if (one.permit && one.agency == line.entry->text("recipient")) recipient = &one;
    }
  }
};

// BALP, "Privacy Disclosure at Source": the gateway gives what the sender has in its keeping to the recipient.
std::string end_of(const LedgerLine& line) {
  const EntryView& entry = *line.entry;
  const std::string result = text_at(entry, "outcome"), reason = text_at(entry, "reason");
  const std::string fingerprint = text_at(entry, "fingerprint");
  const bool disclosed = result == "delivered" || result == "rejected";
  const Accepted accepted(line);
  Event event(line);
  const bool complete =
      disclosed && !fingerprint.empty() && accepted.recipient != nullptr && Event::persons(*line.accept) == 1;
  event.begin(0, complete ? kDisclosureProfile : std::string_view());
  event.kind(kExport, kDisclose, result, "R");
  const bool may_still_come = result == "rejected" || result == "dead-letter";
  event.outcome(result == "delivered" ? kSuccess
                : may_still_come      ? kMinorFailure
                                      : kSeriousFailure,
                reason.empty() ? result : result + ": " + reason);
  if (accepted.recipient != nullptr) event.purpose(*line.accept);
  FhirWriter& fhir = event.fhir();
  JsonWriter& json = event.json();
  json.key("agent").begin_array();
  fhir.begin_agent(kSourceRole, false);
  fhir.who_gateway(line.origin);
  const std::string host(line.origin.substr(0, line.origin.find('/')));
  json.key("network").begin_object().member("address", host).member("type", "1").end_object();
  fhir.end_agent();
  fhir.begin_agent(kDestinationRole, false);
  fhir.who_agency(text_at(entry, "recipient"));
  (void)fhir.network_certificate(fingerprint);
  fhir.end_agent();
  fhir.begin_agent(kCustodian, true);
  fhir.who_agency(text_at(entry, "sender"));
  fhir.end_agent();
  json.end_array();
  event.source();
  json.key("entity").begin_array();
  const std::string plan = text_at(entry, "plan");
  if (accepted.recipient != nullptr) {
    event.patients(*line.accept);
    event.record(std::to_string(accepted.recipient->bytes), accepted.recipient->commitment, plan);
    event.consents(accepted.recipient->agreements, accepted.judged.agreements, text_at(*line.accept, "policy"));
  } else {
    event.record({}, {}, plan);
    std::vector<std::string_view> agreements;
    for (const Member& member : entry.sequences) {
      if (member.key != "log") agreements.push_back(member.key);
    }
    event.consents(agreements, {}, {});
  }
  json.end_array();
  return event.end();
}

std::string other(const LedgerLine& line) {
  const EntryView& entry = *line.entry;
  const auto known =
      std::find_if(kOthers.begin(), kOthers.end(), [&](const Other& one) { return one.event == entry.event; });
  const Other& kind = known != kOthers.end() ? *known : Other{{}, kActivity, {}, "E", kSuccess};
  Event event(line);
  event.begin(0, {});
  event.kind(kind.type, kind.subtype, entry.event, kind.action);
  event.outcome(kind.outcome, text_at(entry, "reason"));
  event.json().key("agent").begin_array();
  event.fhir().begin_agent(kApplication, true);
  event.fhir().who_gateway(line.origin);
  event.fhir().end_agent();
  if (const std::string recipient = text_at(entry, "recipient"); !recipient.empty()) {
    event.fhir().begin_agent(kDestinationRole, false);
    event.fhir().who_agency(recipient);
    event.fhir().end_agent();
  }
  event.json().end_array();
  event.source();
  event.details();
  return event.end();
}

}  // namespace

Result<std::vector<std::string>> audit_events(const LedgerLine& line) {
  const EntryView& entry = *line.entry;
  std::vector<std::string> events;
  if (entry.event == "plan" || entry.event == "vocabulary") return events;
  if (entry.event == "settle") {
    events.push_back(end_of(line));
  } else if (entry.event == "accept" || entry.event == "refuse") {
    JudgedView judged;
    if (const auto read = gateway::read_judged(entry, judged); !read) return fail(read.error());
    for (const RecipientView& recipient : judged.recipients()) {
      events.push_back(decision(line, judged, recipient, events.size()));
    }
    if (events.empty()) events.push_back(decision(line, judged, {}, 0));
  } else {
    events.push_back(other(line));
  }
  return events;
}

}  // namespace concordat::cli
