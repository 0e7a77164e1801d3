#include "tests/bench/large_ledger.h"

#include <array>
#include <fstream>

#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/frontier.h"
#include "crypto/note/checkpoint.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;
using crypto::Tile;

void write(const fs::path& path, ByteView bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

Bytes entry_number(std::uint64_t index, EntryShape shape) {
  const std::int64_t time = kStartMs + static_cast<std::int64_t>(index / 10);
  if (shape == EntryShape::kShort) return finish_entry(event_entry("stop", {}), {{"log", index}}, {}, time);
  const EntryDraft draft =
      index % 2 == 0 ? accept_entry(judged_record(index)) : settle_entry(settled_record(index, index - 1, "delivered"));
  const std::vector<std::string> tags =
      index % 2 == 0 ? std::vector{crypto::sha256(std::to_string(index)).hex()} : std::vector<std::string>();
  return finish_entry(draft, {{"ISA-2026-014", index + 1}, {"log", index}}, tags, time);
}

}  // namespace

LargeLedger::LargeLedger(std::uint64_t size, EntryShape shape) : size_(size) {
  crypto::Frontier frontier;
  Bytes bundle;
  std::array<Bytes, crypto::kTileLevels> tiles;
  std::array<std::uint64_t, crypto::kTileLevels> numbers{};
  const auto put = [&](Tile tile, Bytes& bytes, unsigned width) {
    tile.width = width;
    write(folder_.path() / tile.path(), bytes);
    bytes.clear();
  };
  for (std::uint64_t index = 0; index < size; ++index) {
    const Bytes entry = entry_number(index, shape);
    entry_bytes_ += entry.size();
    if (!crypto::append_entry(bundle, entry)) throw std::runtime_error("too long for a bundle");
    frontier.append(crypto::leaf_hash(entry), [&](crypto::NodeId id, const crypto::Digest& hash) {
      if (id.level % crypto::kTileHeight != 0) return;
      const unsigned level = id.level / crypto::kTileHeight;
      tiles.at(level) += hash.view();
      if (tiles.at(level).size() == std::size_t{crypto::kTileWidth} * crypto::Digest::kSize) {
        put({Tile::Kind::kHashes, level, numbers.at(level)++}, tiles.at(level), crypto::kTileWidth);
      }
    });
    const auto width = static_cast<unsigned>(index % crypto::kTileWidth + 1);
    if (width == crypto::kTileWidth || index + 1 == size) {
      put({Tile::Kind::kEntries, 0, index / crypto::kTileWidth}, bundle, width);
    }
  }
  for (unsigned level = 0; level < tiles.size(); ++level) {
    const auto width = static_cast<unsigned>(tiles.at(level).size() / crypto::Digest::kSize);
    if (width > 0) put({Tile::Kind::kHashes, level, numbers.at(level)}, tiles.at(level), width);
  }
  write(folder_.path() / "checkpoint",
        crypto::sign_checkpoint({keys_->origin(), size, frontier.root()}, keys_->verifier, keys_->signing));
}

}  // namespace concordat::gateway
