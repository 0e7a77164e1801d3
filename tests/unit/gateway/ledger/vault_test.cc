#include "gateway/ledger/persons/vault.h"

#include <gmock/gmock.h>

#include "gateway/ledger/persons/detail.h"
#include "gateway/ledger/persons/person_file.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class VaultTest : public testing::Test {
 protected:
  [[nodiscard]] Vault vault() { return Vault(store_, keys_->vault); }
  void keep(Vault& vault) {
    CommitBatch batch;
    vault.seal(batch);
    ASSERT_TRUE(store_.commit(batch));
    vault.committed();
  }
  static Subject with_detail(std::uint64_t person, std::string_view text) {
    SealedDetail sealed = seal_detail(text);
    return {subject_of(person), std::move(sealed.bytes), std::move(sealed.key)};
  }
  std::vector<PersonEntry> entries_of(const std::vector<Bytes>& hashes) {
    auto entries = PersonFile(store_, keys_->vault).entries(hashes);
    EXPECT_TRUE(entries) << entries.error().detail;
    return entries ? *entries : std::vector<PersonEntry>();
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

TEST_F(VaultTest, SomebodyUnknownHasATagThatNobodyCanMakeAgainAndIsKeptNowhere) {
  Vault vault = this->vault();
  EXPECT_NE(*vault.tag({}, "entry"), *vault.tag({}, "entry"));
  ASSERT_TRUE(vault.keep({}, record_number(1), 7));
  keep(vault);
  EXPECT_THAT(store_.kept_vault, IsEmpty());
}

TEST_F(VaultTest, AKeyIsWrappedAndBoundToItsPerson) {
  Vault first = vault();
  ASSERT_TRUE(first.tag(subject_of(1), "entry"));
  ASSERT_TRUE(first.tag(subject_of(2), "entry"));
  keep(first);
  ASSERT_THAT(store_.kept_vault, SizeIs(4)) << "a key and a handle each";
  std::swap(store_.kept_vault.at("p" + subject_of(1)), store_.kept_vault.at("p" + subject_of(2)));
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
  for (std::uint64_t i = 1; i <= Vault::kCached; ++i) ASSERT_TRUE(vault.tag(subject_of(i), "entry"));
  EXPECT_EQ(*vault.tag(subject_of(0), "entry"), tag) << "in the step that made it";
  keep(vault);
  EXPECT_EQ(*vault.tag(subject_of(0), "entry"), tag) << "and after it";
}

TEST_F(VaultTest, DetailComesBackInTheOrderOfTheLedgerAndForItsPersonAlone) {
  Vault vault = this->vault();
  ASSERT_TRUE(vault.keep(with_detail(1, R"({"n":2})"), record_number(2), 20));
  ASSERT_TRUE(vault.keep(with_detail(1, R"({"n":1})"), record_number(1), 10));
  ASSERT_TRUE(vault.keep(with_detail(2, R"({"n":3})"), record_number(1), 10));
  ASSERT_TRUE(vault.keep({subject_of(1), {}, {}}, record_number(1), 30));
  keep(vault);
  EXPECT_THAT(entries_of({subject_of(1)}),
              ElementsAre(Field(&PersonEntry::detail, R"({"n":1})"), Field(&PersonEntry::detail, R"({"n":2})"),
                          Field(&PersonEntry::detail, "")));
  EXPECT_THAT(entries_of({subject_of(2)}), ElementsAre(Field(&PersonEntry::detail, R"({"n":3})")));
  EXPECT_THAT(entries_of({subject_of(3)}), IsEmpty());
  EXPECT_THAT(entries_of({subject_of(1), subject_of(2)}), SizeIs(3)) << "an entry about both is one entry";
}

TEST_F(VaultTest, ADetailThatIsMovedToAnotherRecordDoesNotOpen) {
  Vault vault = this->vault();
  ASSERT_TRUE(vault.keep(with_detail(1, "{}"), record_number(1), 10));
  ASSERT_TRUE(vault.keep(with_detail(1, "{}"), record_number(2), 20));
  keep(vault);
  auto first = store_.kept_vault.lower_bound("d"), second = std::next(first);
  std::swap(first->second, second->second);
  const auto entries = PersonFile(store_, keys_->vault).entries({subject_of(1)});
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error().code, Code::kLedgerInvalid);
}

TEST_F(VaultTest, ErasingAPersonLeavesNoRowOfTheirsAndAllOfTheOthers) {
  Vault vault = this->vault();
  ASSERT_TRUE(vault.keep(with_detail(2, "{}"), record_number(1), 10));
  keep(vault);
  const auto others = store_.kept_vault;
  for (std::uint64_t i = 0; i < 3000; ++i) ASSERT_TRUE(vault.keep(with_detail(1, "{}"), record_number(i), i));
  const auto tag = *vault.tag(subject_of(1), "entry");
  keep(vault);
  const auto known = vault.known({subject_of(1), subject_of(9)});
  ASSERT_TRUE(known);
  EXPECT_THAT(known->handles, SizeIs(1)) << "nothing is known of person 9";
  EXPECT_THAT(known->records, SizeIs(3000));
  vault.erase(*known);
  keep(vault);
  EXPECT_EQ(store_.kept_vault, others);
  EXPECT_NE(*vault.tag(subject_of(1), "entry"), tag) << "the key is gone from memory too";
}

}  // namespace
}  // namespace concordat::gateway
