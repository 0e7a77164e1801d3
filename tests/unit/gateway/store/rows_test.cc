#include "gateway/store/rocks/rows.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "gateway/store/rocks/keys.h"

namespace concordat::gateway {
namespace {

RecordId any_record() {
  return *RecordId::from_bytes(*rc::gen::container<std::string>(16, rc::gen::arbitrary<char>()));
}

IndexRow any_index_row() {
  IndexRow row;
  row.first_sequence = *rc::gen::arbitrary<std::uint64_t>();
  row.routes->resize(*rc::gen::inRange<std::size_t>(1, 4));
  for (Route& route : *row.routes) {
    route.sender = *rc::gen::arbitrary<std::string>();
    route.kinds = *rc::gen::arbitrary<std::vector<std::string>>();
    route.plan_hash = *rc::gen::arbitrary<std::string>();
  }
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  std::uint32_t offset = 0;
  for (std::size_t i = 0; i < count; ++i) {
    IndexSlot slot{.record = any_record(), .offset = offset, .length = *rc::gen::inRange<std::uint32_t>(0, 1 << 20)};
    slot.route = *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(row.routes->size()));
    slot.accepted_unix_ms = *rc::gen::inRange<std::int64_t>(0, 1LL << 42);
    slot.expires_unix_ms = *rc::gen::element<std::int64_t>(0, slot.accepted_unix_ms, slot.accepted_unix_ms + 5, 1);
    slot.ledger_index = *rc::gen::arbitrary<std::uint64_t>();
    offset += slot.length;
    row.slots.push_back(slot);
  }
  return row;
}

RC_GTEST_PROP(IndexRow, ReadsBackWhatWasWritten, ()) {
  const IndexRow row = any_index_row();
  const auto read = decode_index_row(encode(row));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->first_sequence == row.first_sequence);
  RC_ASSERT(*read->routes == *row.routes);
  RC_ASSERT(read->slots.size() == row.slots.size());
  for (std::size_t i = 0; i < row.slots.size(); ++i) {
    RC_ASSERT(read->slots[i].record == row.slots[i].record);
    RC_ASSERT(read->slots[i].offset == row.slots[i].offset);
    RC_ASSERT(read->slots[i].length == row.slots[i].length);
    RC_ASSERT(read->slots[i].route == row.slots[i].route);
    RC_ASSERT(read->slots[i].accepted_unix_ms == row.slots[i].accepted_unix_ms);
    RC_ASSERT(read->slots[i].expires_unix_ms == row.slots[i].expires_unix_ms);
    RC_ASSERT(read->slots[i].ledger_index == row.slots[i].ledger_index);
  }
}

RC_GTEST_PROP(IndexRow, IsRefusedWhenCutShortOrContinued, ()) {
  const Bytes bytes = encode(any_index_row());
  const auto length = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT(!decode_index_row(bytes.substr(0, length)));
  RC_ASSERT(!decode_index_row(bytes + '\0'));
}

RC_GTEST_PROP(Rows, NoBytesAreMoreThanRefused, (const std::string& bytes)) {
  (void)decode_index_row(bytes);
  (void)decode_index_row("\x01" + bytes);
  (void)decode_settlement_row(bytes);
  (void)decode_stored_record("\x01" + bytes);
  (void)decode_dedup("key", bytes);
  (void)dedup_time(bytes);
  (void)decode_queue_state(bytes);
  (void)decode_entries(bytes);
}

RC_GTEST_PROP(SettlementRow, IsTheRunsThatWerePutBehindEachOther, ()) {
  Bytes row;
  std::vector<SettlementRun> runs(*rc::gen::inRange<std::size_t>(0, 6));
  for (SettlementRun& run : runs) {
    run.first_sequence = *rc::gen::arbitrary<std::uint64_t>();
    run.count = *rc::gen::arbitrary<std::uint64_t>();
    run.outcome = *rc::gen::element(SettleOutcome::kWaiting, SettleOutcome::kDelivered, SettleOutcome::kDeadLetter);
    run.first_ledger_index = *rc::gen::arbitrary<std::uint64_t>();
    run.unix_ms = *rc::gen::arbitrary<std::int64_t>();
    append(row, run);
  }
  const auto read = decode_settlement_row(row);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->size() == runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    RC_ASSERT((*read)[i].first_sequence == runs[i].first_sequence);
    RC_ASSERT((*read)[i].count == runs[i].count);
    RC_ASSERT((*read)[i].outcome == runs[i].outcome);
    RC_ASSERT((*read)[i].first_ledger_index == runs[i].first_ledger_index);
    RC_ASSERT((*read)[i].unix_ms == runs[i].unix_ms);
  }
}

TEST(SettlementRow, IsRefusedWithAnUnknownOutcome) {
  Bytes row;
  append(row, {.first_sequence = 1, .count = 1, .outcome = static_cast<SettleOutcome>(77)});
  EXPECT_FALSE(decode_settlement_row(row));
}

TEST(DedupRow, TellsItsTimeWithoutItsKey) {
  const DedupRow row{.key = Bytes(32, 'k'), .digest = Bytes(32, 'd'), .record = {}, .unix_ms = 1'800'000'000'000};
  EXPECT_EQ(dedup_time(encode_dedup(row)), 1'800'000'000'000);
  EXPECT_EQ(decode_dedup(row.key, encode_dedup(row))->digest, row.digest);
}

TEST(Keys, RowsOfARecipientLieTogetherInTheOrderOfTheirCommits) {
  EXPECT_LT(row_key("a", 255), row_key("a", 256));
  EXPECT_LT(row_key("a", ~0ULL), row_key("ab", 0));
  EXPECT_EQ(number_in(row_key("council", 77)), 77U);
}

TEST(Keys, RecordsLieInTheOrderOfTheirTimes) {
  const RecordId record = RecordId::mint(1000, {});
  EXPECT_LE(record_key_at(1000), record.bytes());
  EXPECT_GT(record_key_at(1001), record.bytes());
  EXPECT_EQ(record_key_at(-5), record_key_at(0));
}

}  // namespace
}  // namespace concordat::gateway
