#include "crypto/merkle/frontier.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/crypto/reference_tree.h"

namespace concordat::crypto {
namespace {

// The inputs and roots that the Certificate Transparency reference implementation publishes for RFC 6962.
TEST(Frontier, GivesThePublishedRoots) {
  const std::string_view entries[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::string_view roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Frontier frontier;
  EXPECT_EQ(frontier.root(), sha256(""));
  for (std::size_t i = 0; i < std::size(entries); ++i) {
    frontier.append(leaf_hash(parse_hex(entries[i]).value()));
    EXPECT_EQ(frontier.root().hex(), roots[i]) << "after " << i + 1;
  }
}

TEST(Frontier, AgreesWithTheDefinitionAtEverySize) {
  const auto leaves = numbered_leaves(260);
  Frontier frontier;
  for (std::size_t size = 0;; ++size) {
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.root(), reference_root(leaves, 0, size)) << size;
    if (size == leaves.size()) break;
    frontier.append(leaves[size]);
  }
}

TEST(Frontier, TellsEveryCompletedNodeOnceFromTheLeafUp) {
  const auto leaves = numbered_leaves(16);
  std::map<NodeId, Digest> told;
  Frontier frontier;
  for (const Digest& leaf : leaves) {
    unsigned level = 0;
    frontier.append(leaf, [&](NodeId id, const Digest& hash) {
      EXPECT_EQ(id.level, level++);
      EXPECT_TRUE(told.emplace(id, hash).second);
    });
  }
  EXPECT_EQ(told.size(), 31u);
  for (const auto& [id, hash] : told)
    EXPECT_EQ(hash, reference_root(leaves, id.index << id.level, (id.index + 1) << id.level));
}

RC_GTEST_PROP(Frontier, ContinuesFromItsSerialisedForm, ()) {
  const auto leaves = numbered_leaves(*rc::gen::inRange<std::size_t>(0, 300));
  const std::size_t cut = *rc::gen::inRange<std::size_t>(0, leaves.size() + 1);
  Frontier whole;
  Frontier first;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    whole.append(leaves[i]);
    if (i < cut) first.append(leaves[i]);
  }
  Result<Frontier> second = Frontier::parse(first.serialise());
  RC_ASSERT(second.has_value());
  for (std::size_t i = cut; i < leaves.size(); ++i) second->append(leaves[i]);
  RC_ASSERT(*second == whole);
}

TEST(Frontier, RefusesBytesThatDoNotFitTheirSize) {
  Frontier frontier;
  for (const Digest& leaf : numbered_leaves(5)) frontier.append(leaf);
  const Bytes good = frontier.serialise();
  EXPECT_TRUE(Frontier::parse(good));
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(Frontier::parse(good.substr(0, size))) << size;
  EXPECT_FALSE(Frontier::parse(good + "x"));
  EXPECT_TRUE(Frontier::parse(Bytes(8, '\0')));
}

}  // namespace
}  // namespace concordat::crypto
