#pragma once
// A delivery with its manifest, and how it is told to programs and people. Plain values.
//
//   Result<Received> received = received_from(frame.delivery(), client.plans());
//   std::cout << received_json(*received) << '\n';

#include <cstdint>
#include <string>

#include "gateway/cli/manifest/manifest.h"
#include "gateway/client/plan_book.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Delivery;
}

namespace concordat::cli {

struct Received {
  std::uint64_t sequence = 0;
  Manifest manifest;
  std::string file;              // where it was written; empty when it was not
  bool already_written = false;  // a redelivery of what this folder holds
  bool rejected = false;
};

// kMalformed when the delivery has no record id, or names a plan that was never sent.
[[nodiscard]] Result<Received> received_from(const native::v1::Delivery& delivery, const client::PlanBook& plans);

// One line for a program, a few for a person.
[[nodiscard]] std::string received_json(const Received& received);
[[nodiscard]] std::string received_text(const Received& received);

}  // namespace concordat::cli
