#include "crypto/merkle/tile.h"

#include <algorithm>
#include <charconv>

#include "crypto/merkle/decimal.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view kRoot = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";

// Groups of three digits, all but the last with an x.
std::string index_path(std::uint64_t index) {
  std::string digits = std::to_string(index);
  digits.insert(0, (3 - digits.size() % 3) % 3, '0');
  std::string path;
  for (std::size_t at = 0; at < digits.size(); at += 3) {
    const bool last = at + 3 == digits.size();
    path += last ? "" : "x";
    path += digits.substr(at, 3);
    path += last ? "" : "/";
  }
  return path;
}

std::optional<std::uint64_t> parse_index(std::string_view path) {
  std::string digits;
  while (path.size() > 3) {
    if (path.size() < 5 || path[0] != 'x' || path[4] != '/') return std::nullopt;
    digits += path.substr(1, 3);
    path.remove_prefix(5);
  }
  digits += path;
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return index;
}

// How many complete nodes of tile level `level` a tree of `size` has.
std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return size >> (level * kTileHeight);
}

void add_grown(std::vector<Tile>& tiles, Tile::Kind kind, unsigned level, std::uint64_t old_count,
               std::uint64_t count) {
  if (count == old_count) return;
  for (std::uint64_t index = old_count / kTileWidth; index < count / kTileWidth; ++index)
    tiles.push_back({kind, level, index, kTileWidth});
  const auto rest = static_cast<unsigned>(count % kTileWidth);
  if (rest != 0) tiles.push_back({kind, level, count / kTileWidth, rest});
}

}  // namespace

std::string Tile::path() const {
  std::string text(kRoot);
  text += kind == Kind::kEntries ? std::string(kEntries) : std::to_string(level);
  text += '/';
  text += index_path(index);
  if (partial()) text += std::string(kPartial) + std::to_string(width);
  return text;
}

std::optional<Tile> Tile::parse(std::string_view path) {
  const std::string_view whole = path;
  if (!path.starts_with(kRoot)) return std::nullopt;
  path.remove_prefix(kRoot.size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Tile tile;
  const std::string_view level = path.substr(0, slash);
  path.remove_prefix(slash + 1);
  if (level == kEntries) {
    tile.kind = Kind::kEntries;
  } else if (const auto number = parse_decimal(level, kTileLevels - 1)) {
    tile.level = static_cast<unsigned>(*number);
  } else {
    return std::nullopt;
  }
  if (const std::size_t dot = path.find(kPartial); dot != std::string_view::npos) {
    const auto width = parse_decimal(path.substr(dot + kPartial.size()), kTileWidth - 1);
    if (!width || *width == 0) return std::nullopt;
    tile.width = static_cast<unsigned>(*width);
    path = path.substr(0, dot);
  }
  const auto index = parse_index(path);
  if (!index) return std::nullopt;
  tile.index = *index;
  // Refuses what has two forms, such as a leading group of zeros.
  if (tile.path() != whole) return std::nullopt;
  return tile;
}

std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t size) {
  std::vector<Tile> tiles;
  if (old_size >= size) return tiles;
  add_grown(tiles, Tile::Kind::kEntries, 0, old_size, size);
  for (unsigned level = 0; level < kTileLevels; ++level) {
    add_grown(tiles, Tile::Kind::kHashes, level, hashes_at(level, old_size), hashes_at(level, size));
  }
  return tiles;
}

std::optional<Tile> tile_holding(Tile::Kind kind, unsigned level, std::uint64_t index, std::uint64_t size) {
  if (level >= kTileLevels) return std::nullopt;
  const std::uint64_t count = hashes_at(level, size);
  if (index >= count) return std::nullopt;
  const std::uint64_t tile = index / kTileWidth;
  const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, count - tile * kTileWidth));
  return Tile{kind, level, tile, width};
}

TileSpan tile_span(NodeId node) {
  const unsigned above = node.level % kTileHeight;
  return {node.level / kTileHeight, node.index << above, 1u << above};
}

Result<Digest> node_from_tile(NodeId node, ByteView tile) {
  const TileSpan span = tile_span(node);
  const std::size_t start = static_cast<std::size_t>(span.index % kTileWidth) * Digest::kSize;
  const std::size_t size = span.count * Digest::kSize;
  if (tile.size() < start + size || tile.size() % Digest::kSize != 0) {
    return fail(Code::kLedgerInvalid, "a tile is shorter than the tree needs it to be");
  }
  std::vector<Digest> hashes;
  hashes.reserve(span.count);
  for (std::size_t at = start; at < start + size; at += Digest::kSize)
    hashes.push_back(*Digest::from(tile.substr(at, Digest::kSize)));
  for (std::size_t count = span.count; count > 1; count /= 2) {
    for (std::size_t i = 0; i < count / 2; ++i) hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
  }
  return hashes.front();
}

}  // namespace concordat::crypto
