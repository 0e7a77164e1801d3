#include "gateway/egress/receipt_check.h"

#include "crypto/tls/certificate_key.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/receipt_text.h"

namespace concordat::gateway {
namespace {

using crypto::Digest;

tl::unexpected<Error> refuse(const std::string& what) {
  return fail(Code::kMalformed, "the signed acknowledgement " + what + "; nothing of it is settled");
}

Result<std::vector<std::uint64_t>> sequences_of(const native::v1::Ack& ack) {
  std::vector<std::uint64_t> sequences;
  for (const native::v1::Range& range : ack.ranges()) {
    if (range.last() < range.first() || (!sequences.empty() && range.first() <= sequences.back()))
      return refuse("has ranges that do not rise");
    if (range.last() - range.first() >= limits::kReceiptLines - sequences.size())
      return refuse("is for more than " + std::to_string(limits::kReceiptLines) + " records; sign them in parts");
    for (std::uint64_t at = range.first(); sequences.empty() || sequences.back() != range.last(); ++at)
      sequences.push_back(at);
  }
  if (sequences.empty()) return refuse("names no record");
  if (ack.commitments().size() != sequences.size() * Digest::kSize) {
    return refuse("is for " + std::to_string(sequences.size()) + " records and has " +
                  std::to_string(ack.commitments().size()) + " bytes of commitments, not 32 for each");
  }
  return sequences;
}

}  // namespace

Result<CheckedReceipt> check_receipt(const native::v1::Ack& ack, const ReceiptSigner& signer,
                                     const FindSent& find_sent) {
  auto sequences = sequences_of(ack);
  if (!sequences) return fail(sequences.error());
  CheckedReceipt checked{std::move(*sequences), {}};
  protocol::native::ReceiptText text(signer.ledger_origin, signer.agency);
  const ByteView commitments = ack.commitments();
  for (std::size_t i = 0; i < checked.sequences.size(); ++i) {
    const SignedReceipt::Line* sent = find_sent(checked.sequences[i]);
    if (sent == nullptr) {
      return refuse("names sequence " + std::to_string(checked.sequences[i]) +
                    ", which was not sent on this connection or was acknowledged before");
    }
    if (commitments.substr(i * Digest::kSize, Digest::kSize) != sent->commitment.view())
      return refuse("has another commitment for record " + sent->record.str() + " than to what was sent");
    text.add(sent->record, sent->commitment.view());
    checked.receipt.lines.push_back(*sent);
  }
  if (!signer.certificate) return refuse("came over a session whose certificate's key cannot sign receipts");
  if (!signer.certificate->verify(text.str(), ack.signature())) {
    return refuse("is not signed by the key of this session's certificate, " +
                  std::string(signer.certificate->algorithm()) + ", over this text");
  }
  checked.receipt.signature = ack.signature();
  checked.receipt.certificate = signer.certificate;
  return checked;
}

}  // namespace concordat::gateway
