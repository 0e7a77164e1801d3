#include "gateway/ledger/persons/vault.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "crypto/primitive/random.h"
#include "gateway/ledger/persons/vault_rows.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kRowsAtOnce = 1024;

}  // namespace

Vault::Vault(Store& store, const crypto::AeadKey& key) : store_(store), vault_key_(key) {}

Result<crypto::Digest> Vault::tag(ByteView subject, std::string_view entry_id) {
  if (subject.empty()) {
    const crypto::Secret nobody = crypto::random_secret(kPersonKeyBytes);
    return crypto::hmac_sha256(nobody.view(), entry_id);
  }
  const auto hash = crypto::Digest::from(subject);
  if (!hash) return fail(Code::kInternal, "a subject's hash is not 32 bytes long");
  const auto known = person(*hash);
  if (!known) return fail(known.error());
  return (*known)->key.mac(entry_id);
}

Result<void> Vault::keep(const Subject& subject, RecordId record, std::uint64_t index) {
  if (subject.hash.empty()) return {};
  const auto hash = crypto::Digest::from(subject.hash);
  const bool keyed = subject.detail.empty() || subject.detail_key.size() == kPersonKeyBytes;
  if (!hash || !keyed) return fail(Code::kInternal, "a subject's hash or its detail's key is not 32 bytes long");
  const auto known = person(*hash);
  if (!known) return fail(known.error());
  Bytes key = detail_row_key((*known)->handle, record, index);
  Bytes row(kPersonKeyBytes, '\0');
  if (!subject.detail.empty()) row = wrap_detail_key((*known)->key, key, subject.detail_key.view());
  row += subject.detail;
  rows_.emplace_back(std::move(key), std::move(row));
  return {};
}

Result<Vault::Known> Vault::known(const std::vector<Bytes>& subjects) {
  Known known;
  for (const Bytes& hash : subjects) {
    known.row_keys.push_back(link_row_key(hash));
    const auto row = store_.vault_row(person_row_key(hash));
    if (!row) return fail(row.error());
    if (!*row) continue;
    const auto person = read_person(vault_key_, hash, **row);
    if (!person) return fail(person.error());
    known.hashes.push_back(hash);
    known.handles.push_back(person->handle);
    known.row_keys.insert(known.row_keys.end(), {person_row_key(hash), handle_row_key(person->handle)});
    for (const Bytes& prefix : {detail_prefix(person->handle), release_prefix(person->handle)}) {
      if (auto added = add_rows(prefix, known); !added) return fail(added.error());
    }
  }
  return known;
}

Result<void> Vault::add_rows(ByteView prefix, Known& known) {
  for (Bytes after;;) {
    auto rows = store_.vault_rows(prefix, after, kRowsAtOnce);
    if (!rows) return fail(rows.error());
    for (auto& [key, row] : *rows) {
      if (const auto place = detail_place(key)) known.records.insert(place->record);
      known.row_keys.push_back(key);
      after = std::move(key);
    }
    if (rows->size() < kRowsAtOnce) return {};
  }
}

void Vault::erase(const Known& known) {
  for (const Bytes& hash : known.hashes) forget(*crypto::Digest::from(hash));
  for (const Bytes& key : known.row_keys) rows_.emplace_back(key, Bytes());
}

void Vault::seal(CommitBatch& batch) {
  std::move(rows_.begin(), rows_.end(), std::back_inserter(batch.vault));
  rows_.clear();
}

void Vault::discard() {
  for (const crypto::Digest& subject : fresh_) forget(subject);
  fresh_.clear();
  rows_.clear();
}

Result<const Vault::Person*> Vault::person(const crypto::Digest& subject) {
  if (const auto found = found_.find(subject); found != found_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return &found->second->second;
  }
  const Bytes row_key = person_row_key(subject.view());
  // A key made in this very step may have left the memory already.
  if (recent_.size() == kCached) {
    const auto own = std::find_if(rows_.begin(), rows_.end(), [&](const auto& row) { return row.first == row_key; });
    if (own != rows_.end()) return read(subject, own->second);
  }
  const auto stored = store_.vault_row(row_key);
  if (!stored) return fail(stored.error());
  if (!*stored) return make(subject);
  return read(subject, **stored);
}

Result<const Vault::Person*> Vault::read(const crypto::Digest& subject, ByteView row) {
  auto person = read_person(vault_key_, subject.view(), row);
  if (!person) return fail(person.error());
  return remember(subject, {std::move(person->handle), crypto::HmacKey(person->key.view())});
}

const Vault::Person* Vault::make(const crypto::Digest& subject) {
  PersonRow fresh{Bytes(kHandleBytes, '\0'), crypto::random_secret(kPersonKeyBytes)};
  crypto::fill_random_buffered({reinterpret_cast<std::uint8_t*>(fresh.handle.data()), fresh.handle.size()});
  rows_.emplace_back(person_row_key(subject.view()), write_person(vault_key_, subject.view(), fresh));
  rows_.emplace_back(handle_row_key(fresh.handle), Bytes(subject.view()));
  fresh_.push_back(subject);
  return remember(subject, {fresh.handle, crypto::HmacKey(fresh.key.view())});
}

const Vault::Person* Vault::remember(const crypto::Digest& subject, Person person) {
  recent_.emplace_front(subject, std::move(person));
  found_.emplace(subject, recent_.begin());
  if (recent_.size() > kCached) {
    found_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return &recent_.front().second;
}

void Vault::forget(const crypto::Digest& subject) {
  const auto found = found_.find(subject);
  if (found == found_.end()) return;
  recent_.erase(found->second);
  found_.erase(found);
}

}  // namespace concordat::gateway
