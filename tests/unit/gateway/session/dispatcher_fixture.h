#pragma once
// A gateway's queue with a sender at one end and the council at the other: what is queued, and what a Dispatcher gives
// of it.
//
//   TEST_F(DispatcherTest, OffersOne) {
//     queue(1);
//     EXPECT_EQ(deliveries(1).size(), 1U);
//   }

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/egress/dispatcher.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/ledger/persons/person_file.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {

inline constexpr const char* kCouncil = "eastshire-council";

class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    sender_.greet();
    open();
  }
  void open() {
    recipient_.emplace(house_, kCouncil);
    recipient_->greet();
  }
  void queue(std::uint64_t records) {
    for (std::uint64_t i = 0; i < records; ++i, ++queued_) sender_.submit(queued_, "id-" + std::to_string(queued_));
    house_.run();
    for (const native::v1::Receipt& receipt : sender_.take<native::v1::Receipt>()) {
      ASSERT_EQ(receipt.outcome(), native::v1::ACCEPTED) << receipt.detail();
      records_.push_back(*RecordId::from_bytes(receipt.record_id()));
    }
  }
  std::vector<native::v1::Delivery> deliveries(std::uint32_t credit = 0) {
    if (credit > 0) recipient_->credit(credit);
    house_.run();
    return recipient_->take<native::v1::Delivery>();
  }
  std::vector<std::uint64_t> sequences(std::uint32_t credit = 0) {
    std::vector<std::uint64_t> all;
    for (const native::v1::Delivery& delivery : deliveries(credit)) all.push_back(delivery.sequence());
    return all;
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> settled() {
    house_.run();
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    for (const native::v1::Settled& settled : recipient_->take<native::v1::Settled>())
      for (const native::v1::Range& range : settled.ranges()) ranges.emplace_back(range.first(), range.last());
    return ranges;
  }
  SettleOutcome outcome_of(std::size_t n) { return house_.store.state_of(kCouncil, records_.at(n)).value().outcome; }
  std::uint64_t waiting() { return house_.store.waiting().at(kCouncil).records; }
  // What the vault keeps of the person whom the records are about, opened.
  std::string persons_file() {
    const auto hash = Bytes(house_.keys->subject("9991048278").view());
    std::string text;
    const auto keys = test_keys();
    const auto entries = PersonFile(house_.store, keys->vault).entries({hash}).value();
    for (const PersonEntry& entry : entries) text += std::to_string(entry.index) + " " + entry.detail + "\n";
    return text;
  }
  void change_policy(std::string_view from, std::string_view to) {
    change(house_.files, kAgreementFile, from, to);
    house_.reload();
  }

  Gatehouse house_;
  Counter sender_{house_, "riverside-trust"};
  std::optional<Counter> recipient_;
  std::uint64_t queued_ = 1;
  std::vector<RecordId> records_;
};

}  // namespace concordat::gateway
