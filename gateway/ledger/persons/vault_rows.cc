#include "gateway/ledger/persons/vault_rows.h"

#include <algorithm>
#include <tuple>

#include "crypto/primitive/random.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kNonceBytes = std::tuple_size_v<crypto::Nonce>;
constexpr std::size_t kPlaceBytes = 16 + 8;
constexpr std::string_view kWrapLabel = "concordat detail key v1";

Bytes key_of(char mark, ByteView rest) {
  Bytes key(1, mark);
  key += rest;
  return key;
}

}  // namespace

Bytes person_row_key(ByteView hash) {
  return key_of('p', hash);
}

Bytes handle_row_key(ByteView handle) {
  return key_of('i', handle);
}

Bytes detail_prefix(ByteView handle) {
  return key_of('d', handle);
}

Bytes detail_row_key(ByteView handle, RecordId record, std::uint64_t index) {
  Bytes key = detail_prefix(handle);
  key += record.bytes();
  put_u64(key, index);
  return key;
}

Bytes link_row_key(ByteView hash) {
  return key_of('l', hash);
}

Bytes release_prefix(ByteView handle) {
  return key_of('r', handle);
}

Bytes release_row_key(ByteView handle, RecordId record) {
  return release_prefix(handle) += record.bytes();
}

Bytes write_person(const crypto::AeadKey& vault_key, ByteView hash, const PersonRow& person) {
  crypto::Nonce nonce;
  crypto::fill_random_buffered(nonce);
  Bytes row = person.handle;
  row.append(nonce.begin(), nonce.end());
  vault_key.seal(nonce, Bytes(hash) + person.handle, person.key.view(), row);
  return row;
}

Result<PersonRow> read_person(const crypto::AeadKey& vault_key, ByteView hash, ByteView row) {
  const auto damaged = [] {
    return fail(Code::kLedgerInvalid,
                "a person's key in the vault does not open: the vault key is another one, or the store is damaged");
  };
  if (row.size() != kHandleBytes + kNonceBytes + kPersonKeyBytes + crypto::AeadKey::kTagSize) return damaged();
  PersonRow person{Bytes(row.substr(0, kHandleBytes)), {}};
  crypto::Nonce nonce;
  std::copy_n(row.begin() + kHandleBytes, kNonceBytes, nonce.begin());
  auto key = vault_key.open(nonce, Bytes(hash) + person.handle, row.substr(kHandleBytes + kNonceBytes));
  if (!key) return damaged();
  person.key = crypto::Secret::adopt(std::move(*key));
  return person;
}

std::optional<DetailPlace> detail_place(ByteView key) {
  if (key.size() != 1 + kHandleBytes + kPlaceBytes || key.front() != 'd') return std::nullopt;
  const ByteView place = key.substr(1 + kHandleBytes);
  return DetailPlace{*RecordId::from_bytes(place.substr(0, 16)), get_u64(place.substr(16))};
}

Bytes wrap_detail_key(const crypto::HmacKey& person, ByteView row_key, ByteView detail_key) {
  const crypto::Digest mask = person.mac(kWrapLabel, row_key);
  Bytes wrapped(mask.view());
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    wrapped[i] = static_cast<char>(static_cast<std::uint8_t>(wrapped[i]) ^ static_cast<std::uint8_t>(detail_key[i]));
  }
  return wrapped;
}

Result<std::vector<Bytes>> read_hashes(ByteView row) {
  if (row.size() % crypto::Digest::kSize != 0) {
    return fail(Code::kLedgerInvalid, "a row of the vault is damaged: a person's other identifiers");
  }
  std::vector<Bytes> hashes;
  for (; !row.empty(); row.remove_prefix(crypto::Digest::kSize)) {
    hashes.emplace_back(row.substr(0, crypto::Digest::kSize));
  }
  return hashes;
}

}  // namespace concordat::gateway
