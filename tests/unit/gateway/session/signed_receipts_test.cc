// Signed acknowledgements: what the gateway takes, what the ledger then holds, and what an auditor finds in its files.

#include <gmock/gmock.h>

#include <fstream>

#include "crypto/tls/certificate.h"
#include "crypto/tls/certificate_key.h"
#include "gateway/ledger/audit/receipts/receipts.h"
#include "gateway/ledger/publisher.h"
#include "gateway/runtime/files.h"
#include "protocol/limits.h"
#include "tests/unit/gateway/session/dispatcher_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using crypto::KeyKind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

crypto::CertificateSpec spec(const char* name, KeyKind kind) {
  crypto::CertificateSpec made;
  made.common_name = name;
  made.key = kind;
  made.not_before = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
  made.not_after = std::chrono::sys_days{std::chrono::year{2027} / 11 / 1};
  return made;
}

struct SigningCouncil {
  explicit SigningCouncil(KeyKind kind = KeyKind::kP256)
      : authority(crypto::CertificateAuthority::create(spec("Trial CA", KeyKind::kP256)).value()),
        credential(authority.issue(spec("eastshire", kind)).value()),
        signer(crypto::CertificateSigner::from_pem(credential.key_pem.view()).value()),
        certificate(std::make_shared<const crypto::CertificateKey>(
            crypto::CertificateKey::from_pem(credential.certificate_pem).value())) {}

  crypto::CertificateAuthority authority;
  crypto::Credential credential;
  crypto::CertificateSigner signer;
  std::shared_ptr<const crypto::CertificateKey> certificate;
};

class SignedReceipts : public DispatcherTest {
 protected:
  void open_signing(const std::vector<std::string>& features = {"signed-receipts"}) {
    recipient_.emplace(house_, kCouncil, council_.certificate);
    recipient_->greet(features);
    (void)recipient_->take();
  }
  // The text as the contract says it, written without the gateway's own code.
  static std::string text_of(const std::vector<wire::Delivery>& deliveries) {
    std::string text = "concordat-receipt/v1\nhub.example/ledger\neastshire-council\n";
    for (const wire::Delivery& delivery : deliveries) {
      text += RecordId::from_bytes(delivery.record_id())->str() + " ";
      text += crypto::sha256(delivery.output_salt(), crypto::sha256(delivery.body()).view()).hex() + "\n";
    }
    return text;
  }
  wire::Ack signed_ack(const std::vector<wire::Delivery>& deliveries) const {
    wire::Ack ack;
    for (const wire::Delivery& delivery : deliveries) {
      wire::Range& range = *ack.add_ranges();
      range.set_first(delivery.sequence());
      range.set_last(delivery.sequence());
      const auto commitment = crypto::sha256(delivery.output_salt(), crypto::sha256(delivery.body()).view());
      ack.mutable_commitments()->append(commitment.view());
    }
    ack.set_signature(council_.signer.sign(text_of(deliveries)));
    return ack;
  }
  void send(const wire::Ack& ack) {
    wire::Frame frame;
    *frame.mutable_ack() = ack;
    recipient_->send(frame);
  }
  // Nothing of `ack` is settled, and the session ends with these words.
  void expect_refused(const wire::Ack& ack, const std::string& words) {
    send(ack);
    house_.run();
    const auto closed = recipient_->take<wire::Close>();
    ASSERT_THAT(closed, SizeIs(1)) << words;
    EXPECT_THAT(closed[0].detail(), HasSubstr(words));
    EXPECT_THAT(house_.ledger(), Not(HasSubstr(R"("event":"settle")"))) << words;
    recipient_.reset();
    house_.run();
  }
  std::string published() {
    const auto folder = house_.folder.path() / "published";
    Publisher publisher(*house_.log, house_.store, folder);
    EXPECT_TRUE(publisher.publish());
    return folder;
  }
  ReceiptsReport check(const std::string& folder, const std::string& authorities = {}) {
    return check_receipts(LedgerFiles::open(folder).value(), {.authorities_pem = authorities}).value();
  }
  // Edits the entries as somebody would who can also make the hashes fit.
  static void forge(const std::string& folder, const std::string& from, const std::string& to) {
    ASSERT_EQ(from.size(), to.size());
    bool found = false;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder + "/tile/entries")) {
      if (!file.is_regular_file()) continue;
      std::string bytes = read_file(file.path()).value();
      for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos; at += from.size(), found = true)
        bytes.replace(at, from.size(), to);
      std::ofstream(file.path(), std::ios::binary) << bytes;
    }
    ASSERT_TRUE(found) << from;
  }
  // The text between `before` and the next quote in the ledger.
  std::string value_after(const std::string& before) {
    const std::string ledger = house_.ledger();
    const std::size_t at = ledger.find(before);
    if (at == std::string::npos) throw std::runtime_error("not in the ledger: " + before);
    return ledger.substr(at + before.size(), ledger.find('"', at + before.size()) - at - before.size());
  }

  SigningCouncil council_;
};

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

