#include <array>

#include "policy/load/files.h"
#include "policy/source/fields.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRoles{
    {{"controller", "controller"}, {"processor", "processor"}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kReceipts{{{"required", true}, {"optional", false}}};
constexpr std::size_t kEd25519Bytes = 32;
constexpr std::size_t kPinDigits = 64;

bool is_pin(std::string_view text) {
  return text.size() == kPinDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void load_identity(Fields& identity, AgencyFile& file) {
  Agency& agency = file.agency;
  auto take = [&](std::string_view key, std::string& into) {
    Written said = identity.written(key, Need::kOptional);
    into = said.text;
    if (!said.text.empty()) file.identities.push_back({std::string(key) + " " + said.text, said.place});
  };
  take("san_uri", agency.san_uri);
  take("san_dns", agency.san_dns);
  take("key_pin", agency.key_pin);
  take("common_name", agency.common_name);
  if (!agency.key_pin.empty() && !is_pin(agency.key_pin)) {
    identity.report().error(file.identities.back().place,
                            "\"key_pin\" is no SHA-256 of a public key; write its 64 lower-case hexadecimal digits",
                            "RFC 7469 section 2.4");
  }
  if (file.identities.empty()) {
    identity.report().error(
        identity.place(), "no certificate could be this agency's; give one of san_uri, san_dns, key_pin, common_name");
  }
}

Officer load_officer(const Node& node, Report& report) {
  Fields fields(node, "an officer", report);
  Officer officer;
  officer.name = fields.text("name", Need::kRequired);
  Written key = fields.written("key", Need::kRequired);
  auto raw = parse_base64(key.text);
  if (raw && raw->size() == kEd25519Bytes) {
    officer.public_key = *raw;
  } else if (!key.text.empty()) {
    report.error(key.place, "\"key\" is no Ed25519 public key; write its 32 bytes in base64, 44 characters");
  }
  AgreementDate retired = fields.date("retired", Need::kOptional);
  if (!retired.text.empty()) officer.retired = retired.day;
  // The day is for readers: whoever took the key could write any day into what it signs.
  officer.revoked = !fields.date("revoked", Need::kOptional).text.empty();
  return officer;
}

}  // namespace

AgencyFile load_agency(const Node& root, Report& report) {
  AgencyFile file;
  Agency& agency = file.agency;
  Fields fields(root, "an agency", report);
  Written id = fields.word("agency", Need::kRequired);
  agency.id = AgencyId{id.text};
  file.place = id.place;
  agency.name = fields.text("name", Need::kRequired);
  agency.role = fields.one_of<std::string_view>("role", kRoles, "controller", Need::kRequired);
  agency.public_authority = fields.boolean("public_authority", true);
  fields.with_map("identity", Need::kRequired, [&](Fields& identity) { load_identity(identity, file); });
  file.destinations = fields.texts("destinations", Need::kOptional);
  for (const Written& destination : file.destinations) agency.destinations.push_back(destination.text);
  fields.with_map("doors", Need::kOptional, [&](Fields& doors) {
    doors.with_map("native", Need::kOptional,
                   [&](Fields& native) { file.default_purpose = native.word("purpose", Need::kOptional); });
  });
  agency.default_purpose = PurposeId{file.default_purpose.text};
  fields.each_element("officers", Need::kOptional,
                      [&](const Node& node) { agency.officers.push_back(load_officer(node, report)); });
  agency.contact = fields.text("contact", Need::kOptional);
  agency.auditor = fields.boolean("auditor", false);
  fields.with_map("quota", Need::kOptional, [&](Fields& quota) {
    Quota& q = agency.quota;
    q.records_per_second =
        static_cast<std::uint32_t>(quota.integer("records_per_second", q.records_per_second, 1, 10'000'000));
    q.connections = static_cast<std::uint32_t>(quota.integer("connections", q.connections, 1, 65'535));
    q.queued_bytes = quota.integer("queued_bytes", q.queued_bytes, 1, std::uint64_t{1} << 50);
  });
  agency.receipts_required = fields.one_of<bool>("receipts", kReceipts, false);
  return file;
}

}  // namespace concordat::policy
