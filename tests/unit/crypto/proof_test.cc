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
