#include "crypto/merkle/tile.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "crypto/merkle/frontier.h"
#include "tests/unit/crypto/reference_tree.h"

namespace concordat::crypto {
namespace {

using Kind = Tile::Kind;

TEST(TilePath, IsWrittenAsTheFormatSays) {
  EXPECT_EQ((Tile{Kind::kHashes, 0, 0, 256}).path(), "tile/0/000");
  EXPECT_EQ((Tile{Kind::kHashes, 0, 999, 256}).path(), "tile/0/999");
  EXPECT_EQ((Tile{Kind::kHashes, 1, 1000, 256}).path(), "tile/1/x001/000");
  EXPECT_EQ((Tile{Kind::kHashes, 0, 1'234'067, 256}).path(), "tile/0/x001/x234/067");
  EXPECT_EQ((Tile{Kind::kHashes, 2, 1'234'067, 8}).path(), "tile/2/x001/x234/067.p/8");
  EXPECT_EQ((Tile{Kind::kEntries, 0, 67, 255}).path(), "tile/entries/067.p/255");
}

RC_GTEST_PROP(TilePath, IsParsedBack, ()) {
  Tile tile;
  tile.kind = *rc::gen::element(Kind::kHashes, Kind::kEntries);
  tile.level = tile.kind == Kind::kEntries ? 0 : *rc::gen::inRange(0u, kTileLevels);
  tile.index = *rc::gen::arbitrary<std::uint64_t>();
  tile.width = *rc::gen::inRange(1u, 257u);
  RC_ASSERT(Tile::parse(tile.path()) == tile);
}

TEST(TilePath, RefusesEveryOtherForm) {
  for (const std::string_view bad : {
           "",
           "tile",
           "tile/",
           "tile/0",
           "tile/0/",
           "tile/0/0",
           "tile/0/00",
           "tile/0/0000",
           "tile/0/x000/000",
           "tile/0/x000/x000/001",
           "tile/0/001/000",
           "tile/0/x001/x000",
           "tile/0/x001000",
           "tile/0/X001/000",
           "tile/00/000",
           "tile/8/000",
           "tile/-1/000",
           "tile/0/-01",
           "tile/0/+01",
           "tile/0/000.p/0",
           "tile/0/000.p/256",
           "tile/0/000.p/01",
           "tile/0/000.p/",
           "tile/0/000.p",
           "tile/0/000.p/1/",
           "tile/0/000/",
           "/tile/0/000",
           "tile//000",
           "tile/entry/000",
           "tile/entries/",
           "tile/entries/0a0",
           "tile/0/../000",
           "tile/0/000\n",
           "tile/0/x99/x999/x999/x999/x999/x999/999",
           "tile/0/x999/x999/x999/x999/x999/x999/999",
       }) {
    EXPECT_FALSE(Tile::parse(bad)) << bad;
  }
}

TEST(NewTiles, OfATreeOf70000AreThoseOfTheFormatsExample) {
  std::map<std::pair<unsigned, bool>, std::vector<Tile>> by_level;
  std::size_t bundles = 0;
  for (const Tile& tile : all_tiles(70'000)) {
    if (tile.kind == Kind::kEntries) {
      ++bundles;
    } else {
      by_level[{tile.level, tile.partial()}].push_back(tile);
    }
  }
  EXPECT_EQ(bundles, 274u);
  EXPECT_EQ((by_level[{0, false}].size()), 273u);
  EXPECT_EQ((by_level[{0, true}].at(0).width), 112u);
  EXPECT_EQ((by_level[{1, false}].size()), 1u);
  EXPECT_EQ((by_level[{1, true}].at(0).width), 17u);
  EXPECT_EQ((by_level[{2, true}].at(0).width), 1u);
  EXPECT_EQ(by_level.size(), 5u);
}

TEST(NewTiles, OfATreeOf256AreAFullTileAndOneHashAbove) {
  const std::vector<Tile> expected = {
      {Kind::kEntries, 0, 0, 256}, {Kind::kHashes, 0, 0, 256}, {Kind::kHashes, 1, 0, 1}};
  EXPECT_EQ(all_tiles(256), expected);
  EXPECT_TRUE(all_tiles(0).empty());
  EXPECT_TRUE(new_tiles(256, 256).empty());
}

TEST(NewTiles, AreOnlyThoseThatGrew) {
  const std::vector<Tile> expected = {{Kind::kEntries, 0, 1, 2}, {Kind::kHashes, 0, 1, 2}};
  EXPECT_EQ(new_tiles(257, 258), expected);
}

RC_GTEST_PROP(NewTiles, StepByStepGiveEverythingThatTheFinalTreeHas, ()) {
  const auto middle = *rc::gen::inRange<std::uint64_t>(0, 200'000);
  const auto size = middle + *rc::gen::inRange<std::uint64_t>(0, 2000);
  std::set<Tile> made;
  for (const Tile& tile : all_tiles(middle)) made.insert(tile);
  for (const Tile& tile : new_tiles(middle, size)) made.insert(tile);
  for (const Tile& tile : all_tiles(size)) RC_ASSERT(made.count(tile) == 1u);
}

TEST(TileHolding, SaysHowWideTheTileIsInThisTree) {
  EXPECT_EQ(tile_holding(Kind::kHashes, 0, 255, 300), (Tile{Kind::kHashes, 0, 0, 256}));
  EXPECT_EQ(tile_holding(Kind::kHashes, 0, 256, 300), (Tile{Kind::kHashes, 0, 1, 44}));
  EXPECT_EQ(tile_holding(Kind::kHashes, 1, 0, 300), (Tile{Kind::kHashes, 1, 0, 1}));
  EXPECT_EQ(tile_holding(Kind::kHashes, 0, 300, 300), std::nullopt);
  EXPECT_EQ(tile_holding(Kind::kHashes, 1, 1, 300), std::nullopt);
  EXPECT_EQ(tile_holding(Kind::kHashes, kTileLevels, 0, 300), std::nullopt);
}

TEST(NodeFromTile, GivesEveryCompleteNodeOfTheTree) {
  constexpr std::uint64_t kSize = 700;
  std::map<NodeId, Digest> nodes;
  Frontier frontier;
  for (const Digest& leaf : numbered_leaves(kSize)) {
    frontier.append(leaf, [&](NodeId id, const Digest& hash) { nodes.emplace(id, hash); });
  }
  const auto contents = [&](const Tile& tile) {
    Bytes bytes;
    for (std::uint64_t i = tile.first(); i < tile.first() + tile.width; ++i)
      bytes += nodes.at({tile.level * kTileHeight, i}).view();
    return bytes;
  };
  for (const auto& [node, hash] : nodes) {
    const TileSpan span = tile_span(node);
    const auto tile = tile_holding(Kind::kHashes, span.level, span.index, kSize);
    ASSERT_TRUE(tile);
    const auto found = node_from_tile(node, contents(*tile));
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, hash);
  }
}

TEST(NodeFromTile, RefusesATileThatIsTooShort) {
  EXPECT_EQ(node_from_tile({0, 1}, Bytes(32, 'x')).error().code, Code::kLedgerInvalid);
  EXPECT_FALSE(node_from_tile({1, 0}, Bytes(63, 'x')));
  EXPECT_FALSE(node_from_tile({0, 0}, Bytes(33, 'x')));
  EXPECT_TRUE(node_from_tile({1, 0}, Bytes(64, 'x')));
}

}  // namespace
}  // namespace concordat::crypto
