#include "gateway/cli/transfer/received.h"

#include <chrono>
#include <span>
#include <utility>

#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
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

void write_items(JsonWriter& json, const std::vector<ItemOutcome>& items) {
  json.key("items").begin_array();
  for (const ItemOutcome& item : items) {
    json.begin_object()
        .member("item", item.item)
        .member("label", item.label)
        .member("outcome", client::name(item.outcome));
    json.member("action", item.action).member("clause", item.clause);
    if (item.altered) json.member("note", "planned otherwise, but it could not be done with certainty");
    json.end_object();
  }
  json.end_array();
}

}  // namespace

Result<Received> received_from(const native::v1::Delivery& delivery, const client::PlanBook& plans) {
  const auto id = RecordId::from_bytes(delivery.record_id());
  if (!id) return fail(Code::kMalformed, "the gateway delivered a record without an id");
  const std::span<const std::uint32_t> absent(delivery.absent().data(),
                                              static_cast<std::size_t>(delivery.absent_size()));
  const std::span<const std::uint32_t> altered(delivery.altered().data(),
                                               static_cast<std::size_t>(delivery.altered_size()));
  auto items = plans.expand(delivery.plan_hash(), absent, altered);
  if (!items) return fail(items.error());
  Received received;
  received.sequence = delivery.sequence();
  received.record_id = id->str();
  received.sender = delivery.sender();
  received.kind = delivery.kind();
  received.purpose = delivery.purpose();
  received.format = name(format_of_wire(delivery.format()));
  received.received_time = moment(now_ms());
  received.trace_id = delivery.trace_id();
  received.items = *std::move(items);
  received.agreements = plans.agreements(delivery.plan_hash());
  received.retain_days = delivery.obligations().retain_days();
  received.onward_sharing = delivery.obligations().onward_sharing();
  received.ledger_index = delivery.ledger_index();
  received.output_salt = delivery.output_salt();
  received.redelivered = delivery.redelivered();
  received.bytes = delivery.body().size();
  return received;
}

std::string manifest_json(const Received& received) {
  JsonWriter json;
  json.begin_object().member("record_id", received.record_id).member("sender", received.sender);
  json.member("kind", received.kind).member("purpose", received.purpose).member("format", received.format);
  json.member("received", received.received_time).member("redelivered", received.redelivered);
  json.key("agreements").strings(received.agreements);
  write_items(json, received.items);
  json.key("obligations").begin_object();
  if (received.retain_days > 0) json.member("retain_days", received.retain_days);
  if (!received.onward_sharing.empty()) json.member("onward_sharing", received.onward_sharing);
  json.end_object();
  json.member("ledger_index", received.ledger_index).member("commitment_salt", hex(received.output_salt));
  if (!received.trace_id.empty()) json.member("trace_id", received.trace_id);
  return json.end_object().text() + '\n';
}

std::string received_json(const Received& received) {
  JsonWriter json;
  json.begin_object().member("record_id", received.record_id);
  json.member("outcome", received.rejected ? "rejected" : "received").member("sender", received.sender);
  json.member("kind", received.kind).member("purpose", received.purpose).member("format", received.format);
  json.key("released").strings(names(received.items, Outcome::kReleased));
  json.key("changed").strings(names(received.items, Outcome::kChanged));
  json.key("withheld").strings(names(received.items, Outcome::kWithheld));
  json.member("redelivered", received.redelivered).member("already_written", received.already_written);
  json.member("bytes", received.bytes).member("ledger_index", received.ledger_index);
  if (!received.file.empty()) json.member("file", received.file);
  if (!received.trace_id.empty()) json.member("trace_id", received.trace_id);
  return json.end_object().text();
}

std::string received_text(const Received& received) {
  std::string text = "record " + received.record_id + " from " + printable(received.sender) + ": " +
                     printable(received.kind) + ", for " + printable(received.purpose);
  if (received.rejected) text += ", rejected";
  if (received.redelivered)
    text += received.already_written ? ", delivered again (already written)" : ", delivered again";
  text += '\n';
  const auto count = [&](Outcome outcome) { return names(received.items, outcome).size(); };
  text += "  " + counted(count(Outcome::kReleased), "item") + " released, " + std::to_string(count(Outcome::kChanged)) +
          " changed, " + std::to_string(count(Outcome::kWithheld)) + " withheld; ledger entry " +
          std::to_string(received.ledger_index) + '\n';
  if (!received.file.empty()) text += "  " + printable(received.file, 4096) + '\n';
  return text;
}

}  // namespace concordat::cli
