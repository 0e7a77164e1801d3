// Signed acknowledgements: what the gateway takes, and what the ledger then holds.

#include "protocol/limits.h"
#include "tests/unit/gateway/session/signed_receipts_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using crypto::KeyKind;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class EveryKey : public SignedReceipts, public testing::WithParamInterface<KeyKind> {};

TEST_P(EveryKey, SignsWhatTheLedgerThenProvesFromItsFilesAlone) {
  council_ = SigningCouncil(GetParam());
  queue(5);
  open_signing();
  const auto got = deliveries(5);
  ASSERT_THAT(got, SizeIs(5));
  send(signed_ack({got[0], got[1], got[3]}));
  EXPECT_THAT(settled(), testing::ElementsAre(std::pair(1, 2), std::pair(4, 4)));
  send(signed_ack({got[2], got[4]}));
  house_.run();
  const ReceiptsReport report = check(published(), council_.authority.certificate_pem());
  EXPECT_TRUE(report.good()) << report.problems.kept().front().what;
  EXPECT_EQ(report.certificates, 1U);
  const ReceiptCounts& counts = report.recipients.at(kCouncil);
  EXPECT_EQ(counts.receipts, 2U);
  EXPECT_EQ(counts.records, 5U);
  EXPECT_EQ(counts.unsigned_records, 0U);
  EXPECT_EQ(counts.bad_receipts + counts.bad_records, 0U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKey,
                         testing::Values(KeyKind::kP256, KeyKind::kP384, KeyKind::kEd25519, KeyKind::kRsa2048),
                         [](const auto& kind) { return "Kind" + std::to_string(static_cast<int>(kind.param)); });

TEST_F(SignedReceipts, OfWhatWasNarrowedAreOfWhatWasSent) {
  queue(1);
  change_policy("    - carer.*\n", "");
  change_policy("withhold:  # beats any wildcard above", "withhold:\n  - person.phone");
  open_signing();
  const auto got = deliveries(1);
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_GT(got[0].narrowed_index(), 0U);
  send(signed_ack(got));
  house_.run();
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDelivered);
  const ReceiptsReport report = check(published());
  EXPECT_TRUE(report.good()) << report.problems.kept().front().what;
  EXPECT_EQ(report.recipients.at(kCouncil).records, 1U);
}

TEST_F(SignedReceipts, AnOlderClientsAcknowledgementCountsAsUnsigned) {
  queue(2);
  ASSERT_THAT(sequences(2), SizeIs(2));
  recipient_->acknowledge(1, 2);
  house_.run();
  const ReceiptsReport report = check(published());
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.recipients.at(kCouncil).unsigned_records, 2U);
  EXPECT_EQ(report.recipients.at(kCouncil).receipts, 0U);
  EXPECT_THAT(house_.ledger(), Not(HasSubstr("certificate\"")));
}

// --- What is refused ------------------------------------------------------------------------------------------------

TEST_F(SignedReceipts, AWrongSignatureSettlesNothingAndTheLedgerSaysThatTheDeliveryFailed) {
  queue(2);
  open_signing();
  wire::Ack ack = signed_ack(deliveries(2));
  ack.mutable_signature()->back() = static_cast<char>(ack.signature().back() ^ 1);
  expect_refused(ack, "is not signed by the key of this session's certificate");
  EXPECT_EQ(waiting(), 2U);
  EXPECT_THAT(house_.ledger(), HasSubstr("receipt-refused"));
  EXPECT_THAT(house_.end_log(), HasSubstr("is not signed by the key"));
}

TEST_F(SignedReceipts, TheSignatureOfAnotherKeySettlesNothing) {
  queue(1);
  open_signing();
  const auto got = deliveries(1);
  wire::Ack ack = signed_ack(got);
  ack.set_signature(SigningCouncil().signer.sign(text_of(got)));
  expect_refused(ack, "is not signed by the key of this session's certificate");
}

TEST_F(SignedReceipts, AWrongLineIsToldByItsRecord) {
  queue(2);
  open_signing();
  auto got = deliveries(2);
  got[1].mutable_body()->append(" ");
  expect_refused(signed_ack(got), "has another commitment for record " + records_[1].str());
}

TEST_F(SignedReceipts, WhatWasNotSentCannotBeSignedFor) {
  queue(1);
  open_signing();
  auto got = deliveries(1);
  got[0].set_sequence(2);
  expect_refused(signed_ack(got), "names sequence 2, which was not sent on this connection");
}

