#include "gateway/runtime/files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

mode_t mode(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

class FilesTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(FilesTest, ReadsBackWhatItReplaced) {
  const Bytes content("a\0b\n", 4);
  ASSERT_TRUE(replace_file(path("f"), content));
  EXPECT_EQ(read_file(path("f")).value(), content);
  ASSERT_TRUE(replace_file(path("f"), ""));
  EXPECT_EQ(read_file(path("f")).value(), "");
}

TEST_F(FilesTest, LeavesNothingBesideWhatItReplaced) {
  ASSERT_TRUE(replace_file(path("f"), "one"));
  ASSERT_TRUE(replace_file(path("f"), "two"));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ElementsAre("f"));
}

TEST_F(FilesTest, OnlyItsOwnerReadsWhatItWrote) {
  ASSERT_TRUE(replace_file(path("f"), "secret"));
  EXPECT_EQ(mode(path("f")), 0600U);
  std::ofstream(path("g")) << "open to all";
  ASSERT_EQ(::chmod(path("g").c_str(), 0644), 0);
  ASSERT_TRUE(replace_file(path("g"), "secret"));
  EXPECT_EQ(mode(path("g")), 0600U);
}

TEST_F(FilesTest, WhatAnEarlierRunLeftBehindDoesNotDecideWhoReads) {
  std::ofstream(path("f.new")) << "left behind, and longer than what follows";
  ASSERT_EQ(::chmod(path("f.new").c_str(), 0666), 0);
  ASSERT_TRUE(replace_file(path("f"), "secret"));
  EXPECT_EQ(mode(path("f")), 0600U);
  EXPECT_EQ(read_file(path("f")).value(), "secret");
}

TEST_F(FilesTest, KeepsTheOldFileWhenItCannotReplaceIt) {
  ASSERT_TRUE(replace_file(path("f"), "old"));
  std::filesystem::create_directory(path("f.new"));
  const auto replaced = replace_file(path("f"), "new");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().code, Code::kIo);
  EXPECT_THAT(replaced.error().detail, HasSubstr(path("f.new")));
  EXPECT_EQ(read_file(path("f")).value(), "old");
}

TEST_F(FilesTest, ReadsNoMoreThanItsLimit) {
  ASSERT_TRUE(replace_file(path("f"), "12345"));
  EXPECT_EQ(read_file(path("f"), 5).value(), "12345");
  const auto read = read_file(path("f"), 4);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kTooLarge);
  EXPECT_THAT(read.error().detail, HasSubstr("larger than 4 bytes"));
}

TEST_F(FilesTest, AnEndlessFileIsRefusedRatherThanRead) {
  EXPECT_EQ(read_file("/dev/zero", 1000).error().code, Code::kTooLarge);
}

TEST_F(FilesTest, SaysWhichFileCannotBeReadAndWhy) {
  const auto absent = read_file(path("absent"));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Code::kIo);
  EXPECT_THAT(absent.error().detail, HasSubstr(path("absent") + ": cannot be opened: No such file"));
  EXPECT_EQ(read_file(folder_.path()).error().code, Code::kIo);
}

TEST_F(FilesTest, MakesAFolderThatOnlyItsOwnerEnters) {
  ASSERT_TRUE(make_folder(path("a/b")));
  EXPECT_EQ(mode(path("a/b")), 0700U);
  ASSERT_TRUE(make_folder(path("a/b")));
  ASSERT_TRUE(replace_file(path("f"), "in the way"));
  EXPECT_FALSE(make_folder(path("f/below")));
}

TEST_F(FilesTest, KnowsWhetherAFileIsThere) {
  EXPECT_FALSE(file_exists(path("f")));
  ASSERT_TRUE(replace_file(path("f"), ""));
  EXPECT_TRUE(file_exists(path("f")));
}

TEST_F(FilesTest, PutsARelativePathBelowItsFolder) {
  EXPECT_EQ(below("/etc/concordat", "tls/ca.crt"), "/etc/concordat/tls/ca.crt");
  EXPECT_EQ(below("/etc/concordat", "/run/key"), "/run/key");
  EXPECT_EQ(below("demo/", "data"), "demo/data");
}

}  // namespace
}  // namespace concordat::gateway
