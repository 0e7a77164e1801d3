#pragma once
// Signs what a recipient acknowledges (protocol/native/concordat.proto, Ack) with the key of its client file, once a
// frame and not once a record: a signature costs as much as everything else about eight records. One thread.
//
//   auto signer = AckSigner::make(file, hello.ledger_origin(), hello.agency());
//   signer->append(out, {{sequence, record, commitment_of(delivery)}});

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/digest.h"
#include "crypto/tls/certificate_key.h"
#include "gateway/client/client_file.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::client {

struct Taken {
  std::uint64_t sequence = 0;
  RecordId record;
  crypto::Digest commitment;  // to what was received
};

// What the gateway's ledger commits to where it delivered exactly this.
[[nodiscard]] crypto::Digest commitment_to(ByteView body, ByteView salt);

class AckSigner {
 public:
  // kConfigInvalid when the file's key cannot sign.
  [[nodiscard]] static Result<AckSigner> make(const ClientFile& file, std::string ledger_origin, std::string agency);
  // Ack frames, in as many parts as limits::kReceiptLines asks for.
  void append(std::string& out, std::vector<Taken> taken) const;

 private:
  AckSigner(crypto::CertificateSigner key, std::string ledger_origin, std::string agency)
      : key_(std::move(key)), ledger_origin_(std::move(ledger_origin)), agency_(std::move(agency)) {}
  crypto::CertificateSigner key_;
  std::string ledger_origin_;
  std::string agency_;
};

}  // namespace concordat::client
