#include "gateway/keys/pseudonym_ring.h"

#include <algorithm>

#include "crypto/primitive/random.h"
#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kMagic = "concordat pseudonym keys 1\n";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = std::tuple_size_v<crypto::Nonce>;
constexpr std::size_t kMostNames = 4096;   // far more than agreements name; a bound for what a mistake can make
constexpr std::size_t kLongestName = 255;  // its length is one octet in the file

// Reads what put() and the like of them wrote; past the end it gives zeros and is no longer fine.
class Reader {
 public:
  explicit Reader(ByteView rest) : rest_(rest) {}
  [[nodiscard]] bool fine() const { return fine_; }
  [[nodiscard]] bool at_end() const { return rest_.empty() || !fine_; }
  ByteView take(std::size_t size) {
    if (size > rest_.size()) fine_ = false;
    if (!fine_) return {};
    const ByteView out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  std::uint64_t number(std::size_t octets) {
    std::uint64_t value = 0;
    for (const char c : take(octets)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }

 private:
  ByteView rest_;
  bool fine_ = true;
};

}  // namespace

PseudonymRing::Generation::Generation(std::uint32_t number_from_one, std::int64_t created, crypto::Secret secret)
    : number(number_from_one), created_unix_ms(created), key(std::move(secret)), hmac(key.view()) {}

std::string PseudonymRing::Generation::mac(std::string_view recipient, std::string_view value) const {
  const crypto::Digest own = hmac.mac(recipient);
  return std::string(crypto::hmac_sha256(own.view(), value).view());
}

PseudonymRing::PseudonymRing(std::string file, crypto::Secret wrapping, const Clock& clock)
    : file_(std::move(file)), wrap_(std::move(wrapping)), clock_(clock) {}

Result<std::unique_ptr<PseudonymRing>> PseudonymRing::open(std::string file, crypto::Secret wrapping,
                                                           const Clock& clock, Missing missing) {
  std::unique_ptr<PseudonymRing> ring(new PseudonymRing(std::move(file), std::move(wrapping), clock));
  if (file_exists(ring->file_)) {
    if (auto read = ring->read(); !read) return fail(read.error());
    return ring;
  }
  if (missing == Missing::kIsRefused) {
    return fail(Code::kStorageFailed, ring->file_ +
                                          ": missing, and without it every pseudonym would change; restore it from the "
                                          "backup that the key ring beside it is from");
  }
  if (auto made = ring->keep({}); !made) return fail(made.error());
  return ring;
}

std::string PseudonymRing::mac(std::string_view recipient, std::string_view name, std::string_view value) {
  std::shared_ptr<const Generation> generation = current(name);
  if (!generation) generation = first(name);
  return generation ? generation->mac(recipient, value) : std::string();
}

Result<PseudonymKeyState> PseudonymRing::rotate(std::string_view name, std::chrono::milliseconds overlap) {
  const std::lock_guard changing(changing_);
  Keys next = keys();
  const auto found = next.find(name);
  if (found == next.end()) return fail(Code::kNotFound, "no pseudonym has been made with a key of that name");
  Key& key = found->second;
  const std::int64_t now = clock_.unix_ms();
  if (key.before) {
    return fail(Code::kConflict,
                "its last rotation is not over: the generation before is still kept; end that overlap first");
  }
  key.before = overlap.count() > 0 ? key.current : nullptr;
  key.overlap_ends_unix_ms = overlap.count() > 0 ? now + overlap.count() : 0;
  key.current = std::make_shared<const Generation>(key.current->number + 1, now, crypto::random_secret(kKeyBytes));
  PseudonymKeyState state = state_of(found->first, key);
  if (auto kept = keep(std::move(next)); !kept) return fail(kept.error());
  return state;
}

Result<LinkedPseudonyms> PseudonymRing::link(std::string_view recipient, std::string_view name,
                                             std::string_view value) const {
  Key key;
  {
    const std::shared_lock lock(mutex_);
    const auto found = keys_.find(name);
    if (found == keys_.end()) return fail(Code::kNotFound, "no pseudonym has been made with a key of that name");
    key = found->second;
  }
  if (!key.before || key.overlap_ends_unix_ms <= clock_.unix_ms())
    return fail(Code::kConflict, "only one generation of that key is kept, so there is nothing to link");
  return LinkedPseudonyms{key.before->mac(recipient, value), key.current->mac(recipient, value)};
}

Result<PseudonymKeyState> PseudonymRing::end_overlap(std::string_view name) {
  const std::lock_guard changing(changing_);
  Keys next = keys();
  const auto found = next.find(name);
  if (found == next.end()) return fail(Code::kNotFound, "no pseudonym has been made with a key of that name");
  if (!found->second.before) return fail(Code::kConflict, "only one generation of that key is kept");
  found->second.before.reset();
  found->second.overlap_ends_unix_ms = 0;
  PseudonymKeyState state = state_of(found->first, found->second);
  if (auto kept = keep(std::move(next)); !kept) return fail(kept.error());
  return state;
}

Result<std::vector<PseudonymKeyState>> PseudonymRing::end_overlaps() {
  const std::lock_guard changing(changing_);
  std::vector<PseudonymKeyState> ended;
  Keys next = keys();
  for (auto& [name, key] : next) {
    if (!key.before || key.overlap_ends_unix_ms > clock_.unix_ms()) continue;
    key.before.reset();
    key.overlap_ends_unix_ms = 0;
    ended.push_back(state_of(name, key));
  }
  if (ended.empty()) return ended;
  if (auto kept = keep(std::move(next)); !kept) return fail(kept.error());
  return ended;
}

std::vector<PseudonymKeyState> PseudonymRing::list() const {
  std::vector<PseudonymKeyState> out;
  for (const auto& [name, key] : keys()) out.push_back(state_of(name, key));
  return out;
}

PseudonymKeyState PseudonymRing::state_of(const std::string& name, const Key& key) {
  return {name, key.current->number, key.current->created_unix_ms, key.overlap_ends_unix_ms};
}

PseudonymRing::Keys PseudonymRing::keys() const {
  const std::shared_lock lock(mutex_);
  return keys_;
}

std::shared_ptr<const PseudonymRing::Generation> PseudonymRing::current(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : found->second.current;
}

std::shared_ptr<const PseudonymRing::Generation> PseudonymRing::first(std::string_view name) {
  const std::lock_guard changing(changing_);
  if (auto made_meanwhile = current(name)) return made_meanwhile;
  Keys next = keys();
  if (name.empty() || name.size() > kLongestName || next.size() >= kMostNames) return nullptr;
  auto made = std::make_shared<const Generation>(1, clock_.unix_ms(), crypto::random_secret(kKeyBytes));
  next[std::string(name)] = Key{made, nullptr, 0};
  // Durable before it is used: what was made with a lost key is linked to nothing.
  return keep(std::move(next)) ? made : nullptr;
}

// The whole is sealed at once, so that no key can be taken out, put back or moved to another name.
Result<void> PseudonymRing::keep(Keys next) {
  Bytes rows;
  // At once, so that no copy of a key is left behind where it grew.
  rows.reserve(next.size() * (1 + kLongestName + 8 + 1 + 2 * (4 + 8 + kKeyBytes)));
  for (const auto& [name, key] : next) {
    rows += static_cast<char>(name.size());
    rows += name;
    put_u64(rows, static_cast<std::uint64_t>(key.overlap_ends_unix_ms));
    rows += static_cast<char>(key.before ? 2 : 1);
    for (const Generation* generation : {key.current.get(), key.before.get()}) {
      if (generation == nullptr) continue;
      put_u32(rows, generation->number);
      put_u64(rows, static_cast<std::uint64_t>(generation->created_unix_ms));
      rows += generation->key.view();
    }
  }
  crypto::Nonce nonce{};
  crypto::fill_random(nonce);
  Bytes content(kMagic);
  content.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  wrap_.seal(nonce, kMagic, rows, content);
  crypto::wipe(rows);
  if (auto written = replace_file(file_, content); !written) return written;
  const std::unique_lock lock(mutex_);
  keys_ = std::move(next);
  return {};
}

Result<void> PseudonymRing::read() {
  const auto damaged = [&] {
    return fail(Code::kStorageFailed,
                file_ + ": damaged, or sealed under another master key; restore both from one backup");
  };
  auto content = read_file(file_);
  if (!content) return fail(content.error());
  ByteView rest = *content;
  if (rest.substr(0, kMagic.size()) != kMagic || rest.size() < kMagic.size() + kNonceBytes) return damaged();
  rest.remove_prefix(kMagic.size());
  crypto::Nonce nonce{};
  std::copy_n(rest.begin(), kNonceBytes, nonce.begin());
  auto rows = wrap_.open(nonce, kMagic, rest.substr(kNonceBytes));
  if (!rows) return damaged();
  const crypto::Secret opened = crypto::Secret::adopt(std::move(*rows));
  Reader reader(opened.view());
  const auto generation = [&reader] {
    const auto number = static_cast<std::uint32_t>(reader.number(4));
    const auto created = static_cast<std::int64_t>(reader.number(8));
    return std::make_shared<const Generation>(number, created, crypto::Secret::copy(reader.take(kKeyBytes)));
  };
  while (!reader.at_end()) {
    const std::string name(reader.take(static_cast<std::size_t>(reader.number(1))));
    Key key;
    key.overlap_ends_unix_ms = static_cast<std::int64_t>(reader.number(8));
    const bool two = reader.number(1) == 2;
    key.current = generation();
    if (two) key.before = generation();
    keys_[name] = std::move(key);
  }
  return reader.fine() ? Result<void>() : damaged();
}

}  // namespace concordat::gateway
