#include "protocol/native/splice.h"

#include "protocol/base/bytes.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::protocol::native {
namespace {

namespace v1 = ::concordat::native::v1;

constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kLengthDelimited = 2;

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void append_number(std::string& out, int field, std::uint64_t value) {
  append_varint(out, static_cast<std::uint32_t>(field) << 3 | kVarint);
  append_varint(out, value);
}

std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

void append_message(std::string& out, int frame_field, std::string_view message, std::string_view more) {
  const std::uint32_t tag = static_cast<std::uint32_t>(frame_field) << 3 | kLengthDelimited;
  const std::size_t length = message.size() + more.size();
  put_u32(out, static_cast<std::uint32_t>(varint_size(tag) + varint_size(length) + length));
  append_varint(out, tag);
  append_varint(out, length);
  out += message;
  out += more;
}

}  // namespace

void append_delivery(std::string& out, std::string_view delivery, const DeliveryFields& fields) {
  std::string more;
  append_number(more, v1::Delivery::kSequenceFieldNumber, fields.sequence);
  if (fields.redelivered) append_number(more, v1::Delivery::kRedeliveredFieldNumber, 1);
  append_number(more, v1::Delivery::kLedgerIndexFieldNumber, fields.ledger_index);
  if (fields.narrowed_index != 0) append_number(more, v1::Delivery::kNarrowedIndexFieldNumber, fields.narrowed_index);
  append_message(out, v1::Frame::kDeliveryFieldNumber, delivery, more);
}

void append_receipt(std::string& out, std::string_view receipt, const ReceiptFields& fields) {
  std::string more;
  append_number(more, v1::Receipt::kSequenceFieldNumber, fields.sequence);
  append_number(more, v1::Receipt::kLedgerIndexFieldNumber, fields.ledger_index);
  if (fields.duplicate) append_number(more, v1::Receipt::kDuplicateFieldNumber, 1);
  append_message(out, v1::Frame::kReceiptFieldNumber, receipt, more);
}

void append_delivery_body(std::string& delivery, std::string_view body) {
  append_varint(delivery, static_cast<std::uint32_t>(v1::Delivery::kBodyFieldNumber) << 3 | kLengthDelimited);
  append_varint(delivery, body.size());
  delivery += body;
}

void append_plan(std::string& out, std::string_view plan) {
  append_message(out, v1::Frame::kPlanFieldNumber, plan, {});
}

}  // namespace concordat::protocol::native
