#pragma once
// Whether a signed acknowledgement (protocol/native/concordat.proto, Ack) says what was sent: line by line first, so
// that what is wrong can be told, then the signature. All of it holds, or none of it counts. Pure.
//
//   auto checked = check_receipt(frame.ack(), {origin, peer.agency, peer.certificate}, find_sent);
//   if (!checked) return end(checked.error());          // kMalformed, in words

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/commit/recipient_commands.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Ack;
}

namespace concordat::gateway {

struct ReceiptSigner {
  std::string_view ledger_origin;
  std::string_view agency;
  const std::shared_ptr<const crypto::CertificateKey>& certificate;  // of the session
};

struct CheckedReceipt {
  std::vector<std::uint64_t> sequences;  // rising
  SignedReceipt receipt;
};

// What was sent under a sequence and is not acknowledged; null when there is no such.
using FindSent = std::function<const SignedReceipt::Line*(std::uint64_t sequence)>;

[[nodiscard]] Result<CheckedReceipt> check_receipt(const native::v1::Ack& ack, const ReceiptSigner& signer,
                                                   const FindSent& find_sent);

}  // namespace concordat::gateway
