#include "gateway/ledger/vault.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "crypto/primitive/random.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kSubjectKeySize = 32;
constexpr std::size_t kNonceSize = std::tuple_size_v<crypto::Nonce>;

}  // namespace

std::string subject_value_name(const crypto::Digest& subject) {
  return "subject/" + subject.hex();
}

Vault::Vault(Store& store, const crypto::AeadKey& key) : store_(store), vault_key_(key) {}

Result<crypto::Digest> Vault::tag(ByteView subject, std::string_view entry_id) {
  if (subject.empty()) {
    const crypto::Secret nobody = crypto::random_secret(kSubjectKeySize);
    return crypto::hmac_sha256(nobody.view(), entry_id);
  }
  const auto hash = crypto::Digest::from(subject);
  if (!hash) return fail(Code::kInternal, "a subject's hash is not 32 bytes long");
  const auto key = key_of(*hash);
  if (!key) return fail(key.error());
  return (*key)->mac(entry_id);
}

void Vault::seal(CommitBatch& batch) {
  std::move(wrapped_.begin(), wrapped_.end(), std::back_inserter(batch.values));
  wrapped_.clear();
}

void Vault::discard() {
  for (const crypto::Digest& subject : fresh_) {
    const auto found = found_.find(subject);
    if (found == found_.end()) continue;
    recent_.erase(found->second);
    found_.erase(found);
  }
  fresh_.clear();
  wrapped_.clear();
}

Result<const crypto::HmacKey*> Vault::key_of(const crypto::Digest& subject) {
  if (const auto found = found_.find(subject); found != found_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return &found->second->second;
  }
  const std::string value_name = subject_value_name(subject);
  // A key made in this very step may have left the memory already.
  const auto own = std::find_if(wrapped_.begin(), wrapped_.end(), [&](const auto& w) { return w.first == value_name; });
  if (own != wrapped_.end()) {
    const auto key = unwrap(subject, own->second);
    if (!key) return fail(key.error());
    return remember(subject, crypto::HmacKey(key->view()));
  }
  const auto stored = store_.value(value_name);
  if (!stored) return fail(stored.error());
  if (!*stored) return remember(subject, crypto::HmacKey(make(subject, value_name).view()));
  const auto key = unwrap(subject, **stored);
  if (!key) return fail(key.error());
  return remember(subject, crypto::HmacKey(key->view()));
}

// Wrapped key: nonce, then the key under AES-256-GCM, bound to its subject. Nonces are random, since the vault key
// outlives the process: 2^32 persons stay within NIST SP 800-38D section 8.3.
Result<crypto::Secret> Vault::unwrap(const crypto::Digest& subject, ByteView wrapped) const {
  const auto damaged = [] {
    return fail(Code::kLedgerInvalid,
                "a person's key in the vault does not open: the vault key is another one, or the store is damaged");
  };
  if (wrapped.size() != kNonceSize + kSubjectKeySize + crypto::AeadKey::kTagSize) return damaged();
  crypto::Nonce nonce;
  std::copy_n(wrapped.begin(), kNonceSize, nonce.begin());
  auto key = vault_key_.open(nonce, subject.view(), wrapped.substr(kNonceSize));
  if (!key) return damaged();
  return crypto::Secret::adopt(std::move(*key));
}

crypto::Secret Vault::make(const crypto::Digest& subject, const std::string& value_name) {
  crypto::Nonce nonce;
  crypto::fill_random_buffered(nonce);
  crypto::Secret key = crypto::random_secret(kSubjectKeySize);
  Bytes wrapped(nonce.begin(), nonce.end());
  vault_key_.seal(nonce, subject.view(), key.view(), wrapped);
  wrapped_.emplace_back(value_name, std::move(wrapped));
  fresh_.push_back(subject);
  return key;
}

const crypto::HmacKey* Vault::remember(const crypto::Digest& subject, crypto::HmacKey key) {
  recent_.emplace_front(subject, std::move(key));
  found_.emplace(subject, recent_.begin());
  if (recent_.size() > kCached) {
    found_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return &recent_.front().second;
}

}  // namespace concordat::gateway
