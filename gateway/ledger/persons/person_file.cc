#include "gateway/ledger/persons/person_file.h"

#include <algorithm>

#include "gateway/ledger/persons/detail.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kRowsAtOnce = 1024;

}  // namespace

Result<std::vector<Bytes>> PersonFile::all_of(ByteView hash) const {
  std::vector<Bytes> all{Bytes(hash)};
  const auto row = store_.vault_row(link_row_key(hash));
  if (!row) return fail(row.error());
  if (!*row) return all;
  auto others = read_hashes(**row);
  if (!others) return fail(others.error());
  all.insert(all.end(), others->begin(), others->end());
  return all;
}

Result<std::vector<PersonEntry>> PersonFile::entries(const std::vector<Bytes>& hashes) const {
  std::vector<PersonEntry> entries;
  for (const Bytes& hash : hashes) {
    const auto known = person(hash);
    if (!known) return fail(known.error());
    if (!*known) continue;
    if (auto added = add_entries(**known, entries); !added) return fail(added.error());
  }
  const auto before = [](const PersonEntry& a, const PersonEntry& b) { return a.index < b.index; };
  std::stable_sort(entries.begin(), entries.end(), before);
  const auto same = [](const PersonEntry& a, const PersonEntry& b) { return a.index == b.index; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

Result<std::vector<crypto::Secret>> PersonFile::keys(const std::vector<Bytes>& hashes) const {
  std::vector<crypto::Secret> keys;
  for (const Bytes& hash : hashes) {
    auto known = person(hash);
    if (!known) return fail(known.error());
    if (*known) keys.push_back(std::move((*known)->key));
  }
  return keys;
}

Result<std::vector<std::pair<Bytes, Bytes>>> PersonFile::release(const std::vector<Bytes>& hashes, RecordId record,
                                                                 ByteView officer_key) const {
  std::vector<std::pair<Bytes, Bytes>> rows;
  for (const Bytes& hash : hashes) {
    const auto known = person(hash);
    if (!known) return fail(known.error());
    if (*known) rows.emplace_back(release_row_key((*known)->handle, record), Bytes(officer_key));
  }
  return rows;
}

Result<std::optional<Bytes>> PersonFile::owner(ByteView handle) const {
  return store_.vault_row(handle_row_key(handle));
}

Result<std::optional<PersonRow>> PersonFile::person(ByteView hash) const {
  const auto row = store_.vault_row(person_row_key(hash));
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  auto person = read_person(vault_key_, hash, **row);
  if (!person) return fail(person.error());
  return std::optional(std::move(*person));
}

Result<void> PersonFile::add_entries(const PersonRow& person, std::vector<PersonEntry>& entries) const {
  const auto damaged = [] { return fail(Code::kLedgerInvalid, "a row of the vault is damaged: a person's detail"); };
  const crypto::HmacKey key(person.key.view());
  const Bytes prefix = detail_prefix(person.handle);
  for (Bytes after;;) {
    const auto rows = store_.vault_rows(prefix, after, kRowsAtOnce);
    if (!rows) return fail(rows.error());
    for (const auto& [row_key, row] : *rows) {
      const auto place = detail_place(row_key);
      if (!place || row.size() < kPersonKeyBytes) return damaged();
      PersonEntry entry{place->index, place->record, {}, false};
      const auto released = store_.vault_row(release_row_key(person.handle, place->record));
      if (!released) return fail(released.error());
      entry.released = released->has_value();
      if (row.size() > kPersonKeyBytes) {
        Bytes opened = wrap_detail_key(key, row_key, ByteView(row).substr(0, kPersonKeyBytes));
        auto text = open_detail(crypto::Secret::adopt(std::move(opened)), ByteView(row).substr(kPersonKeyBytes));
        if (!text) return fail(text.error());
        entry.detail = std::move(*text);
      }
      entries.push_back(std::move(entry));
    }
    if (rows->size() < kRowsAtOnce) return {};
    after = rows->back().first;
  }
}

}  // namespace concordat::gateway
