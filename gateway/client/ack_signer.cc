#include "gateway/client/ack_signer.h"

#include <algorithm>
#include <span>

#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"
#include "protocol/native/receipt_text.h"

namespace concordat::client {

crypto::Digest commitment_to(ByteView body, ByteView salt) {
  return crypto::sha256(salt, crypto::sha256(body).view());
}

Result<AckSigner> AckSigner::make(const ClientFile& file, std::string ledger_origin, std::string agency) {
  auto key = crypto::CertificateSigner::from_pem(file.key_pem.view());
  if (!key) return fail(key.error().code, file.path + ": " + key.error().detail);
  return AckSigner(std::move(*key), std::move(ledger_origin), std::move(agency));
}

void AckSigner::append(std::string& out, std::vector<Taken> taken) const {
  std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) { return a.sequence < b.sequence; });
  for (std::span<const Taken> rest(taken); !rest.empty();) {
    const auto part = rest.first(std::min(rest.size(), limits::kReceiptLines));
    rest = rest.subspan(part.size());
    protocol::native::Frame frame;
    native::v1::Ack& ack = *frame.mutable_ack();
    native::v1::Range* range = nullptr;
    protocol::native::ReceiptText text(ledger_origin_, agency_);
    for (const Taken& one : part) {
      if (range == nullptr || range->last() + 1 != one.sequence) {
        range = ack.add_ranges();
        range->set_first(one.sequence);
      }
      range->set_last(one.sequence);
      ack.mutable_commitments()->append(one.commitment.view());
      text.add(one.record, one.commitment.view());
    }
    ack.set_signature(key_.sign(text.str()));
    protocol::native::append_frame(out, frame);
  }
}

}  // namespace concordat::client
