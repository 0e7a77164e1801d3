#include "gateway/config/policy_source.h"

#include <gmock/gmock.h>

#include "gateway/runtime/files.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::int64_t kNow = 1'780'000'000;  // May 2026: no example agreement's review is due

class PolicySourceTest : public ::testing::Test {
 protected:
  PolicySourceTest() { write(example_files()); }
  void write(const policy::PolicyFiles& files) {
    for (const auto& [name, text] : files) {
      const std::filesystem::path path = folder_.path() / name;
      std::filesystem::create_directories(path.parent_path());
      if (auto written = replace_file(path, text); !written) throw std::runtime_error(written.error().detail);
    }
  }
  void spoil() {
    policy::PolicyFiles files = example_files();
    change(files, kAgreementFile, "recipients:", "recipient:");
    write(files);
  }
  static std::size_t files_in(std::string_view folder) {
    std::size_t count = 0;
    for (const auto& [name, text] : example_files()) count += name.starts_with(folder) ? 1 : 0;
    return count;
  }
  [[nodiscard]] std::string kept_file() const { return data_.path() / "policy-last-good"; }
  TemporaryFolder folder_;
  TemporaryFolder data_;
  PolicySource source_{folder_.path(), data_.path(), policy::Signatures::kNotRequired};
};

TEST_F(PolicySourceTest, ReadsAGoodSetAndKeepsIt) {
  const PolicyRead read = source_.read(kNow);
  ASSERT_TRUE(read.set);
  EXPECT_THAT(read.problems, IsEmpty());
  const auto kept = source_.last_good(kNow);
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ((*kept)->hash(), read.set->hash());
}

TEST_F(PolicySourceTest, KnowsNoLastGoodSetBeforeTheFirst) {
  EXPECT_EQ(source_.last_good(kNow).error().code, Code::kNotFound);
  spoil();
  EXPECT_FALSE(source_.read(kNow).set);
  EXPECT_EQ(source_.last_good(kNow).error().code, Code::kNotFound);
}

TEST_F(PolicySourceTest, ABrokenSetIsRefusedWithItsPlaceAndTheLastGoodOneStays) {
  const std::string good = source_.read(kNow).set->hash();
  spoil();
  const PolicyRead broken = source_.read(kNow);
  EXPECT_FALSE(broken.set);
  ASSERT_TRUE(policy::has_error(broken.problems));
  std::string all;
  for (const policy::Problem& problem : broken.problems) all += problem.str() + '\n';
  EXPECT_THAT(all, HasSubstr("agreements/isa-2026-014.yaml:8:1: error: unknown key \"recipient\""));
  EXPECT_EQ(source_.last_good(kNow).value()->hash(), good);
}

TEST_F(PolicySourceTest, ALaterGoodSetTakesThePlaceOfTheLast) {
  const std::string first = source_.read(kNow).set->hash();
  policy::PolicyFiles files = example_files();
  change(files, kAgreementFile, "status: active", "status: suspended");
  write(files);
  const std::string second = source_.read(kNow).set->hash();
  EXPECT_NE(second, first);
  EXPECT_EQ(source_.last_good(kNow).value()->hash(), second);
}

TEST_F(PolicySourceTest, ADamagedKeptSetIsRefused) {
  ASSERT_TRUE(source_.read(kNow).set);
  const Bytes good = read_file(kept_file()).value();
  for (const std::size_t length : {std::size_t{1}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
    ASSERT_TRUE(replace_file(kept_file(), ByteView(good).substr(0, length)));
    EXPECT_EQ(source_.last_good(kNow).error().code, Code::kPolicyUnavailable) << length;
  }
  ASSERT_TRUE(replace_file(kept_file(), "\xff\xff\xff\xff"));
  EXPECT_EQ(source_.last_good(kNow).error().code, Code::kPolicyUnavailable);
}

TEST_F(PolicySourceTest, ASetThatCannotBeKeptIsStillUsedWithAWarning) {
  const PolicySource nowhere(folder_.path(), data_.path() / "absent", policy::Signatures::kNotRequired);
  const PolicyRead read = nowhere.read(kNow);
  EXPECT_TRUE(read.set);
  EXPECT_THAT(read.problems, Not(IsEmpty()));
  EXPECT_FALSE(policy::has_error(read.problems));
}

TEST_F(PolicySourceTest, ADirectoryThatIsNotThereIsOneProblem) {
  const PolicySource absent(folder_.path() / "absent", data_.path(), policy::Signatures::kNotRequired);
  EXPECT_TRUE(policy::has_error(absent.read(kNow).problems));
  EXPECT_TRUE(
      policy::has_error(check_policy(folder_.path() / "absent", kNow, policy::Signatures::kNotRequired).problems));
}

TEST_F(PolicySourceTest, CheckingSaysWhatThereIsAndKeepsNothing) {
  const PolicyCheck check = check_policy(folder_.path(), kNow, policy::Signatures::kNotRequired);
  EXPECT_THAT(check.problems, IsEmpty());
  EXPECT_EQ(check.agencies, files_in("agencies/"));
  EXPECT_EQ(check.agreements, files_in("agreements/"));
  EXPECT_FALSE(file_exists(kept_file()));
}

}  // namespace
}  // namespace concordat::gateway
