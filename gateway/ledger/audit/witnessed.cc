#include "gateway/ledger/audit/witnessed.h"

#include "crypto/merkle/proof.h"

namespace concordat::gateway {

Result<Witnessed> check_witnessed(const LedgerFiles& files, std::span<const crypto::VerifierKey> keys,
                                  const crypto::TlogPolicy& policy, std::uint64_t size) {
  const auto note = files.checkpoint_note(Head::kWitnessed);
  if (!note) return fail(note.error());
  const auto opened = policy.open(*note, keys);
  if (!opened) return fail(opened.error());
  const crypto::Checkpoint& head = opened->checkpoint;
  if (head.size > size) {
    return fail(Code::kLedgerInvalid, "witnesses have cosigned " + std::to_string(head.size) +
                                          " entries, and here are " + std::to_string(size) +
                                          ": entries were taken away");
  }
  const auto root = crypto::tree_root(head.size, [&](crypto::NodeId id) { return files.read_node(id, size); });
  if (!root) return fail(root.error());
  if (*root != head.root) {
    return fail(Code::kLedgerInvalid, "the first " + std::to_string(head.size) + " entries make the root " +
                                          root->hex() + ", but witnesses have cosigned " + head.root.hex() +
                                          ": the ledger was rewritten");
  }
  Witnessed witnessed{head.size, {}};
  for (const crypto::Cosigner& one : opened->cosigners)
    witnessed.witnesses.push_back(policy.witnesses()[one.witness].name);
  return witnessed;
}

}  // namespace concordat::gateway
