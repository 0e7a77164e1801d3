#include "gateway/ledger/audit/growth.h"

#include <string>

#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"

namespace concordat::gateway {
namespace {

constexpr const char* kEvidence = ". Keep both checkpoints: they show what happened";

std::string entries(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " entry" : " entries");
}

}  // namespace

Result<std::uint64_t> check_growth(const LedgerFiles& files, std::string_view older,
                                   std::span<const crypto::VerifierKey> keys) {
  const auto kept = crypto::open_checkpoint(older, keys);
  if (!kept) return fail(kept.error().code, "the checkpoint that was kept: " + kept.error().detail);
  const auto note = files.checkpoint_note();
  if (!note) return fail(note.error());
  const auto head = crypto::open_checkpoint(*note, keys);
  if (!head) return fail(head.error().code, "the published checkpoint: " + head.error().detail);
  const std::uint64_t before = kept->checkpoint.size;
  const std::uint64_t now = head->checkpoint.size;
  if (now < before) {
    return fail(Code::kLedgerInvalid, "the ledger had " + entries(before) + " when the checkpoint was kept, and has " +
                                          entries(now) + " now: its end was cut off, or it was rolled back" +
                                          kEvidence);
  }
  const auto proof =
      crypto::consistency_proof(before, now, [&](crypto::NodeId id) { return files.read_node(id, now); });
  if (!proof) return fail(proof.error());
  if (!crypto::check_consistency(before, now, kept->checkpoint.root, head->checkpoint.root, *proof)) {
    return fail(Code::kLedgerInvalid,
                "the first " + entries(before) +
                    " of the ledger are not those of the checkpoint that was kept: it was written "
                    "anew, or its tiles are damaged" +
                    kEvidence);
  }
  return before;
}

}  // namespace concordat::gateway
