#include "gateway/ledger/vault.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

class VaultTest : public testing::Test {
 protected:
  [[nodiscard]] Vault vault() { return Vault(store_, keys_->vault); }
  void keep(Vault& vault) {
    CommitBatch batch;
    vault.seal(batch);
    ASSERT_TRUE(store_.commit(batch));
    vault.committed();
  }
  FakeStore store_;
  std::shared_ptr<const LedgerKeys> keys_ = test_keys();
};

TEST_F(VaultTest, ATagIsTheSameAgainWithTheStoreAndTheVaultKey) {
  Vault first = vault();
  const auto tag = first.tag(subject_of(1), "entry");
  ASSERT_TRUE(tag);
  keep(first);
  Vault second = vault();
  EXPECT_EQ(*second.tag(subject_of(1), "entry"), *tag);
}

TEST_F(VaultTest, TagsDifferInEveryEntryAndForEveryPerson) {
  Vault vault = this->vault();
  const auto tag = *vault.tag(subject_of(1), "entry 1");
  EXPECT_NE(*vault.tag(subject_of(1), "entry 2"), tag);
  EXPECT_NE(*vault.tag(subject_of(2), "entry 1"), tag);
  EXPECT_EQ(*vault.tag(subject_of(1), "entry 1"), tag);
}

TEST_F(VaultTest, SomebodyUnknownHasATagThatNobodyCanMakeAgain) {
  Vault vault = this->vault();
  EXPECT_NE(*vault.tag({}, "entry"), *vault.tag({}, "entry"));
  keep(vault);
  EXPECT_TRUE(store_.kept_values.empty());
}

TEST_F(VaultTest, AKeyIsWrappedAndBoundToItsPerson) {
  Vault first = vault();
  ASSERT_TRUE(first.tag(subject_of(1), "entry"));
  ASSERT_TRUE(first.tag(subject_of(2), "entry"));
  keep(first);
  ASSERT_EQ(store_.kept_values.size(), 2u);
  std::swap(store_.kept_values.begin()->second, store_.kept_values.rbegin()->second);
  Vault second = vault();
  const auto tag = second.tag(subject_of(1), "entry");
  ASSERT_FALSE(tag);
  EXPECT_EQ(tag.error().code, Code::kLedgerInvalid);
}

TEST_F(VaultTest, KeysOfAStepThatWasGivenUpAreForgotten) {
  Vault vault = this->vault();
  const auto lost = *vault.tag(subject_of(1), "entry");
  vault.discard();
  EXPECT_NE(*vault.tag(subject_of(1), "entry"), lost);
}

TEST_F(VaultTest, MorePersonsThanAreKeptInMemoryLoseNothing) {
  Vault vault = this->vault();
  const auto tag = *vault.tag(subject_of(0), "entry");
  for (std::uint64_t person = 1; person <= Vault::kCached; ++person)
    ASSERT_TRUE(vault.tag(subject_of(person), "entry"));
  EXPECT_EQ(*vault.tag(subject_of(0), "entry"), tag) << "from the step's own keys";
  keep(vault);
  for (std::uint64_t person = 1; person <= Vault::kCached; ++person)
    ASSERT_TRUE(vault.tag(subject_of(person), "entry"));
  EXPECT_EQ(*vault.tag(subject_of(0), "entry"), tag) << "from the store";
}

TEST_F(VaultTest, AnIdentifierThatIsNoHashIsABug) {
  Vault vault = this->vault();
  EXPECT_EQ(vault.tag("9434765919", "entry").error().code, Code::kInternal);
}

}  // namespace
}  // namespace concordat::gateway
