#include "gateway/config/policy_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "protocol/limits.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::gateway {
namespace {

using cli::ScratchFolder;
using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

TEST(PolicyFiles, AreThePolicysAndNothingElse) {
  const ScratchFolder folder;
  for (const char* name : {"agencies/a.yaml", "agencies/.hidden.yaml", "agencies/a.yaml.bak", "agreements/x.yaml",
                           "agreements/deep/y.yaml", "vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml",
                           "gateway.yaml", "clients/c.yaml"}) {
    folder.write(name, name);
  }
  const auto files = read_policy_files(folder.str());
  ASSERT_TRUE(files) << files.error().detail;
  EXPECT_THAT(*files, UnorderedElementsAre(Key("agencies/a.yaml"), Key("agreements/x.yaml"), Key("vocabulary.yaml"),
                                           Key("purposes.yaml"), Key("floor.yaml"), Key("routes.yaml")));
  EXPECT_EQ(files->at("agreements/x.yaml"), "agreements/x.yaml");
}

TEST(PolicyFiles, ALinkInsideTheDirectoryIsFine) {
  const ScratchFolder folder;
  folder.write("drafts/x.yaml", "text");
  folder.write("agreements/y.yaml", "other");
  ASSERT_EQ(::symlink("../drafts/x.yaml", folder.file("agreements/x.yaml").c_str()), 0);
  const auto files = read_policy_files(folder.str());
  ASSERT_TRUE(files) << files.error().detail;
  EXPECT_EQ(files->at("agreements/x.yaml"), "text");
}

TEST(PolicyFiles, ALinkOutOfTheDirectoryRefusesAllOfIt) {
  const ScratchFolder folder;
  folder.write("elsewhere/x.yaml", "text");
  folder.write("demo/agreements/y.yaml", "other");
  ASSERT_EQ(::symlink(folder.file("elsewhere/x.yaml").c_str(), folder.file("demo/agreements/x.yaml").c_str()), 0);
  ASSERT_EQ(::symlink(folder.file("elsewhere").c_str(), folder.file("demo/agencies").c_str()), 0);
  const auto files = read_policy_files(folder.file("demo"));
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().detail, HasSubstr("agreements/x.yaml: error: a symbolic link that leads out"));
  EXPECT_THAT(files.error().detail, HasSubstr("agencies: error: a symbolic link that leads out"));
}

TEST(PolicyFiles, ADanglingLinkAndASpecialFileAreRefused) {
  const ScratchFolder folder;
  folder.write("floor.yaml", "");
  ASSERT_EQ(::symlink("nowhere.yaml", folder.file("routes.yaml").c_str()), 0);
  std::filesystem::create_directory(folder.file("purposes.yaml"));
  const auto files = read_policy_files(folder.str());
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().detail, HasSubstr("routes.yaml: error: cannot be followed"));
  EXPECT_THAT(files.error().detail, HasSubstr("purposes.yaml: error: not a regular file"));
}

TEST(PolicyFiles, AFileOverTheLimitIsRefusedUnread) {
  const ScratchFolder folder;
  folder.write("floor.yaml", "");
  std::filesystem::resize_file(folder.file("floor.yaml"), limits::kPolicyFileBytes + 1);
  EXPECT_THAT(read_policy_files(folder.str()).error().detail, HasSubstr("floor.yaml: error: larger than"));
}

TEST(PolicyFiles, ADirectoryThatIsNotThereIsSaidOnce) {
  const ScratchFolder folder;
  const auto files = read_policy_files(folder.file("absent"));
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, Code::kConfigInvalid);
  EXPECT_THAT(files.error().detail, HasSubstr("absent: error:"));
}

}  // namespace
}  // namespace concordat::gateway
