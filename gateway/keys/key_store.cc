#include "gateway/keys/key_store.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "crypto/primitive/random.h"
#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSealedHead = 12;  // key id, nonce counter
constexpr std::size_t kTagBytes = crypto::AeadKey::kTagSize;
constexpr std::size_t kRingRow = 4 + 8 + kKeyBytes + kTagBytes;
constexpr std::int64_t kEpochMs = 3'600'000;
constexpr std::string_view kRingMagic = "concordat keyring 1\n";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

// One key a use, all from the master (NIST SP 800-108 in counter mode, one block).
crypto::Digest derive(const crypto::Secret& master, std::string_view use) {
  return crypto::hmac_sha256(master.view(), ByteView("\x01concordat/", 11), use, ByteView("\x00\x01\x00", 3));
}

std::string beside(const std::string& file, std::string_view name) {
  const std::size_t slash = file.rfind('/');
  return std::string(slash == std::string::npos ? "" : file.substr(0, slash + 1)).append(name);
}

Bytes ring_context(std::uint32_t id, std::int64_t created) {
  Bytes context = "data key ";
  put_u32(context, id);
  put_u64(context, static_cast<std::uint64_t>(created));
  return context;
}

}  // namespace

KeyStore::KeyStore(const crypto::Secret& master, std::string ring_file, const Clock& clock)
    : clock_(clock),
      ring_file_(std::move(ring_file)),
      dedup_(derive(master, "dedup").view()),
      digest_(derive(master, "digest").view()),
      subject_(derive(master, "subject").view()),
      vault_(derive(master, "vault").view()),
      wrap_(crypto::Secret::copy(derive(master, "wrap").view())),
      alert_(crypto::Secret::copy(derive(master, "alert").view())) {}

Result<std::unique_ptr<KeyStore>> KeyStore::open(const std::string& master_file, const std::string& ring_file,
                                                 const Clock& clock) {
  auto text = read_file(master_file, 4096);
  if (!text) return fail(text.error());
  auto raw = parse_hex(trimmed(*text));
  crypto::wipe(*text);
  if (!raw || raw->size() != kKeyBytes) {
    return fail(Code::kConfigInvalid,
                master_file + ": must hold 64 hexadecimal digits; make one with `openssl rand -hex 32`");
  }
  const crypto::Secret master = crypto::Secret::adopt(std::move(*raw));
  std::unique_ptr<KeyStore> keys(new KeyStore(master, ring_file, clock));
  // Before the ring, whose presence says that there is one.
  const auto missing = file_exists(ring_file) ? PseudonymRing::Missing::kIsRefused : PseudonymRing::Missing::kIsMade;
  auto pseudonyms = PseudonymRing::open(beside(ring_file, "pseudonym-keys"),
                                        crypto::Secret::copy(derive(master, "pseudonym").view()), clock, missing);
  if (!pseudonyms) return fail(pseudonyms.error());
  keys->pseudonyms_ = std::move(*pseudonyms);
  if (auto read = keys->read_ring(); !read) return fail(read.error());
  if (auto added = keys->add_epoch(); !added) return fail(added.error());
  return keys;
}

crypto::Digest KeyStore::dedup_key(std::string_view sender, std::string_view senders_id) const {
  return dedup_.mac(sender, ByteView("\0", 1), senders_id);
}

crypto::Digest KeyStore::submission_digest(std::string_view envelope, const crypto::Digest& body) const {
  return digest_.mac(envelope, body.view());
}

crypto::Digest KeyStore::subject(std::string_view identifier) const {
  return subject_.mac(identifier);
}

std::string KeyStore::pseudonym(std::string_view recipient, std::string_view key, std::string_view value) const {
  return pseudonyms_->mac(recipient, key, value);
}

crypto::Secret KeyStore::vault_key() const {
  return crypto::Secret::copy(vault_.mac("vault").view());
}

void KeyStore::seal(ByteView associated, ByteView plaintext, Bytes& out) const {
  std::shared_ptr<const Epoch> epoch;
  {
    const std::shared_lock lock(mutex_);
    epoch = current_;
  }
  const std::uint64_t nonce = epoch->next_nonce.fetch_add(1, std::memory_order_relaxed);
  put_u32(out, epoch->id);
  put_u64(out, nonce);
  epoch->key.seal(crypto::counter_nonce(nonce), associated, plaintext, out);
}

Result<Bytes> KeyStore::unseal(ByteView associated, ByteView sealed) const {
  if (sealed.size() < kSealedHead + kTagBytes) return fail(Code::kStorageFailed, "a stored disclosure is too short");
  std::shared_ptr<const Epoch> epoch;
  {
    const std::shared_lock lock(mutex_);
    const auto found = ring_.find(get_u32(sealed));
    if (found != ring_.end()) epoch = found->second;
  }
  if (!epoch)
    return fail(Code::kStorageFailed, "the key of a stored disclosure is not in the key ring; restore " + ring_file_);
  auto opened =
      epoch->key.open(crypto::counter_nonce(get_u64(sealed.substr(4))), associated, sealed.substr(kSealedHead));
  if (!opened) return fail(Code::kStorageFailed, "a stored disclosure does not open: it was damaged or moved");
  return opened;
}

