#pragma once
// A delivery with its plan spelled out, and how it is told to programs and people. Plain values.
//
//   Result<Received> received = received_from(frame.delivery(), client.plans());
//   std::cout << received_json(*received) << '\n';

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/client/plan_book.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Delivery;
}

namespace concordat::cli {

struct Received {
  std::uint64_t sequence = 0;
  std::string record_id;
  std::string sender;
  std::string kind;
  std::string purpose;
  std::string format;  // "fhir"
  std::string received_time;
  std::string trace_id;
  std::vector<client::ItemOutcome> items;
  std::vector<std::string> agreements;
  std::uint32_t retain_days = 0;
  std::string onward_sharing;
  std::uint64_t ledger_index = 0;
  std::string output_salt;  // raw bytes
  bool redelivered = false;
  std::uint64_t bytes = 0;
  std::string file;              // where it was written; empty when it was not
  bool already_written = false;  // a redelivery of what this folder holds
  bool rejected = false;
};

// kMalformed when the delivery has no record id, or names a plan that was never sent.
[[nodiscard]] Result<Received> received_from(const native::v1::Delivery& delivery, const client::PlanBook& plans);

[[nodiscard]] std::string manifest_json(const Received& received);
// One line for a program, a few for a person.
[[nodiscard]] std::string received_json(const Received& received);
[[nodiscard]] std::string received_text(const Received& received);

}  // namespace concordat::cli
