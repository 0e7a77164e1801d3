#include "crypto/merkle/proof.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>

#include "crypto/merkle/frontier.h"
#include "tests/unit/crypto/reference_tree.h"

namespace concordat::crypto {
namespace {

// Every complete node of a tree, as tiles would give them.
class Tree {
 public:
  explicit Tree(const std::vector<Digest>& leaves) {
    for (const Digest& leaf : leaves) {
      frontier_.append(leaf, [&](NodeId id, const Digest& hash) { nodes_.emplace(id, hash); });
      roots_.push_back(frontier_.root());
    }
  }
  Result<Digest> operator()(NodeId id) const {
    const auto node = nodes_.find(id);
    if (node == nodes_.end()) return fail(Code::kNotFound, "an incomplete node was asked for");
    return node->second;
  }
  Digest root(std::size_t size) const { return size == 0 ? empty_root() : roots_[size - 1]; }

 private:
  Frontier frontier_;
  std::map<NodeId, Digest> nodes_;
  std::vector<Digest> roots_;
};

// The proofs that the Certificate Transparency implementations publish for the eight entries of frontier_test.cc.
struct Published {
  std::uint64_t first;  // an index, or the older size
  std::uint64_t size;
  std::vector<std::string_view> hashes;
};

constexpr std::string_view k23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
constexpr std::string_view k0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
constexpr std::string_view k4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
constexpr std::string_view k67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";

std::vector<Digest> published_leaves() {
  std::vector<Digest> leaves;
  for (const std::string_view entry :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    leaves.push_back(leaf_hash(parse_hex(entry).value()));
  }
  return leaves;
}

std::vector<std::string> hex_of(const Proof& proof) {
  std::vector<std::string> hashes;
  for (const Digest& hash : proof) hashes.push_back(hash.hex());
  return hashes;
}

TEST(InclusionProof, IsThePublishedOne) {
  const Published published[] = {
      {0, 1, {}},
      {0,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", k23,
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {5, 8, {k4, k67, k0123}},
      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {1, 5, {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", k23, k4}},
  };
  const auto leaves = published_leaves();
  const Tree tree(leaves);
  for (const Published& one : published) {
    const auto proof = inclusion_proof(one.first, one.size, tree);
    ASSERT_TRUE(proof);
    EXPECT_EQ(hex_of(*proof), std::vector<std::string>(one.hashes.begin(), one.hashes.end())) << one.first;
    EXPECT_TRUE(check_inclusion(one.first, one.size, leaves[one.first], *proof, tree.root(one.size)));
  }
}

TEST(ConsistencyProof, IsThePublishedOne) {
  const Published published[] = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", k23,
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6, 8, {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", k67, k0123}},
      {2, 5, {k23, k4}},
  };
  const Tree tree(published_leaves());
  for (const Published& one : published) {
    const auto proof = consistency_proof(one.first, one.size, tree);
    ASSERT_TRUE(proof);
    EXPECT_EQ(hex_of(*proof), std::vector<std::string>(one.hashes.begin(), one.hashes.end())) << one.first;
    EXPECT_TRUE(check_consistency(one.first, one.size, tree.root(one.first), tree.root(one.size), *proof));
  }
}

TEST(InclusionProof, IsThatOfTheDefinitionForEveryEntryOfEverySmallTree) {
  const auto leaves = numbered_leaves(33);
  const Tree tree(leaves);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(index, size, tree);
      ASSERT_TRUE(proof);
      ASSERT_EQ(*proof, reference_path(index, leaves, 0, size)) << index << " of " << size;
      ASSERT_TRUE(check_inclusion(index, size, leaves[index], *proof, tree.root(size)));
    }
  }
}

TEST(InclusionProof, HoldsAroundTileBordersAndInALargeTree) {
  const auto leaves = numbered_leaves(65'537);
  const Tree tree(leaves);
  for (const std::size_t size : {255u, 256u, 257u, 65'535u, 65'536u, 65'537u}) {
    for (const std::size_t index : {std::size_t{0}, std::size_t{1}, size / 2, size - 2, size - 1}) {
      const auto proof = inclusion_proof(index, size, tree);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(check_inclusion(index, size, leaves[index], *proof, tree.root(size))) << index << " of " << size;
    }
    EXPECT_EQ(tree_root(size, tree).value(), tree.root(size));
  }
  EXPECT_EQ(tree.root(65'537), reference_root(leaves, 0, leaves.size()));
}

TEST(InclusionProof, EveryChangeIsRefused) {
  const auto leaves = numbered_leaves(13);
  const Tree tree(leaves);
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    const Proof good = inclusion_proof(index, leaves.size(), tree).value();
    const auto check = [&](const Proof& proof) {
      return check_inclusion(index, leaves.size(), leaves[index], proof, tree.root(13));
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
      Proof bad = good;
      bad[i].bytes[31] ^= 1;
      EXPECT_FALSE(check(bad));
      bad = good;
      bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(check(bad));
    }
    Proof longer = good;
    longer.push_back(good.back());
    EXPECT_FALSE(check(longer));
    for (std::size_t other = 0; other < leaves.size(); ++other) {
      if (other == index) continue;
      EXPECT_FALSE(check_inclusion(other, leaves.size(), leaves[index], good, tree.root(13)));
      EXPECT_FALSE(check_inclusion(index, leaves.size(), leaves[other], good, tree.root(13)));
    }
    EXPECT_FALSE(check_inclusion(index, leaves.size(), leaves[index], good, tree.root(12)));
  }
}

TEST(InclusionProof, OfTheOnlyEntryIsEmpty) {
  const Digest leaf = leaf_hash("only");
  EXPECT_TRUE(check_inclusion(0, 1, leaf, {}, leaf));
  EXPECT_FALSE(check_inclusion(0, 1, leaf, {leaf}, leaf));
  EXPECT_FALSE(check_inclusion(0, 0, leaf, {}, empty_root()));
  EXPECT_FALSE(check_inclusion(1, 1, leaf, {}, leaf));
}

TEST(InclusionProof, OutOfRangeAndMissingNodesAreErrors) {
  const Tree tree(numbered_leaves(4));
  EXPECT_EQ(inclusion_proof(4, 4, tree).error().code, Code::kNotFound);
  EXPECT_EQ(inclusion_proof(0, 5, tree).error().detail, "an incomplete node was asked for");
  EXPECT_TRUE(inclusion_path(5, 5).empty());
}

TEST(ConsistencyProof, IsThatOfTheDefinitionForEveryPairOfSmallTrees) {
  const auto leaves = numbered_leaves(33);
  const Tree tree(leaves);
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = consistency_proof(old_size, size, tree);
      ASSERT_TRUE(proof);
      ASSERT_EQ(*proof, reference_consistency(old_size, leaves, 0, size, true)) << old_size << " to " << size;
      ASSERT_TRUE(check_consistency(old_size, size, tree.root(old_size), tree.root(size), *proof));
    }
  }
}

TEST(ConsistencyProof, HoldsAroundTileBorders) {
  const Tree tree(numbered_leaves(600));
  for (const std::size_t old_size : {1u, 2u, 3u, 7u, 8u, 255u, 256u, 257u, 511u, 512u}) {
    for (const std::size_t size : {512u, 513u, 600u}) {
      const auto proof = consistency_proof(old_size, size, tree);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(check_consistency(old_size, size, tree.root(old_size), tree.root(size), *proof))
          << old_size << " to " << size;
    }
  }
}

TEST(ConsistencyProof, EveryChangeIsRefused) {
  const Tree tree(numbered_leaves(13));
  for (std::size_t old_size = 1; old_size < 13; ++old_size) {
    const Proof good = consistency_proof(old_size, 13, tree).value();
    const auto check = [&](const Proof& proof) {
      return check_consistency(old_size, 13, tree.root(old_size), tree.root(13), proof);
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
      Proof bad = good;
      bad[i].bytes[0] ^= 1;
      EXPECT_FALSE(check(bad));
      bad = good;
      bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(check(bad));
    }
    Proof longer = good;
    longer.push_back(tree.root(1));
    EXPECT_FALSE(check(longer));
    EXPECT_FALSE(check({}));
    EXPECT_FALSE(check_consistency(old_size, 13, tree.root(old_size), tree.root(12), good));
    EXPECT_FALSE(check_consistency(old_size, 13, tree.root(old_size - 1), tree.root(13), good));
  }
}

TEST(ConsistencyProof, FromTheEmptyTreeOnlyTheEmptyRootCounts) {
  const Tree tree(numbered_leaves(3));
  EXPECT_TRUE(consistency_proof(0, 3, tree).value().empty());
  EXPECT_TRUE(check_consistency(0, 3, empty_root(), tree.root(3), {}));
  EXPECT_TRUE(check_consistency(0, 0, empty_root(), empty_root(), {}));
  EXPECT_FALSE(check_consistency(0, 3, tree.root(1), tree.root(3), {}));
  EXPECT_FALSE(check_consistency(0, 0, tree.root(1), tree.root(1), {}));
  EXPECT_FALSE(check_consistency(0, 3, empty_root(), tree.root(3), {tree.root(1)}));
}

TEST(ConsistencyProof, TwoRootsForOneSizeAndAShrunkenTreeAreRefused) {
  const Tree tree(numbered_leaves(3));
  EXPECT_TRUE(check_consistency(3, 3, tree.root(3), tree.root(3), {}));
  EXPECT_FALSE(check_consistency(3, 3, tree.root(3), tree.root(2), {}));
  EXPECT_FALSE(check_consistency(3, 2, tree.root(3), tree.root(2), {}));
  EXPECT_EQ(consistency_proof(3, 2, tree).error().code, Code::kNotFound);
}

// Two logs that share their first `kShared` entries and then part.
TEST(ConsistencyProof, ShowsTheOlderRootToWhoKnowsTheNewer) {
  constexpr std::size_t kShared = 5;
  auto leaves = numbered_leaves(40);
  const Tree ours(leaves);
  for (std::size_t i = kShared; i < leaves.size(); ++i) leaves[i] = leaf_hash("other " + std::to_string(i));
  const Tree theirs(leaves);
  for (std::size_t old_size = 1; old_size < 40; ++old_size) {
    const Proof proof = consistency_proof(old_size, 40, theirs).value();
    const auto shown = older_root_shown(old_size, 40, theirs.root(40), proof);
    if (std::has_single_bit(old_size)) {
      EXPECT_EQ(shown, std::nullopt) << "the proof leaves it out";
      continue;
    }
    EXPECT_EQ(shown, theirs.root(old_size));
    EXPECT_EQ(*shown == ours.root(old_size), old_size <= kShared);
    EXPECT_EQ(older_root_shown(old_size, 40, ours.root(40), proof), std::nullopt) << "it does not lead there";
    Proof longer = proof;
    longer.push_back(proof.back());
    EXPECT_EQ(older_root_shown(old_size, 40, theirs.root(40), longer), std::nullopt);
  }
  EXPECT_EQ(older_root_shown(0, 40, theirs.root(40), {}), std::nullopt);
  EXPECT_EQ(older_root_shown(40, 40, theirs.root(40), {}), std::nullopt);
  EXPECT_EQ(older_root_shown(41, 40, theirs.root(40), {}), std::nullopt);
}

}  // namespace
}  // namespace concordat::crypto
