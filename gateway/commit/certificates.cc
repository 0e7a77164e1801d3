// The certificates of those who signed receipts: each has an entry before the first receipt that its key signed, and
// one again where that is pruned, so that the receipts that stay can be checked.

#include "crypto/tls/certificate_key.h"
#include "gateway/commit/commit_step.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/receipt_entry.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kCertificateValues = "certificate/";  // + fingerprint: u64, where its entry is
constexpr std::size_t kMostCertificates = 100'000;

Bytes number(std::uint64_t index) {
  Bytes bytes;
  put_u64(bytes, index);
  return bytes;
}

}  // namespace

// The certificate's entry stands before the first receipt that its key signed.
Result<void> CommitStep::know_certificate(const SettleRequest& request) {
  if (!request.receipt) return {};
  std::string value_name = std::string(kCertificateValues) + request.fingerprint;
  if (!certificates_.insert(request.fingerprint).second) return {};
  const auto known = store_.value(value_name);
  if (!known) return fail(known.error());
  if (*known) return {};
  const auto index =
      log_.append(certificate_entry(request.recipient, request.fingerprint, request.receipt->certificate->der()));
  if (!index) return fail(index.error());
  batch_.values.emplace_back(std::move(value_name), number(*index));
  return {};
}

Result<void> CommitStep::repeat_certificates(std::uint64_t kept_from) {
  if (kept_from == 0) return {};
  const auto all = store_.values_with(kCertificateValues, kMostCertificates);
  if (!all) return fail(all.error());
  for (const auto& [name, where] : *all) {
    if (where.size() != 8 || get_u64(where) >= kept_from) continue;
    const auto entry = store_.entries(get_u64(where), 1);
    if (!entry) return fail(entry.error());
    EntryView view;
    if (entry->empty() || !read_entry(entry->front(), view)) continue;
    const auto der = parse_base64(view.text("certificate"));
    if (view.event != "certificate" || !der) continue;
    const auto index = log_.append(certificate_entry(view.text("agency"), view.text("fingerprint"), *der));
    if (!index) return fail(index.error());
    batch_.values.emplace_back(name, number(*index));
  }
  return {};
}

}  // namespace concordat::gateway
