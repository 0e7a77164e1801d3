#include "gateway/cli/ledger/export/fhir_writer.h"

#include <algorithm>

#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

// RFC 6920 section 3: base64url without padding.
std::string named_information(const Bytes& sha256) {
  std::string text = base64(sha256);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (!text.empty() && text.back() == '=') text.pop_back();
  return "ni:///sha-256;" + text;
}

}  // namespace

void FhirWriter::coding(const FhirCode& code) {
  json_.begin_object().member("system", code.system).member("code", code.code);
  if (!code.display.empty()) json_.member("display", code.display);
  json_.end_object();
}

void FhirWriter::concept_of(const FhirCode& code) {
  json_.begin_object().key("coding").begin_array();
  coding(code);
  json_.end_array().end_object();
}

void FhirWriter::reference(std::string_view type, std::string_view sort, std::string_view value,
                           std::string_view display) {
  json_.begin_object().member("type", type).key("identifier").begin_object();
  json_.member("system", uri(sort)).member("value", value).end_object();
  if (!display.empty()) json_.member("display", display);
  json_.end_object();
}

void FhirWriter::reference_to_uuid(std::string_view uuid) {
  json_.begin_object().key("identifier").begin_object();
  json_.member("system", "urn:ietf:rfc:3986").member("value", "urn:uuid:" + std::string(uuid));
  json_.end_object().end_object();
}

void FhirWriter::begin_agent(const FhirCode& type, bool requestor) {
  json_.begin_object().key("type");
  concept_of(type);
  json_.member("requestor", requestor);
}

void FhirWriter::who_agency(std::string_view agency) {
  json_.key("who");
  if (!agency.empty()) return reference("Organization", "agency", agency, agency);
  json_.begin_object().member("display", "an agency that the ledger does not name").end_object();
}

void FhirWriter::who_gateway(std::string_view origin) {
  json_.key("who");
  reference("Device", "gateway", origin, origin);
}

bool FhirWriter::network_certificate(std::string_view fingerprint_hex) {
  const auto fingerprint = parse_hex(fingerprint_hex);
  if (!fingerprint || fingerprint->empty()) return false;
  json_.key("network").begin_object().member("address", named_information(*fingerprint)).member("type", "5");
  json_.end_object();
  return true;
}

void FhirWriter::begin_entity(const FhirCode& type, const FhirCode& role) {
  json_.begin_object().key("type");
  coding(type);
  if (role.code.empty()) return;
  json_.key("role");
  coding(role);
}

void FhirWriter::detail(std::string_view type, std::string_view value) {
  if (value.empty()) return;
  json_.begin_object().member("type", type).member("valueString", value).end_object();
}

}  // namespace concordat::cli
