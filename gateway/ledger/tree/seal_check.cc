#include "gateway/ledger/tree/seal_check.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crypto/merkle/tile.h"
#include "gateway/ledger/tree/tree_state.h"

namespace concordat::gateway {
namespace {

// (level, index) -> hash
using TileRoots = std::map<std::pair<unsigned, std::uint64_t>, crypto::Digest>;

tl::unexpected<Error> flipped(const std::string& what) {
  return fail(Code::kLedgerInvalid, what +
                                        " changed in memory after it was hashed. Nothing was signed or answered. "
                                        "Start the gateway again; have the machine's memory tested");
}

// The root of a full tile.
Result<crypto::Digest> fold(ByteView hashes) {
  std::vector<crypto::Digest> level;
  level.reserve(crypto::kTileWidth);
  for (std::size_t at = 0; at + crypto::Digest::kSize <= hashes.size(); at += crypto::Digest::kSize) {
    level.push_back(*crypto::Digest::from(hashes.substr(at, crypto::Digest::kSize)));
  }
  if (level.size() != crypto::kTileWidth) return fail(Code::kInternal, "a tile to be stored is not full");
  for (std::size_t width = level.size(); width > 1; width /= 2) {
    for (std::size_t i = 0; i < width / 2; ++i) level[i] = crypto::node_hash(level[2 * i], level[2 * i + 1]);
  }
  return level.front();
}

Result<void> check_tile(const std::string& path, ByteView hashes, const TileRoots& roots) {
  const auto tile = crypto::Tile::parse(path);
  if (!tile) return fail(Code::kInternal, "no tile: " + path);
  const auto root = fold(hashes);
  if (!root) return fail(root.error());
  const auto known = roots.find({(tile->level + 1) * crypto::kTileHeight, tile->index});
  if (known == roots.end() || known->second != *root) return flipped(path);
  return {};
}

}  // namespace

Result<void> check_sealed(const SealedBefore& before, const crypto::Digest& root, const CommitBatch& batch) {
  if (before.frontier.root() != before.root) return flipped("the ledger's frontier");
  crypto::Frontier again = before.frontier;
  TileRoots roots;
  for (const Bytes& entry : batch.entries) {
    again.append(crypto::leaf_hash(entry), [&](crypto::NodeId id, const crypto::Digest& hash) {
      if (id.level > 0 && id.level % crypto::kTileHeight == 0) roots.emplace(std::pair(id.level, id.index), hash);
    });
  }
  if (again.root() != root) return flipped("an entry, or a node of the ledger's tree,");
  for (const auto& [path, hashes] : batch.tiles) {
    if (const auto same = check_tile(path, hashes, roots); !same) return same;
  }
  for (const auto& [name, bytes] : batch.values) {
    if (name == kStateValue && ByteView(bytes).substr(8) != again.serialise()) return flipped("the ledger's state");
  }
  return {};
}

}  // namespace concordat::gateway
