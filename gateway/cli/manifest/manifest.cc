#include "gateway/cli/manifest/manifest.h"

#include <chrono>
#include <span>

#include "crypto/primitive/digest.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/transfer/record_file.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using client::ItemOutcome;
using client::Outcome;

RecordFormat format_of_wire(native::v1::Format format) {
  switch (format) {
    case native::v1::FORMAT_FHIR: return RecordFormat::kFhir;
    case native::v1::FORMAT_JSON: return RecordFormat::kJson;
    case native::v1::FORMAT_HL7V2: return RecordFormat::kHl7v2;
    default: return RecordFormat::kOpaque;
  }
}

std::uint64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

// The gateway mints ids when it accepts (RFC 9562, UUIDv7: the first 48 bits are milliseconds).
std::uint64_t minted_ms(const RecordId& id) {
  std::uint64_t ms = 0;
  for (const char octet : id.bytes().substr(0, 6)) ms = ms << 8 | static_cast<unsigned char>(octet);
  return ms;
}

std::span<const std::uint32_t> positions(const google::protobuf::RepeatedField<std::uint32_t>& field) {
  return {field.data(), static_cast<std::size_t>(field.size())};
}

void write_items(JsonWriter& json, const std::vector<ItemOutcome>& items) {
  json.key("items").begin_array();
  for (const ItemOutcome& item : items) {
    json.begin_object()
        .member("item", item.item)
        .member("label", item.label)
        .member("outcome", client::name(item.outcome));
    json.member("action", item.action).member("clause", item.clause);
    if (!item.reason.empty()) json.member("reason", item.reason);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

Result<Manifest> manifest_from(const native::v1::Delivery& delivery, const client::PlanBook& plans) {
  const auto id = RecordId::from_bytes(delivery.record_id());
  if (!id) return fail(Code::kMalformed, "the gateway delivered a record without an id");
  auto items = plans.expand(delivery.plan_hash(), positions(delivery.absent()), positions(delivery.altered()),
                            positions(delivery.earlier()));
  if (!items) return fail(items.error());
  // Present or not, they are listed alike, so that the list tells nothing.
  for (ItemOutcome& item : *items) {
    if (item.sensitive && item.outcome == Outcome::kWithheld && !item.altered) item.reason = client::kPossiblyWithheld;
  }
  Manifest manifest;
  manifest.record_id = id->str();
  manifest.sender = delivery.sender();
  manifest.kind = delivery.kind();
  manifest.purpose = delivery.purpose();
  manifest.format = name(format_of_wire(delivery.format()));
  manifest.content_type = delivery.content_type();
  manifest.file_name = delivery.file_name();
  manifest.accepted_time = moment(minted_ms(*id));
  manifest.received_time = moment(now_ms());
  manifest.redelivered = delivery.redelivered();
  manifest.agreements = plans.agreements(delivery.plan_hash());
  manifest.plan = hex(delivery.plan_hash());
  manifest.items = *std::move(items);
  manifest.unnamed = delivery.unnamed();
  for (const auto& scrubbed : delivery.scrubbed()) manifest.scrubbed.emplace_back(scrubbed.kind(), scrubbed.count());
  manifest.retain_days = delivery.obligations().retain_days();
  manifest.onward_sharing = delivery.obligations().onward_sharing();
  manifest.bytes = delivery.body().size();
  manifest.commitment = commitment_to(delivery.body(), delivery.output_salt());
  manifest.commitment_salt = hex(delivery.output_salt());
  manifest.ledger_index = delivery.ledger_index();
  const bool narrowed = delivery.narrowed_index() != 0;
  manifest.commitment_index = narrowed ? delivery.narrowed_index() : delivery.ledger_index();
  manifest.trace_id = delivery.trace_id();
  return manifest;
}

std::string commitment_to(std::string_view disclosure, std::string_view salt) {
  return crypto::sha256(salt, crypto::sha256(disclosure).view()).hex();
}

std::string manifest_json(const Manifest& manifest) {
  JsonWriter json;
  json.begin_object().member("manifest", 1).member("record_id", manifest.record_id);
  json.member("sender", manifest.sender).member("recipient", manifest.recipient);
  json.member("kind", manifest.kind).member("purpose", manifest.purpose).member("format", manifest.format);
  if (!manifest.content_type.empty()) json.member("content_type", manifest.content_type);
  if (!manifest.file_name.empty()) json.member("file_name", manifest.file_name);
  json.member("accepted", manifest.accepted_time).member("received", manifest.received_time);
  json.member("redelivered", manifest.redelivered).key("agreements").strings(manifest.agreements);
  json.member("plan", manifest.plan);
  write_items(json, manifest.items);
  json.member("unnamed", manifest.unnamed).key("scrubbed").begin_object();
  for (const auto& [kind, count] : manifest.scrubbed) json.member(kind, count);
  json.end_object().key("obligations").begin_object();
  if (manifest.retain_days > 0) json.member("retain_days", manifest.retain_days);
  if (!manifest.onward_sharing.empty()) json.member("onward_sharing", manifest.onward_sharing);
  json.end_object().member("bytes", manifest.bytes).member("commitment", manifest.commitment);
  json.member("commitment_salt", manifest.commitment_salt).member("commitment_index", manifest.commitment_index);
  json.member("ledger_index", manifest.ledger_index);
  if (!manifest.trace_id.empty()) json.member("trace_id", manifest.trace_id);
  return json.end_object().text() + '\n';
}

}  // namespace concordat::cli
