#include "gateway/cli/bench/wire_scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

RC_GTEST_PROP(WireScan, ReadsAReceiptAsProtobufWroteIt,
              (std::uint64_t sequence, const std::string& id, const std::string& reason)) {
  native::v1::Receipt receipt;
  receipt.set_sequence(sequence);
  receipt.set_outcome(native::v1::REFUSED);
  receipt.set_record_id(id);
  receipt.set_ledger_index(sequence / 2);
  receipt.add_recipients()->set_plan_hash(reason);
  receipt.set_input_salt(reason);
  const std::string wire = receipt.SerializeAsString();
  const auto facts = scan_receipt(wire);
  RC_ASSERT(facts.has_value());
  RC_ASSERT(facts->sequence == sequence);
  RC_ASSERT(facts->outcome == static_cast<std::uint64_t>(native::v1::REFUSED));
  RC_ASSERT(facts->record_id == id);
}

RC_GTEST_PROP(WireScan, ReadsADeliveryAsProtobufWroteIt,
              (std::uint64_t sequence, const std::string& body, bool again)) {
  native::v1::Delivery delivery;
  delivery.set_sequence(sequence);
  delivery.set_record_id("0123456789abcdef");
  delivery.set_redelivered(again);
  delivery.set_body(body);
  delivery.add_absent(7);
  delivery.mutable_obligations()->set_retain_days(2920);
  const std::string wire = delivery.SerializeAsString();
  const auto facts = scan_delivery(wire);
  RC_ASSERT(facts.has_value());
  RC_ASSERT(facts->sequence == sequence);
  RC_ASSERT(facts->record_id == "0123456789abcdef");
  RC_ASSERT(facts->redelivered == again);
  RC_ASSERT(facts->body == body);
}

RC_GTEST_PROP(WireScan, WhatProtobufRefusesIsNotRead, (const std::vector<std::uint8_t>& noise)) {
  const std::string wire(noise.begin(), noise.end());
  WireFields fields(wire);
  std::size_t count = 0;
  while (fields.next()) ++count;
  RC_ASSERT(count <= wire.size());
  native::v1::Receipt receipt;
  if (receipt.ParseFromString(wire) && scan_receipt(wire))
    RC_ASSERT(scan_receipt(wire)->sequence == receipt.sequence());
}

TEST(WireScan, AKnownNumberWithAnotherTypeIsAnotherField) {
  const std::string fixed_sequence("\x09\0\0\0\0\0\0\0\x01", 9);
  ASSERT_TRUE(scan_receipt(fixed_sequence));
  EXPECT_EQ(scan_receipt(fixed_sequence)->sequence, 0u);
}

TEST(WireScan, GivesTheHighestSettledSequence) {
  native::v1::Settled settled;
  for (const std::uint64_t last : {9u, 40u, 12u}) {
    auto* range = settled.add_ranges();
    range->set_first(last - 1);
    range->set_last(last);
  }
  EXPECT_EQ(scan_settled(settled.SerializeAsString()), 40u);
  EXPECT_EQ(scan_settled(""), 0u);
}

TEST(WireScan, RefusesATruncatedMessage) {
  native::v1::Receipt receipt;
  receipt.set_record_id("0123456789abcdef");
  const std::string wire = receipt.SerializeAsString();
  EXPECT_FALSE(scan_receipt(std::string_view(wire).substr(0, wire.size() - 1)));
}

}  // namespace
}  // namespace concordat::cli
