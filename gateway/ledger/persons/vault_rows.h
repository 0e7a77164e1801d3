#pragma once
// The vault's rows: their keys and their bytes. Pure.
//
//   'p' ‖ hash of an identifier (32)     a person: handle (16), nonce (12), the person's key sealed under the vault key
//   'i' ‖ handle (16)                    the hash: where an erasure list leads
//   'd' ‖ handle ‖ record (16) ‖ index   detail of the ledger's entry at that index (8 bytes, big-endian): the wrapped
//                                        key of the detail (32), then the sealed detail, or nothing
//   'l' ‖ hash                           hashes of the same person's other identifiers, 32 bytes each
//   'r' ‖ handle ‖ record                the key's id of the officer who released it for the person's own report
//
// The handle is random: it says nothing about the person, and is what an erasure is recorded by.

#include <cstdint>
#include <optional>
#include <vector>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::size_t kHandleBytes = 16;
inline constexpr std::size_t kPersonKeyBytes = 32;

[[nodiscard]] Bytes person_row_key(ByteView hash);
[[nodiscard]] Bytes handle_row_key(ByteView handle);
[[nodiscard]] Bytes detail_prefix(ByteView handle);
[[nodiscard]] Bytes detail_row_key(ByteView handle, RecordId record, std::uint64_t index);
[[nodiscard]] Bytes link_row_key(ByteView hash);
[[nodiscard]] Bytes release_prefix(ByteView handle);
[[nodiscard]] Bytes release_row_key(ByteView handle, RecordId record);

struct PersonRow {
  Bytes handle;
  crypto::Secret key;
};
// `vault_key` seals with a random nonce, since it outlives the process: 2^32 persons stay within NIST SP 800-38D
// section 8.3.
[[nodiscard]] Bytes write_person(const crypto::AeadKey& vault_key, ByteView hash, const PersonRow& person);
// kLedgerInvalid when it does not open: for another hash, under another vault key, or damaged.
[[nodiscard]] Result<PersonRow> read_person(const crypto::AeadKey& vault_key, ByteView hash, ByteView row);

// Which entry a detail row is of; nullopt when `key` is none.
struct DetailPlace {
  RecordId record;
  std::uint64_t index = 0;
};
[[nodiscard]] std::optional<DetailPlace> detail_place(ByteView key);

// XOR of a detail's key and HMAC(person's key, row key): each row key is used once, so that the mask is a one-time pad
// to whoever has not the person's key. The same both ways.
[[nodiscard]] Bytes wrap_detail_key(const crypto::HmacKey& person, ByteView row_key, ByteView detail_key);

// A list of hashes, as a link row holds them. kLedgerInvalid when it is none.
[[nodiscard]] Result<std::vector<Bytes>> read_hashes(ByteView row);

}  // namespace concordat::gateway