TEST_F(SignedReceipts, HaveAFormThatIsKept) {
  const std::vector<std::pair<std::function<void(wire::Ack&)>, std::string>> cases = {
      {[](wire::Ack& ack) { ack.mutable_ranges()->SwapElements(0, 1); }, "ranges that do not rise"},
      {[](wire::Ack& ack) { ack.mutable_ranges(0)->set_last(0); }, "ranges that do not rise"},
      {[](wire::Ack& ack) { ack.mutable_ranges(1)->set_last(~std::uint64_t{0}); }, "more than 256 records"},
      {[](wire::Ack& ack) { ack.mutable_ranges(1)->set_last(257); }, "more than 256 records"},
      {[](wire::Ack& ack) { ack.mutable_ranges(1)->set_last(256); }, "has 64 bytes of commitments"},
      {[](wire::Ack& ack) { ack.clear_ranges(); }, "names no record"},
      {[](wire::Ack& ack) { ack.clear_commitments(); }, "has 0 bytes of commitments"},
      {[](wire::Ack& ack) { ack.clear_signature(); }, "is not signed by the key"}};
  queue(2);
  for (const auto& [spoil, words] : cases) {
    open_signing();
    wire::Ack ack = signed_ack(deliveries(2));
    spoil(ack);
    expect_refused(ack, words);
  }
}

TEST_F(SignedReceipts, WithoutTheFeatureAreRefused) {
  queue(1);
  open_signing({});
  expect_refused(signed_ack(deliveries(1)), "without the feature \"signed-receipts\"");
}

TEST_F(SignedReceipts, OverASessionWhoseKeyCannotSignAreRefused) {
  queue(1);
  recipient_.emplace(house_, kCouncil);
  recipient_->greet({"signed-receipts"});
  (void)recipient_->take();
  expect_refused(signed_ack(deliveries(1)), "whose certificate's key cannot sign");
}

TEST_F(SignedReceipts, AreDemandedOfAnAgencyWhoseFileSaysSo) {
  change(house_.files, "agencies/eastshire-council.yaml", "role: controller", "role: controller\nreceipts: required");
  house_.reload();
  queue(1);
  recipient_->credit(1);
  const auto closed = recipient_->take<wire::Close>();
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_EQ(closed[0].error(), "forbidden");
  EXPECT_THAT(closed[0].detail(), HasSubstr("`receipts: required`"));
  open_signing();
  const auto got = deliveries(1);
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_FALSE(got[0].redelivered()) << "nothing was offered to the client that cannot sign";
  recipient_->acknowledge(1, 1);
  EXPECT_EQ(recipient_->take<wire::Close>().at(0).error(), "forbidden");
  open_signing();
  send(signed_ack(deliveries(1)));
  house_.run();
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDelivered);
}

// --- What the ledger holds ------------------------------------------------------------------------------------------

TEST_F(SignedReceipts, NameTheCertificateBeforeItsFirstReceiptAndOnlyOnce) {
  queue(2);
  open_signing();
  const auto got = deliveries(2);
  send(signed_ack({got[0]}));
  send(signed_ack({got[1]}));
  house_.run();
  const std::string ledger = house_.ledger();
  const std::size_t certificate = ledger.find(R"("event":"certificate")");
  ASSERT_NE(certificate, std::string::npos);
  EXPECT_EQ(ledger.find(R"("event":"certificate")", certificate + 1), std::string::npos);
  EXPECT_LT(certificate, ledger.find(R"("event":"settle")"));
  EXPECT_EQ(parse_base64(value_after(R"("certificate":")")), council_.certificate->der());
}

TEST_F(SignedReceipts, HoldWhatHadEndedOtherwiseMeanwhile) {
  queue(4);
  open_signing();
  const auto got = deliveries(4);
  for (const std::uint64_t sequence : {1, 3})
    house_.outbox.emplace_back(SettleRequest{{}, kCouncil, {sequence}, SettleOutcome::kDiscarded, "operator", {}});
  house_.run();
  send(signed_ack(got));
  EXPECT_THAT(settled(), testing::ElementsAre(std::pair(1, 4))) << "the recipient is told of all";
  EXPECT_THAT(house_.ledger(), HasSubstr(R"("line":2,"record":")" + records_[2].str()));
  const ReceiptsReport report = check(published());
  EXPECT_TRUE(report.good()) << report.problems.kept().front().what;
  EXPECT_EQ(report.recipients.at(kCouncil).records, 4U);
}

TEST_F(SignedReceipts, FitTheirEntryAlsoWhenEverythingHadEndedOtherwise) {
  queue(limits::kReceiptLines);
  open_signing();
  const auto got = deliveries(limits::kReceiptLines);
  ASSERT_THAT(got, SizeIs(limits::kReceiptLines));
  std::vector<std::uint64_t> all;
  for (const wire::Delivery& delivery : got) all.push_back(delivery.sequence());
  house_.outbox.emplace_back(SettleRequest{{}, kCouncil, all, SettleOutcome::kDiscarded, "operator", {}});
  house_.run();
  send(signed_ack(got));
  house_.run();
  const ReceiptsReport report = check(published());
  EXPECT_TRUE(report.good()) << report.problems.kept().front().what;
  EXPECT_EQ(report.recipients.at(kCouncil).records, limits::kReceiptLines);
}

}  // namespace
}  // namespace concordat::gateway
