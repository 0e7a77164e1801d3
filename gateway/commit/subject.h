#pragma once
// A person, as the commands of commits name them to the ledger. A plain value.

#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {

// Somebody whom an entry is about, as the vault knows them.
struct Subject {
  Bytes hash = {};                 // 32-byte keyed hash of an identifier; empty: somebody whom nothing identifies
  Bytes detail = {};               // sealed (gateway/ledger/persons/detail.h); empty: none is kept
  crypto::Secret detail_key = {};  // that opens it; kept wrapped under the person's own
};

}  // namespace concordat::gateway
