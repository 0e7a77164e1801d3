#pragma once
// What lies beside every disclosure: who sent it to whom, why and under which agreements; item by item what was
// released, changed and withheld, with a reason; what was taken out of free text; and the commitment by which the
// ledger knows it. As a JSON file (deploy/schema/manifest-v1.schema.json) that `concordat manifest` reads again. It
// never says what a withheld value was.
//
//   Result<Manifest> manifest = manifest_from(delivery, client.plans());
//   write(manifest_json(*manifest));                     // one line
//   Result<Manifest> again = read_manifest(text);

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/client/plan_book.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Delivery;
}

namespace concordat::cli {

struct Manifest {
  std::string record_id;
  std::string sender;
  std::string recipient;
  std::string kind;
  std::string purpose;
  std::string format;        // "fhir"
  std::string content_type;  // these two of an opaque payload only
  std::string file_name;
  std::string accepted_time;
  std::string received_time;
  bool redelivered = false;
  std::vector<std::string> agreements;  // "ISA-2026-014 v3"
  std::string plan;                     // its hash, in hexadecimal
  std::vector<client::ItemOutcome> items;
  std::uint64_t unnamed = 0;  // values that no data item names
  std::vector<std::pair<std::string, std::uint64_t>> scrubbed;
  std::uint64_t retain_days = 0;
  std::string onward_sharing;
  std::uint64_t bytes = 0;  // of the disclosure
  std::string commitment;   // SHA-256(salt || SHA-256(disclosure)), in hexadecimal, as the salt
  std::string commitment_salt;
  std::uint64_t commitment_index = 0;  // of the entry that holds it
  std::uint64_t ledger_index = 0;      // of the accept entry
  std::string trace_id;
};

// kMalformed when the delivery has no record id, or names a plan that was never sent.
[[nodiscard]] Result<Manifest> manifest_from(const native::v1::Delivery& delivery, const client::PlanBook& plans);
[[nodiscard]] std::string commitment_to(std::string_view disclosure, std::string_view salt);

[[nodiscard]] std::string manifest_json(const Manifest& manifest);
// kMalformed, with the place, for what is no manifest of this version.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text);

}  // namespace concordat::cli
