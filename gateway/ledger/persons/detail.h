#pragma once
// What a subject-access answer needs and the ledger must not hold: identifiers, the sender's own id, which items the
// record held, reasons in words. Never a clinical value: the gateway is no shadow health record. It is sealed on the
// thread that judged, each under a key of its own; the vault wraps that key under the person's, and the entry has a
// commitment to the sealed bytes. Pure; thread-safe.
//
//   SealedDetail sealed = seal_detail(detail_json(detail));
//   entry.details = {detail_commitment(sealed.bytes).hex()};

#include <string>
#include <vector>

#include "crypto/primitive/digest.h"
#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// What is empty is not written.
struct Detail {
  std::string identifier = {};  // the person's, as the record gave it
  std::string senders_id = {};  // only of a record about one person: it may hold another's identifier
  std::string purpose = {};     // of the record
  std::string reason = {};      // in words: a justification, a rejection's or a look-up's reason; as senders_id
  std::string by = {};          // who looked up, released or rejected
  std::string vocabulary = {};  // hash in hex: what the bits of `held` mean
  std::string held_hex = {};    // the items that the record held, as a bitmap (README.md, Entries)
  bool held_back = false;       // lawfully withheld from the person until it is released
  std::uint32_t persons = 1;    // how many the record is about
};
[[nodiscard]] std::string detail_json(const Detail& detail);

struct SealedDetail {
  Bytes bytes;
  crypto::Secret key;
};
[[nodiscard]] SealedDetail seal_detail(ByteView text);
// kLedgerInvalid when the key is another one or the bytes are damaged.
[[nodiscard]] Result<Bytes> open_detail(crypto::Secret key, ByteView sealed);
// SHA-256. The bytes are ciphertext under a random key, so that it can be published.
[[nodiscard]] crypto::Digest detail_commitment(ByteView sealed);

// Item i is bit 7 - i % 8 of octet i / 8; octets of zeros at the end are left out. In hexadecimal.
[[nodiscard]] std::string bitmap_hex(const std::vector<std::uint16_t>& items);

}  // namespace concordat::gateway
