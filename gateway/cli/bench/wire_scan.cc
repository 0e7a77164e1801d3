#include "gateway/cli/bench/wire_scan.h"

#include <algorithm>

#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using native::v1::Delivery;
using native::v1::Receipt;

constexpr std::uint32_t kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5;

constexpr std::uint32_t varint_field(int number) {
  return static_cast<std::uint32_t>(number) << 3 | kVarint;
}
constexpr std::uint32_t bytes_field(int number) {
  return static_cast<std::uint32_t>(number) << 3 | kDelimited;
}

}  // namespace

bool WireFields::varint(std::uint64_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool WireFields::skip(std::size_t width) {
  if (rest_.size() < width) return false;
  rest_.remove_prefix(width);
  return true;
}

bool WireFields::next() {
  if (rest_.empty() || !sound_) return false;
  std::uint64_t tag = 0, length = 0;
  sound_ = varint(tag);
  key_ = static_cast<std::uint32_t>(tag);
  switch (tag & 7) {
    case kVarint: sound_ = sound_ && varint(value_); break;
    case kFixed64: sound_ = sound_ && skip(8); break;
    case kFixed32: sound_ = sound_ && skip(4); break;
    case kDelimited:
      sound_ = sound_ && varint(length) && length <= rest_.size();
      if (!sound_) break;
      bytes_ = rest_.substr(0, length);
      rest_.remove_prefix(length);
      break;
    default: sound_ = false;
  }
  return sound_;
}

std::optional<ReceiptFacts> scan_receipt(ByteView message) {
  ReceiptFacts facts;
  WireFields fields(message);
  while (fields.next()) {
    switch (fields.key()) {
      case varint_field(Receipt::kSequenceFieldNumber): facts.sequence = fields.value(); break;
      case varint_field(Receipt::kOutcomeFieldNumber): facts.outcome = fields.value(); break;
      case bytes_field(Receipt::kRecordIdFieldNumber): facts.record_id = fields.bytes(); break;
      case bytes_field(Receipt::kErrorFieldNumber): facts.error = fields.bytes(); break;
      case bytes_field(Receipt::kDetailFieldNumber): facts.detail = fields.bytes(); break;
      default: break;
    }
  }
  if (!fields.sound()) return std::nullopt;
  return facts;
}

std::optional<DeliveryFacts> scan_delivery(ByteView message) {
  DeliveryFacts facts;
  WireFields fields(message);
  while (fields.next()) {
    switch (fields.key()) {
      case varint_field(Delivery::kSequenceFieldNumber): facts.sequence = fields.value(); break;
      case bytes_field(Delivery::kRecordIdFieldNumber): facts.record_id = fields.bytes(); break;
      case varint_field(Delivery::kRedeliveredFieldNumber): facts.redelivered = fields.value() != 0; break;
      case bytes_field(Delivery::kBodyFieldNumber): facts.body = fields.bytes(); break;
      case bytes_field(Delivery::kOutputSaltFieldNumber): facts.output_salt = fields.bytes(); break;
      default: break;
    }
  }
  if (!fields.sound()) return std::nullopt;
  return facts;
}

std::uint64_t scan_settled(ByteView message) {
  std::uint64_t highest = 0;
  WireFields ranges(message);
  while (ranges.next()) {
    if (ranges.key() != bytes_field(native::v1::Settled::kRangesFieldNumber)) continue;
    WireFields range(ranges.bytes());
    while (range.next()) {
      if (range.key() == varint_field(native::v1::Range::kLastFieldNumber)) highest = std::max(highest, range.value());
    }
  }
  return highest;
}

}  // namespace concordat::cli
