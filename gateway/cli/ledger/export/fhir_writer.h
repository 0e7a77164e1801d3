#pragma once
// The parts that every AuditEvent of a ledger consists of: codings, logical references, agents, entities. Identifiers
// are of systems below the ledger's origin: "https://hub.example/ledger#agency". Not synchronised.
//
//   FhirWriter fhir("hub.example/ledger");
//   fhir.json().key("who");
//   fhir.reference("Organization", "agency", "riverside-trust");

#include <string>
#include <string_view>

#include "gateway/cli/output/json_writer.h"

namespace concordat::cli {

struct FhirCode {
  std::string_view system, code, display;
};

inline constexpr std::string_view kDicom = "http://dicom.nema.org/resources/ontology/DCM";
inline constexpr std::string_view kEntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
inline constexpr std::string_view kObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";
inline constexpr std::string_view kResourceType = "http://hl7.org/fhir/resource-types";

class FhirWriter {
 public:
  explicit FhirWriter(std::string_view origin) : base_("https://" + std::string(origin) + "#") {}

  [[nodiscard]] JsonWriter& json() { return json_; }
  // The identifier system of a sort of things in this ledger; also a URI for one of them: uri("agreement/ISA-1").
  [[nodiscard]] std::string uri(std::string_view sort) const { return base_ + std::string(sort); }

  void coding(const FhirCode& code);
  void concept_of(const FhirCode& code);  // a CodeableConcept
  // A logical reference: to something that has an identifier, and no address.
  void reference(std::string_view type, std::string_view sort, std::string_view value, std::string_view display = {});
  void reference_to_uuid(std::string_view uuid);

  // Opens an agent, up to and with `requestor`; end_agent() closes it.
  void begin_agent(const FhirCode& type, bool requestor);
  void who_agency(std::string_view agency);  // an agency that no ledger names where it is empty
  void who_gateway(std::string_view origin);
  // The certificate by which the agent was known, as a named-information URI (RFC 6920). False: there is none.
  bool network_certificate(std::string_view fingerprint_hex);
  void end_agent() { json_.end_object(); }

  // Opens an entity; end_entity() closes it. A role without a code is left out.
  void begin_entity(const FhirCode& type, const FhirCode& role);
  void end_entity() { json_.end_object(); }
  // A detail of an open list of details; one that is empty is left out.
  void detail(std::string_view type, std::string_view value);

 private:
  std::string base_;
  JsonWriter json_;
};

}  // namespace concordat::cli
