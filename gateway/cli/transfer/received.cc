#include "gateway/cli/transfer/received.h"

#include <utility>

#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {

using client::Outcome;

Result<Received> received_from(const native::v1::Delivery& delivery, const client::PlanBook& plans) {
  auto manifest = manifest_from(delivery, plans);
  if (!manifest) return fail(manifest.error());
  Received received;
  received.sequence = delivery.sequence();
  received.manifest = *std::move(manifest);
  return received;
}

std::string received_json(const Received& received) {
  const Manifest& manifest = received.manifest;
  JsonWriter json;
  json.begin_object().member("record_id", manifest.record_id);
  json.member("outcome", received.rejected ? "rejected" : "received").member("sender", manifest.sender);
  json.member("kind", manifest.kind).member("purpose", manifest.purpose).member("format", manifest.format);
  json.key("released").strings(names(manifest.items, Outcome::kReleased));
  json.key("changed").strings(names(manifest.items, Outcome::kChanged));
  json.key("withheld").strings(names(manifest.items, Outcome::kWithheld));
  json.member("redelivered", manifest.redelivered).member("already_written", received.already_written);
  json.member("bytes", manifest.bytes).member("ledger_index", manifest.ledger_index);
  if (!received.file.empty()) json.member("file", received.file);
  if (!manifest.trace_id.empty()) json.member("trace_id", manifest.trace_id);
  return json.end_object().text();
}

std::string received_text(const Received& received) {
  const Manifest& manifest = received.manifest;
  std::string text = "record " + manifest.record_id + " from " + printable(manifest.sender) + ": " +
                     printable(manifest.kind) + ", for " + printable(manifest.purpose);
  if (received.rejected) text += ", rejected";
  if (manifest.redelivered)
    text += received.already_written ? ", delivered again (already written)" : ", delivered again";
  text += '\n';
  const auto count = [&](Outcome outcome) { return names(manifest.items, outcome).size(); };
  text += "  " + counted(count(Outcome::kReleased), "item") + " released, " + std::to_string(count(Outcome::kChanged)) +
          " changed, " + std::to_string(count(Outcome::kWithheld)) + " withheld; ledger entry " +
          std::to_string(manifest.ledger_index) + '\n';
  if (!received.file.empty()) text += "  " + printable(received.file, 4096) + '\n';
  return text;
}

}  // namespace concordat::cli
