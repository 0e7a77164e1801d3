#include "gateway/cli/bench/wire_scan.h"

#include <algorithm>

#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using native::v1::Delivery;
using native::v1::Receipt;

constexpr std::uint32_t kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5;

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

bool WireFields::fixed(std::size_t width) {
  if (rest_.size() < width) return false;
  value_ = 0;
  for (std::size_t i = width; i-- > 0;) value_ = value_ << 8 | static_cast<std::uint8_t>(rest_[i]);
  rest_.remove_prefix(width);
  return true;
}

bool WireFields::next() {
  if (rest_.empty() || !sound_) return false;
  std::uint64_t tag = 0, length = 0;
  sound_ = varint(tag);
  number_ = static_cast<std::uint32_t>(tag >> 3);
  switch (tag & 7) {
    case kVarint: sound_ = sound_ && varint(value_); break;
    case kFixed64: sound_ = sound_ && fixed(8); break;
    case kFixed32: sound_ = sound_ && fixed(4); break;
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
    switch (fields.number()) {
      case Receipt::kSequenceFieldNumber: facts.sequence = fields.value(); break;
      case Receipt::kOutcomeFieldNumber: facts.outcome = fields.value(); break;
      case Receipt::kRecordIdFieldNumber: facts.record_id = fields.bytes(); break;
      case Receipt::kErrorFieldNumber: facts.error = fields.bytes(); break;
      case Receipt::kDetailFieldNumber: facts.detail = fields.bytes(); break;
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
    switch (fields.number()) {
      case Delivery::kSequenceFieldNumber: facts.sequence = fields.value(); break;
      case Delivery::kRecordIdFieldNumber: facts.record_id = fields.bytes(); break;
      case Delivery::kRedeliveredFieldNumber: facts.redelivered = fields.value() != 0; break;
      case Delivery::kBodyFieldNumber: facts.body_bytes = fields.bytes().size(); break;
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
    if (ranges.number() != native::v1::Settled::kRangesFieldNumber) continue;
    WireFields range(ranges.bytes());
    while (range.next()) {
      if (range.number() == native::v1::Range::kLastFieldNumber) highest = std::max(highest, range.value());
    }
  }
  return highest;
}

}  // namespace concordat::cli