// --- What is found --------------------------------------------------------------------------------------------------

class Forged : public SignedReceipts {
 protected:
  Forged() {
    queue(3);
    open_signing();
    const auto got = deliveries(3);
    send(signed_ack({got[0], got[1]}));
    send(signed_ack({got[2]}));
    house_.run();
    folder_ = published();
  }
  // The problem that is found after `from` became `to`, when there is exactly one receipt that still holds or none.
  std::string found(std::uint64_t good_receipts) {
    const ReceiptsReport report = check(folder_, council_.authority.certificate_pem());
    EXPECT_FALSE(report.good());
    EXPECT_EQ(report.recipients.at(kCouncil).receipts, good_receipts);
    EXPECT_GT(report.recipients.at(kCouncil).bad_receipts + report.recipients.at(kCouncil).bad_records, 0U);
    return report.problems.kept().empty() ? "" : report.problems.kept().front().what;
  }
  static std::string other(std::string text) {
    text.front() = text.front() == 'a' ? 'b' : 'a';
    return text;
  }
  std::string folder_;
};

TEST_F(Forged, ACommitmentInASettleEntryIsFound) {
  const std::string settled = R"("category":"Disclosure","commitment":")";
  const std::string commitment = value_after(settled);
  forge(folder_, settled + commitment, settled + other(commitment));
  EXPECT_THAT(found(1), HasSubstr("with another commitment than was made"));
}

TEST_F(Forged, ACommitmentInTheAcceptEntryIsFound) {
  const std::string commitment = value_after(R"("category":"Disclosure","commitment":")");
  const std::string accepted = R"("commitment":")" + commitment + R"(","plan")";
  forge(folder_, accepted, R"("commitment":")" + other(commitment) + R"(","plan")");
  const ReceiptsReport report = check(folder_);
  EXPECT_FALSE(report.good());
  EXPECT_THAT(report.problems.kept().front().what, HasSubstr("with another commitment than was made"));
}

TEST_F(Forged, BothTogetherAreFoundByTheSignature) {
  const std::string commitment = value_after(R"("category":"Disclosure","commitment":")");
  forge(folder_, commitment, other(commitment));
  EXPECT_THAT(found(1), HasSubstr("the signature is not of this text by this key"));
}

TEST_F(Forged, ASignatureIsFound) {
  const std::string signature = value_after(R"("signature":")");
  Bytes bytes = parse_base64(signature).value();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  forge(folder_, signature, base64(bytes));
  EXPECT_THAT(found(1), HasSubstr("the signature is not of this text by this key"));
}

TEST_F(Forged, ACertificateIsFoundByItsFingerprint) {
  const std::string certificate = value_after(R"("certificate":")");
  Bytes der = parse_base64(certificate).value();
  der.back() = static_cast<char>(der.back() ^ 1);
  forge(folder_, certificate, base64(der));
  EXPECT_THAT(found(0), HasSubstr("holds no certificate of eastshire-council with the fingerprint that it names"));
}

TEST_F(Forged, ACertificateOfTheForgersOwnIsFoundByWhoIssuedIt) {
  // A gateway that wants to forge receipts makes a key up; its certificate is not the authority's.
  const ReceiptsReport report = check(folder_, SigningCouncil().authority.certificate_pem());
  EXPECT_FALSE(report.good());
  EXPECT_THAT(report.problems.kept().front().what, HasSubstr("none of these authorities has issued"));
}

TEST_F(Forged, ARecipientThatDidNotSignIsFound) {
  forge(folder_, R"(},"recipient":"eastshire-council")", R"(},"recipient":"eastshire-councim")");
  const ReceiptsReport report = check(folder_);
  EXPECT_FALSE(report.good());
  EXPECT_EQ(report.recipients.count(kCouncil) == 0 ? 0 : report.recipients.at(kCouncil).receipts, 0U);
}

TEST_F(Forged, AReceiptThatIsGoneLeavesItsRecordsUncovered) {
  forge(folder_, R"("event":"receipt")", R"("event":"receipu")");
  EXPECT_THAT(found(0), HasSubstr("and no receipt follows that covers it"));
}

TEST_F(Forged, OnlyTheRecipientThatWasAskedForIsLookedAt) {
  const std::string signature = value_after(R"("signature":")");
  Bytes bytes = parse_base64(signature).value();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  forge(folder_, signature, base64(bytes));
  const auto files = LedgerFiles::open(folder_).value();
  EXPECT_TRUE(check_receipts(files, {.recipient = "northmoor-police"})->good());
  EXPECT_FALSE(check_receipts(files, {.recipient = kCouncil})->good());
}

}  // namespace
}  // namespace concordat::gateway
