#include "gateway/ledger/tree/edge.h"

#include <algorithm>

#include "crypto/merkle/tile.h"

namespace concordat::gateway {

void Edge::add(crypto::NodeId id, const crypto::Digest& hash) {
  Level& level = levels_.at(id.level);
  if (level.hashes.empty()) level.first = id.index;
  level.hashes.push_back(hash);
}

const crypto::Digest* Edge::find(crypto::NodeId id) const {
  const Level& level = levels_.at(id.level);
  if (id.index < level.first || id.index - level.first >= level.hashes.size()) return nullptr;
  return &level.hashes[id.index - level.first];
}

void Edge::absorb(Edge&& newer, std::uint64_t size) {
  for (unsigned number = 0; number < levels_.size(); ++number) {
    Level& level = levels_[number];
    Level& added = newer.levels_[number];
    if (added.hashes.empty()) continue;
    if (level.hashes.empty()) {
      level = std::move(added);
    } else {
      level.hashes.insert(level.hashes.end(), added.hashes.begin(), added.hashes.end());
    }
    // Moving what remains costs as much as it saves, unless more than half goes.
    const std::uint64_t kept = std::max(first_kept(number, size), level.first);
    const std::uint64_t dropped = std::min<std::uint64_t>(kept - level.first, level.hashes.size());
    if (dropped * 2 <= level.hashes.size()) continue;
    level.hashes.erase(level.hashes.begin(), level.hashes.begin() + static_cast<std::ptrdiff_t>(dropped));
    level.first += dropped;
  }
  newer = Edge();
}

// An even index, so that the left sibling of a kept node is kept; and no later than the start of the tile that is not
// full.
std::uint64_t Edge::first_kept(unsigned level, std::uint64_t size) {
  const std::uint64_t newest = (size - std::min(size, kNewest)) >> level & ~std::uint64_t{1};
  const unsigned within_tile = level % crypto::kTileHeight;
  const std::uint64_t tile_hashes = size >> (level - within_tile);
  const std::uint64_t tile_start = (tile_hashes - tile_hashes % crypto::kTileWidth) >> within_tile;
  return std::min(newest, tile_start);
}

}  // namespace concordat::gateway
