#include "gateway/ledger/log_root.h"

#include "crypto/merkle/proof.h"
#include "crypto/merkle/tile.h"

namespace concordat::gateway {

Result<crypto::Digest> log_root(const LedgerLog& log, std::uint64_t size) {
  const std::uint64_t now = log.size();
  return crypto::tree_root(size, [&](crypto::NodeId id) -> Result<crypto::Digest> {
    const crypto::TileSpan span = crypto::tile_span(id);
    const auto tile = crypto::tile_holding(crypto::Tile::Kind::kHashes, span.level, span.index, now);
    if (!tile) return fail(Code::kInternal, "no tile of this tree holds the node");
    const auto hashes = log.tile(*tile);
    if (!hashes) return fail(hashes.error());
    return crypto::node_from_tile(id, *hashes);
  });
}

}  // namespace concordat::gateway
