#pragma once
// The files of a tiled log (C2SP tlog-tiles v0.1): which there are, what they are called, and where a node's hash is in
// them. Pure functions; the caller reads and writes.
//
//   for (const Tile& tile : new_tiles(published_size, size)) write(tile.path(), contents(tile));
//   std::optional<Tile> asked = Tile::parse("tile/0/x001/x234/067.p/8");

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle/tree_hash.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 256;
inline constexpr unsigned kTileLevels = 64 / kTileHeight;

struct Tile {
  enum class Kind : std::uint8_t { kHashes, kEntries };

  Kind kind = Kind::kHashes;
  unsigned level = 0;  // 0 for entry bundles
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // hashes or entries in it: 1 to 256

  [[nodiscard]] bool partial() const { return width != kTileWidth; }
  // The index of its first hash at its level, or of its first entry.
  [[nodiscard]] std::uint64_t first() const { return index * kTileWidth; }
  // The same tile when it is full.
  [[nodiscard]] Tile full() const { return {kind, level, index, kTileWidth}; }
  // "tile/0/x001/x234/067.p/8", "tile/entries/000".
  [[nodiscard]] std::string path() const;
  // Accepts exactly what path() writes.
  [[nodiscard]] static std::optional<Tile> parse(std::string_view path);

  auto operator<=>(const Tile&) const = default;
};

// Hash tiles and entry bundles that a tree of `size` has and one of `old_size` had not, lowest level first, each level
// by index.
[[nodiscard]] std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t size);
[[nodiscard]] inline std::vector<Tile> all_tiles(std::uint64_t size) {
  return new_tiles(0, size);
}

// The tile of a tree of `size` that holds hash `index` of tile level `level`; nullopt when the tree is too small for
// it.
[[nodiscard]] std::optional<Tile> tile_holding(Tile::Kind kind, unsigned level, std::uint64_t index,
                                               std::uint64_t size);

// Where the hash of a node comes from: `count` (a power of two) hashes of tile level `level` from hash `index` on, all
// in one tile.
struct TileSpan {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned count = 1;
};
[[nodiscard]] TileSpan tile_span(NodeId node);
// The node's hash, from the contents of the (full or partial) tile that holds its span. kLedgerInvalid when the tile is
// too short.
[[nodiscard]] Result<Digest> node_from_tile(NodeId node, ByteView tile);

}  // namespace concordat::crypto