void KeyStore::seal_alert(const RecordId& record, ByteView plaintext, Bytes& out) const {
  crypto::Nonce nonce{};
  crypto::fill_random(nonce);
  out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  alert_.seal(nonce, record.bytes(), plaintext, out);
}

Result<Bytes> KeyStore::unseal_alert(const RecordId& record, ByteView sealed) const {
  crypto::Nonce nonce{};
  if (sealed.size() < nonce.size() + kTagBytes) return fail(Code::kStorageFailed, "a stored alert is too short");
  std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
  auto opened = alert_.open(nonce, record.bytes(), sealed.substr(nonce.size()));
  if (!opened) {
    return fail(Code::kStorageFailed, "the alert of record " + record.str() +
                                          " does not open: it was damaged, or sealed under another master key");
  }
  return opened;
}

Result<void> KeyStore::read_ring() {
  if (!file_exists(ring_file_)) return {};
  auto content = read_file(ring_file_);
  if (!content) return fail(content.error());
  ByteView rest = *content;
  const auto damaged = [&] {
    return fail(Code::kStorageFailed,
                ring_file_ + ": damaged, or wrapped under another master key; restore both from one backup");
  };
  if (rest.substr(0, kRingMagic.size()) != kRingMagic || (rest.size() - kRingMagic.size()) % kRingRow != 0)
    return damaged();
  rest.remove_prefix(kRingMagic.size());
  for (; !rest.empty(); rest.remove_prefix(kRingRow)) {
    const std::uint32_t id = get_u32(rest);
    const auto created = static_cast<std::int64_t>(get_u64(rest.substr(4)));
    auto key = wrap_.open(crypto::counter_nonce(id), ring_context(id, created), rest.substr(12, kKeyBytes + kTagBytes));
    if (!key) return damaged();
    ring_[id] = std::make_shared<const Epoch>(id, created, crypto::Secret::adopt(std::move(*key)));
  }
  return {};
}

Result<void> KeyStore::write_ring(const Ring& ring) const {
  Bytes content(kRingMagic);
  for (const auto& [id, epoch] : ring) {
    put_u32(content, id);
    put_u64(content, static_cast<std::uint64_t>(epoch->created_unix_ms));
    // A key id is used for one key only, so it may be the nonce.
    wrap_.seal(crypto::counter_nonce(id), ring_context(id, epoch->created_unix_ms), epoch->key.secret().view(),
               content);
  }
  return replace_file(ring_file_, content);
}

Result<void> KeyStore::add_epoch() {
  Ring ring;
  {
    const std::shared_lock lock(mutex_);
    ring = ring_;
  }
  // Ids are random, so that a ring restored from a backup never gives an id, and so a nonce, a second time.
  std::uint32_t id = 0;
  while (id == 0 || ring.count(id) != 0) id = get_u32(crypto::random_bytes(4));
  auto epoch = std::make_shared<const Epoch>(id, clock_.unix_ms(), crypto::random_secret(kKeyBytes));
  ring[id] = epoch;
  // Durable before it is used: what is sealed under a lost key is lost.
  if (auto written = write_ring(ring); !written) return written;
  const std::unique_lock lock(mutex_);
  ring_ = std::move(ring);
  current_ = std::move(epoch);
  return {};
}

Result<void> KeyStore::rotate_if_due() {
  {
    const std::shared_lock lock(mutex_);
    if (clock_.unix_ms() - current_->created_unix_ms < kEpochMs) return {};
  }
  return add_epoch();
}

Result<std::size_t> KeyStore::destroy_before(std::int64_t oldest_unix_ms) {
  Ring ring;
  std::vector<std::shared_ptr<const Epoch>> by_age;
  {
    const std::shared_lock lock(mutex_);
    ring = ring_;
    for (const auto& [id, epoch] : ring_) by_age.push_back(epoch);
  }
  std::sort(by_age.begin(), by_age.end(),
            [](const auto& a, const auto& b) { return a->created_unix_ms < b->created_unix_ms; });
  std::size_t destroyed = 0;
  // A key serves until the next one is made, however late that is (the clock was set, the machine slept), and a little
  // longer for those who held it then. The newest stays: it has no next one.
  for (std::size_t i = 0; i + 1 < by_age.size(); ++i) {
    const bool over = by_age[i + 1]->created_unix_ms + kEpochMs < oldest_unix_ms;
    if (over && by_age[i] != current_) destroyed += ring.erase(by_age[i]->id);
  }
  if (destroyed == 0) return destroyed;
  if (auto written = write_ring(ring); !written) return fail(written.error());
  const std::unique_lock lock(mutex_);
  ring_ = std::move(ring);
  return destroyed;
}

std::size_t KeyStore::data_keys() const {
  const std::shared_lock lock(mutex_);
  return ring_.size();
}

}  // namespace concordat::gateway
