#pragma once
// Reads the few fields of a frame that the load generator needs straight from the wire, without building messages: a
// generator that costs as much as the gateway measures itself. The contract is protocol/native/concordat.proto. Pure.
//
//   WireFields fields(frame);
//   while (fields.next()) if (fields.number() == 3) receipt = scan_receipt(fields.bytes());

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/base/bytes.h"

namespace concordat::cli {

// One protobuf message, field by field.
class WireFields {
 public:
  explicit WireFields(ByteView message) : rest_(message) {}
  // False at the end, and when what follows is not a field (then sound() is false).
  bool next();
  [[nodiscard]] bool sound() const { return sound_; }
  // The field's number and its wire type, as one: a known number with another type is another field.
  [[nodiscard]] std::uint32_t key() const { return key_; }
  [[nodiscard]] std::uint32_t number() const { return key_ >> 3; }
  [[nodiscard]] std::uint64_t value() const { return value_; }  // of a varint field
  [[nodiscard]] ByteView bytes() const { return bytes_; }       // of a length-delimited one

 private:
  bool varint(std::uint64_t& out);
  bool skip(std::size_t width);

  ByteView rest_;
  std::uint32_t key_ = 0;
  std::uint64_t value_ = 0;
  ByteView bytes_;
  bool sound_ = true;
};

struct ReceiptFacts {
  std::uint64_t sequence = 0;
  std::uint64_t outcome = 0;  // native::v1::Outcome
  ByteView record_id;
  ByteView error;
  ByteView detail;
};

struct DeliveryFacts {
  std::uint64_t sequence = 0;
  ByteView record_id;
  bool redelivered = false;
  ByteView body;
  ByteView output_salt;
};

// nullopt when the message is broken.
[[nodiscard]] std::optional<ReceiptFacts> scan_receipt(ByteView message);
[[nodiscard]] std::optional<DeliveryFacts> scan_delivery(ByteView message);
// The highest sequence in a Settled message; 0 when it names none.
[[nodiscard]] std::uint64_t scan_settled(ByteView message);

}  // namespace concordat::cli
