#include "gateway/ledger/audit/prove.h"

#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/proof.h"
#include "crypto/note/tlog_proof.h"
#include "gateway/ledger/audit/entry_view.h"

namespace concordat::gateway {
namespace {

// Of one note, so that index, hashes and checkpoint belong together while the gateway goes on publishing.
Result<crypto::Checkpoint> head_of(const std::string& note) {
  const auto parsed = crypto::Note::parse(note);
  if (!parsed) return fail(parsed.error());
  return crypto::Checkpoint::parse(parsed->text);
}

Result<Bytes> read_one(const LedgerFiles& files, std::uint64_t index, std::uint64_t size) {
  Bytes found;
  const auto read = visit_entries(files, index, size, [&](std::uint64_t, ByteView entry) -> Result<bool> {
    found = entry;
    return false;
  });
  if (!read) return fail(read.error());
  return found;
}

bool judges(ByteView bytes, std::string_view record, EntryView& entry) {
  if (bytes.find(record) == ByteView::npos || !read_entry(bytes, entry)) return false;
  return (entry.event == "accept" || entry.event == "refuse") && entry.text("record") == record;
}

}  // namespace

Result<ProvedEntry> prove(const LedgerFiles& files, std::uint64_t index, Head which) {
  const auto note = files.checkpoint_note(which);
  if (!note) return fail(note.error());
  const auto head = head_of(*note);
  if (!head) return fail(head.error());
  if (index < files.kept_from()) {
    return fail(Code::kNotFound, "entry " + std::to_string(index) + " was pruned: the ledger's entries begin at " +
                                     std::to_string(files.kept_from()));
  }
  const auto hashes =
      crypto::inclusion_proof(index, head->size, [&](crypto::NodeId id) { return files.read_node(id, head->size); });
  if (!hashes) return fail(hashes.error());
  auto entry = read_one(files, index, head->size);
  if (!entry) return fail(entry.error());
  const auto holds = crypto::check_inclusion(index, head->size, crypto::leaf_hash(*entry), *hashes, head->root);
  if (!holds) {
    return fail(Code::kLedgerInvalid, "the files do not prove entry " + std::to_string(index) +
                                          ": `concordat ledger verify` tells what is wrong with them");
  }
  const crypto::TlogProof proof{std::nullopt, index, *hashes, *note};
  return ProvedEntry{index, std::move(*entry), proof.str()};
}

Result<std::uint64_t> find_record(const LedgerFiles& files, RecordId record, const Progress& progress) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  const std::string id = record.str();
  EntryView entry;
  // Newest first: that is what people ask for.
  for (std::uint64_t end = head->size; end > files.kept_from();) {
    const crypto::Tile tile = bundle_holding(end - 1, head->size);
    const auto bytes = files.read_bundle(tile);
    if (!bytes) return fail(bytes.error());
    const auto entries = crypto::parse_bundle(*bytes);
    if (!entries) return fail(Code::kLedgerInvalid, tile.path() + ": " + entries.error().detail);
    for (std::size_t i = 0; i < entries->size(); ++i) {
      if (judges((*entries)[i], id, entry)) return tile.first() + i;
    }
    end = tile.first();
    if (progress) progress(head->size - end, head->size);
  }
  return fail(Code::kNotFound, "no entry accepts or refuses record " + id + "; entries are published within a second");
}

Result<CheckedProof> check_proof(std::string_view text, ByteView entry, const crypto::VerifierKey& key) {
  return check_proof(text, entry, std::span(&key, 1));
}

Result<CheckedProof> check_proof(std::string_view text, ByteView entry, std::span<const crypto::VerifierKey> keys) {
  const auto proof = crypto::TlogProof::parse(text);
  if (!proof) return fail(proof.error());
  const auto opened = proof->check(crypto::leaf_hash(entry), keys);
  if (!opened) return fail(opened.error());
  return CheckedProof{opened->checkpoint.origin, proof->index, opened->checkpoint.size, {}};
}

Result<CheckedProof> check_proof(std::string_view text, ByteView entry, const crypto::TlogPolicy& policy,
                                 std::span<const crypto::VerifierKey> keys) {
  const auto proof = crypto::TlogProof::parse(text);
  if (!proof) return fail(proof.error());
  const auto trusted = keys.empty() ? policy.open(proof->checkpoint) : policy.open(proof->checkpoint, keys);
  if (!trusted) return fail(trusted.error());
  const crypto::Checkpoint& head = trusted->checkpoint;
  const auto holds =
      crypto::check_inclusion(proof->index, head.size, crypto::leaf_hash(entry), proof->hashes, head.root);
  if (!holds) return fail(holds.error());
  CheckedProof checked{head.origin, proof->index, head.size, {}};
  for (const crypto::Cosigner& one : trusted->cosigners)
    checked.witnesses.push_back(policy.witnesses()[one.witness].name);
  return checked;
}

}  // namespace concordat::gateway
