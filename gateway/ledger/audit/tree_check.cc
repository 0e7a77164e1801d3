#include "gateway/ledger/audit/tree_check.h"

#include <string>

namespace concordat::gateway {
namespace {

constexpr std::size_t kTileBytes = std::size_t{crypto::kTileWidth} * crypto::Digest::kSize;

}  // namespace

void TreeCheck::append(const crypto::Digest& leaf) {
  frontier_.append(leaf, [this](crypto::NodeId id, const crypto::Digest& hash) {
    if (id.level % crypto::kTileHeight != 0) return;
    const unsigned level = id.level / crypto::kTileHeight;
    levels_.at(level).hashes += hash.view();
    if (levels_.at(level).hashes.size() == kTileBytes) compare(level);
  });
}

void TreeCheck::finish() {
  for (unsigned level = 0; level < levels_.size(); ++level) {
    if (!levels_.at(level).hashes.empty()) compare(level);
  }
}

void TreeCheck::compare(unsigned number) {
  Level& level = levels_.at(number);
  const auto width = static_cast<unsigned>(level.hashes.size() / crypto::Digest::kSize);
  const crypto::Tile tile{crypto::Tile::Kind::kHashes, number, level.tile, width};
  const auto stored = files_.read_hashes(tile);
  if (!stored) {
    problems_.add(tile.path(), stored.error().detail);
  } else if (*stored != level.hashes) {
    for (unsigned i = 0; i < width; ++i) {
      const std::size_t at = std::size_t{i} * crypto::Digest::kSize;
      if (stored->compare(at, crypto::Digest::kSize, level.hashes, at, crypto::Digest::kSize) == 0) continue;
      if (number == 0) {
        problems_.add("entry " + std::to_string(tile.first() + i),
                      "does not hash to what " + tile.path() + " holds for it");
      } else {
        problems_.add(tile.path(), "hash " + std::to_string(i) + " is not what the tiles below it make");
      }
    }
  }
  level.hashes.clear();
  ++level.tile;
}

}  // namespace concordat::gateway
