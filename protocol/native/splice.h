#pragma once
// Frames around messages that are already serialised: a queued disclosure and a kept receipt go out as the bytes that
// were stored, with the few fields that are only known now appended (protobuf merges fields wherever they stand). Saves
// a parse and a serialisation a record.

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::protocol::native {

struct DeliveryFields {
  std::uint64_t sequence = 0;
  bool redelivered = false;
  std::uint64_t ledger_index = 0;
  std::uint64_t narrowed_index = 0;  // 0: as it was accepted
};

struct ReceiptFields {
  std::uint64_t sequence = 0;
  std::uint64_t ledger_index = 0;
  bool duplicate = false;
};

// Each appends one whole frame: length, Frame, message.
void append_delivery(std::string& out, std::string_view delivery, const DeliveryFields& fields);
void append_receipt(std::string& out, std::string_view receipt, const ReceiptFields& fields);
// The field Delivery.body, to be appended to a serialised Delivery.
void append_delivery_body(std::string& delivery, std::string_view body);
void append_plan(std::string& out, std::string_view plan);

}  // namespace concordat::protocol::native
