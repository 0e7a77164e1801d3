#include "gateway/ledger/audit/tree_check.h"

#include <algorithm>
#include <string>

namespace concordat::gateway {
namespace {

constexpr std::size_t kTileBytes = std::size_t{crypto::kTileWidth} * crypto::Digest::kSize;

}  // namespace

void TreeCheck::append(const crypto::Digest& leaf) {
  frontier_.append(leaf, [this](crypto::NodeId id, const crypto::Digest& hash) { add(id, hash); });
}

void TreeCheck::add(crypto::NodeId id, const crypto::Digest& hash) {
  if (id.level % crypto::kTileHeight != 0) return;
  const unsigned level = id.level / crypto::kTileHeight;
  levels_.at(level).hashes += hash.view();
  if (levels_.at(level).hashes.size() == kTileBytes) compare(level);
}

// A tree over the bundles' roots has the nodes of the log's from level 8 up, and its peaks are the log's.
Result<void> TreeCheck::append_pruned(std::uint64_t entries) {
  const std::uint64_t bundles = entries / crypto::kTileWidth;
  crypto::Frontier roots;
  for (std::uint64_t first = 0; first < bundles; first += crypto::kTileWidth) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(crypto::kTileWidth, bundles - first));
    const auto hashes = files_.read_hashes({crypto::Tile::Kind::kHashes, 1, first / crypto::kTileWidth, width});
    if (!hashes) return fail(hashes.error());
    for (std::size_t at = 0; at < hashes->size(); at += crypto::Digest::kSize) {
      roots.append(*crypto::Digest::from(ByteView(*hashes).substr(at, crypto::Digest::kSize)),
                   [this](crypto::NodeId id, const crypto::Digest& hash) {
                     add({id.level + crypto::kTileHeight, id.index}, hash);
                   });
    }
  }
  Bytes peaks;
  put_u64(peaks, entries);
  peaks += ByteView(roots.serialise()).substr(peaks.size());
  auto frontier = crypto::Frontier::parse(peaks);
  if (!frontier) return fail(frontier.error());
  frontier_ = std::move(*frontier);
  levels_.front().tile = bundles;
  return {};
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
