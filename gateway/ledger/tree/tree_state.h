#pragma once
// What the store keeps of the tree between commits, and how the tree is built up again from it at start: the state
// value is checked against the entries, the tiles and the signed checkpoint, and the head file against all of them.
// Used once, before any thread runs.

#include <cstdint>
#include <filesystem>
#include <string>

#include "crypto/merkle/frontier.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/ledger/tree/edge.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// Names of the store's values.
inline constexpr std::string_view kStateValue = "ledger/state";            // write_state()
inline constexpr std::string_view kCheckpointValue = "ledger/checkpoint";  // the signed note
inline constexpr std::string_view kSequenceValues = "ledger/seq/";         // + agreement: u64, the last number given
inline constexpr std::string_view kPlanValues = "plan/";                   // + hex hash: the plan's text
inline constexpr std::string_view kSaidPlanValues = "ledger/plan/";        // + hex hash: a later log has said it
inline constexpr std::string_view kPlanFrameValues = "plan-frame/";        // + hex hash: as the native door sends it

struct TreeState {
  crypto::Frontier frontier;
  Edge edge;
  std::int64_t last_ms = 0;  // the newest entry's time
  std::string checkpoint;    // signed
};

// u64 time of the newest entry, then the frontier.
[[nodiscard]] Bytes write_state(const crypto::Frontier& frontier, std::int64_t last_ms);

// kLedgerInvalid when entries, tiles, state and checkpoint do not agree. An empty store gives an empty tree with its
// signed checkpoint.
[[nodiscard]] Result<TreeState> recover_tree(Store& store, const LedgerKeys& keys);

// The hash of a complete node that the edge no longer holds: from its full tile in the store.
[[nodiscard]] Result<crypto::Digest> node_from_store(Store& store, crypto::NodeId id);

// kStorageBehind when the signed head `highest` (empty: none yet) is not a past or present head of this tree.
[[nodiscard]] Result<void> check_against_head(const TreeState& tree, Store& store, const LedgerKeys& keys,
                                              std::string_view highest, const std::filesystem::path& head_file);

}  // namespace concordat::gateway
