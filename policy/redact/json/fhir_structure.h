#pragma once
// What FHIR R4 itself asks for, whatever the agreements say: which elements are structure, which modify the meaning of
// what stands beside them, which hold an instant. Written as selectors, so that they are found in the same walk as the
// data items.
//
//   for (const StructuralPlace& place : fhir_structure()) tree.add(place.selector, place.structure);

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/security_label.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

enum class Structure : std::uint8_t {
  kNone,
  kFormat,             // goes with its resource: Bundle.type
  kFullUrl,            // Bundle.entry.fullUrl
  kFocus,              // MessageHeader.focus: what the record is about
  kNarrative,          // released only by an item that names it
  kSecurity,           // meta.security: where the output is labelled
  kModifier,           // isModifier = true in R4: a code, a boolean, a date or a coded concept
  kDemandingModifier,  // a modifier that only an item can judge: Patient.link
  kInstant,            // R4 `instant`: no partial dates
  kFixedForm,          // of a type that a mask or a pseudonym does not fit: an id, a time beside free text, bytes
  kNamed,              // must hold a name or another of the elements that tell who it is about
  kSignature,          // signs bytes that the output no longer has
  kRequired,           // the object that it stands in is not valid without it (required_elements.h)
  kRequiredReference,  // the same of a reference, which may be masked instead
};

struct StructuralPlace {
  std::string selector;
  Structure structure;  // a place may be required and something else as well
};

// HL7 FHIR R4 (4.0.1), profiles-resources and profiles-types: elements with isModifier, elements of type instant.
[[nodiscard]] std::vector<StructuralPlace> fhir_structure();

// "urn:uuid:" and a UUID in its canonical form: carries nothing but identity within the bundle.
[[nodiscard]] bool is_urn_uuid(std::string_view text);

// A code, a date, a boolean: no more than 128 characters and no space among them.
[[nodiscard]] bool code_like(const protocol::json::Tape& tape, std::uint32_t token);
[[nodiscard]] bool coded_concept(const protocol::json::Tape& tape, std::uint32_t value);
[[nodiscard]] bool verification_status(const protocol::json::Tape& tape, std::uint32_t extension);
// The label of a redacted resource.
[[nodiscard]] bool is_label(const protocol::json::Tape& tape, std::uint32_t object);

// How a redacted resource is labelled in meta.security (HL7 v3 ObservationValue, REDACTED).
inline constexpr std::string_view kLabelSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
inline constexpr std::string_view kLabelCode = "REDACTED";

// What stands for a reference that FHIR requires and the recipient may not have (data-absent-reason, "masked"), and for
// an array of them.
inline constexpr std::string_view kMaskedReference =
    R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]})";
inline constexpr std::string_view kMaskedReferences =
    R"([{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}])";

// The labels in a meta.security, whatever form it has there: a code that restricts is heard in every system, so that a
// label in an older or a local one is not passed over.
[[nodiscard]] LabelSet security_labels_in(const protocol::json::Tape& tape, std::uint32_t security);

}  // namespace concordat::policy
