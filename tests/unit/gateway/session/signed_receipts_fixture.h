#pragma once
// A council that signs what it acknowledges, at the far end of a gateway's queue, and the published files in which an
// auditor checks it.
//
//   TEST_F(SignedReceipts, AreTaken) {
//     queue(1);
//     open_signing();
//     send(signed_ack(deliveries(1)));

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "crypto/tls/certificate.h"
#include "crypto/tls/certificate_key.h"
#include "gateway/ledger/audit/receipts/receipts.h"
#include "gateway/ledger/publisher.h"
#include "gateway/runtime/files.h"
#include "tests/unit/gateway/session/dispatcher_fixture.h"

namespace concordat::gateway {

inline crypto::CertificateSpec trial_spec(const char* name, crypto::KeyKind kind) {
  crypto::CertificateSpec made;
  made.common_name = name;
  made.key = kind;
  made.not_before = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
  made.not_after = std::chrono::sys_days{std::chrono::year{2027} / 11 / 1};
  return made;
}

struct SigningCouncil {
  explicit SigningCouncil(crypto::KeyKind kind = crypto::KeyKind::kP256)
      : authority(crypto::CertificateAuthority::create(trial_spec("Trial CA", crypto::KeyKind::kP256)).value()),
        credential(authority.issue(trial_spec("eastshire", kind)).value()),
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
  static std::string text_of(const std::vector<native::v1::Delivery>& deliveries) {
    std::string text = "concordat-receipt/v1\nhub.example/ledger\neastshire-council\n";
    for (const native::v1::Delivery& delivery : deliveries) {
      text += RecordId::from_bytes(delivery.record_id())->str() + " ";
      text += crypto::sha256(delivery.output_salt(), crypto::sha256(delivery.body()).view()).hex() + "\n";
    }
    return text;
  }
  native::v1::Ack signed_ack(const std::vector<native::v1::Delivery>& deliveries) const {
    native::v1::Ack ack;
    for (const native::v1::Delivery& delivery : deliveries) {
      native::v1::Range& range = *ack.add_ranges();
      range.set_first(delivery.sequence());
      range.set_last(delivery.sequence());
      const auto commitment = crypto::sha256(delivery.output_salt(), crypto::sha256(delivery.body()).view());
      ack.mutable_commitments()->append(commitment.view());
    }
    ack.set_signature(council_.signer.sign(text_of(deliveries)));
    return ack;
  }
  void send(const native::v1::Ack& ack) {
    native::v1::Frame frame;
    *frame.mutable_ack() = ack;
    recipient_->send(frame);
  }
  // Nothing of `ack` is settled, and the session ends with these words.
  void expect_refused(const native::v1::Ack& ack, const std::string& words) {
    send(ack);
    house_.run();
    const auto closed = recipient_->take<native::v1::Close>();
    ASSERT_THAT(closed, ::testing::SizeIs(1)) << words;
    EXPECT_THAT(closed[0].detail(), ::testing::HasSubstr(words));
    EXPECT_THAT(house_.ledger(), ::testing::Not(::testing::HasSubstr(R"("event":"settle")"))) << words;
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

}  // namespace concordat::gateway
