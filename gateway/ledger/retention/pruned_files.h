#pragma once
// The published files of what was pruned: the decision and its sequence numbers stay, the bundles and the hash tiles of
// level 0 that are before the kept entries go. Tiles of level 1 and up stay, so that the root, consistency and the
// inclusion of everything later can be proved. Used by the publisher.

#include <cstdint>
#include <filesystem>

#include "crypto/merkle/tile.h"
#include "gateway/ledger/retention/pruned_prefix.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// Whether a tile or bundle is about entries before `kept_from` alone and is not kept for the tree's sake.
[[nodiscard]] bool is_pruned(const crypto::Tile& tile, std::uint64_t kept_from);

// Durable when it returns.
[[nodiscard]] Result<void> publish_decision(const std::filesystem::path& ledger, const PrunedPrefix& pruned);
// Walks through the ledger's files. None of them being there is no error.
[[nodiscard]] Result<void> remove_pruned_files(const std::filesystem::path& ledger, std::uint64_t kept_from);

}  // namespace concordat::gateway
