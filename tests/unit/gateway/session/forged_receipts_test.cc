// What an auditor finds in the files of a ledger whose receipts somebody has forged.

#include "tests/unit/gateway/session/signed_receipts_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;

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
