#include "crypto/primitive/aead.h"

#include <atomic>
#include <climits>
#include <stdexcept>

#include "crypto/primitive/openssl.h"

namespace concordat::crypto {
namespace {

std::atomic<std::uint64_t> g_next_key_id{1};

enum class Direction : int { kOpen = 0, kSeal = 1 };

// One thread's context for one direction, with the schedule of the key that it used last: expanding a key costs a
// quarter of sealing 2 KiB.
class PreparedContext {
 public:
  explicit PreparedContext(Direction direction) : context_(EVP_CIPHER_CTX_new()) {
    static const CipherHandle kCipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    require(context_ && kCipher, "preparing AES-256-GCM");
    require(
        EVP_CipherInit_ex2(context_.get(), kCipher.get(), nullptr, nullptr, static_cast<int>(direction), nullptr) == 1,
        "preparing AES-256-GCM");
  }

  EVP_CIPHER_CTX* start(const Secret& key, std::uint64_t key_id, const Nonce& nonce) {
    const std::uint8_t* new_key = key_id == key_id_ ? nullptr : octets(key.view());
    key_id_ = 0;
    require(EVP_CipherInit_ex2(context_.get(), nullptr, new_key, nonce.data(), -1, nullptr) == 1,
            "starting AES-256-GCM");
    key_id_ = key_id;
    return context_.get();
  }

  // Overwrites the schedule of a key that is being destroyed.
  void forget(std::uint64_t key_id) {
    if (key_id_ != key_id) return;
    static constexpr std::array<std::uint8_t, AeadKey::kSize> kNoKey{};
    key_id_ = 0;
    EVP_CipherInit_ex2(context_.get(), nullptr, kNoKey.data(), nullptr, -1, nullptr);
  }

 private:
  CipherContextHandle context_;
  std::uint64_t key_id_ = 0;
};

PreparedContext& prepared(Direction direction) {
  thread_local PreparedContext seal(Direction::kSeal);
  thread_local PreparedContext open(Direction::kOpen);
  return direction == Direction::kSeal ? seal : open;
}

int int_size(ByteView bytes) {
  if (bytes.size() > INT_MAX) throw std::length_error("over 2 GiB cannot be sealed at once");
  return static_cast<int>(bytes.size());
}

void add_associated_data(EVP_CIPHER_CTX* context, ByteView aad) {
  int ignored = 0;
  if (!aad.empty())
    require(EVP_CipherUpdate(context, nullptr, &ignored, octets(aad), int_size(aad)) == 1, "AES-256-GCM");
}

}  // namespace

Nonce counter_nonce(std::uint64_t counter) {
  Nonce nonce{};
  for (std::size_t i = nonce.size(); counter != 0; counter >>= 8) nonce[--i] = static_cast<std::uint8_t>(counter);
  return nonce;
}

AeadKey::AeadKey(Secret key) : key_(std::move(key)), id_(g_next_key_id.fetch_add(1, std::memory_order_relaxed)) {
  if (key_.size() != kSize) throw std::invalid_argument("an AES-256 key has 32 bytes");
}

AeadKey::~AeadKey() {
  if (key_.empty()) return;  // moved from
  prepared(Direction::kSeal).forget(id_);
  prepared(Direction::kOpen).forget(id_);
}

void AeadKey::seal(const Nonce& nonce, ByteView aad, ByteView plaintext, Bytes& out) const {
  const int size = int_size(plaintext);
  EVP_CIPHER_CTX* context = prepared(Direction::kSeal).start(key_, id_, nonce);
  add_associated_data(context, aad);
  const std::size_t start = out.size();
  out.resize(start + plaintext.size() + kTagSize);
  std::uint8_t* ciphertext = octets(out) + start;
  std::uint8_t* tag = ciphertext + plaintext.size();
  int written = 0;
  require(EVP_EncryptUpdate(context, ciphertext, &written, octets(plaintext), size) == 1, "AES-256-GCM");
  require(EVP_EncryptFinal_ex(context, tag, &written) == 1, "AES-256-GCM");
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag) == 1, "AES-256-GCM");
}

Result<Bytes> AeadKey::open(const Nonce& nonce, ByteView aad, ByteView sealed) const {
  if (sealed.size() < kTagSize) return fail(Code::kMalformed, "sealed bytes are shorter than their tag");
  const ByteView ciphertext = sealed.substr(0, sealed.size() - kTagSize);
  Bytes tag(sealed.substr(ciphertext.size()));
  EVP_CIPHER_CTX* context = prepared(Direction::kOpen).start(key_, id_, nonce);
  add_associated_data(context, aad);
  Bytes plaintext(ciphertext.size(), '\0');
  int written = 0;
  require(EVP_DecryptUpdate(context, octets(plaintext), &written, octets(ciphertext), int_size(ciphertext)) == 1,
          "AES-256-GCM");
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1, "AES-256-GCM");
  if (EVP_DecryptFinal_ex(context, octets(tag), &written) != 1) {
    wipe(plaintext);  // unauthenticated: nobody may see it
    ERR_clear_error();
    return fail(Code::kMalformed,
                "sealed bytes do not open: they, their place or their key are not those they were sealed with");
  }
  return plaintext;
}

}  // namespace concordat::crypto
