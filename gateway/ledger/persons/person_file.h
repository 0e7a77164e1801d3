#pragma once
// What the gateway keeps about one person, as subject access reads it: under all their identifiers, in the order of the
// ledger. Each look-up is to be ledgered by who makes it. Thread-safe: it only reads the store.
//
//   PersonFile file(store, keys->vault);
//   for (const PersonEntry& entry : *file.entries(*file.all_of(hash))) …

#include <optional>
#include <vector>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/secret.h"
#include "gateway/ledger/persons/vault_rows.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct PersonEntry {
  std::uint64_t index = 0;  // of the ledger's entry
  RecordId record;
  Bytes detail;           // its JSON (detail.h); empty when none was kept
  bool released = false;  // by an officer, for the person's own report
};

class PersonFile {
 public:
  PersonFile(Store& store, const crypto::AeadKey& vault_key) : store_(store), vault_key_(vault_key) {}

  // The hash and those that were linked to it: one person's.
  [[nodiscard]] Result<std::vector<Bytes>> all_of(ByteView hash) const;
  // In the order of the ledger; each entry once, with the detail of the first of the hashes that has it. kLedgerInvalid
  // where a row does not open.
  [[nodiscard]] Result<std::vector<PersonEntry>> entries(const std::vector<Bytes>& hashes) const;
  // The keys that make their tags: for an auditor, who then needs nobody to find their entries.
  [[nodiscard]] Result<std::vector<crypto::Secret>> keys(const std::vector<Bytes>& hashes) const;
  // The rows to write so that the record counts as released, by the officer with that key.
  [[nodiscard]] Result<std::vector<std::pair<Bytes, Bytes>>> release(const std::vector<Bytes>& hashes, RecordId record,
                                                                     ByteView officer_key) const;
  // Whose handle it is: a hash; nullopt when they were erased or never were.
  [[nodiscard]] Result<std::optional<Bytes>> owner(ByteView handle) const;

 private:
  [[nodiscard]] Result<std::optional<PersonRow>> person(ByteView hash) const;
  [[nodiscard]] Result<void> add_entries(const PersonRow& person, std::vector<PersonEntry>& entries) const;

  Store& store_;
  const crypto::AeadKey& vault_key_;
};

}  // namespace concordat::gateway
