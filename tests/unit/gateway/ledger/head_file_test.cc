#include "gateway/ledger/head_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

class HeadFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "head"; }
  [[nodiscard]] Result<HeadFile> open(HeadFile::IfMissing if_missing = HeadFile::IfMissing::kRefuse) const {
    return HeadFile::open(path(), if_missing);
  }
  void overwrite(std::size_t offset, std::string_view bytes) const {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void write(std::initializer_list<std::string_view> notes) const {
    auto head = open(HeadFile::IfMissing::kCreate);
    ASSERT_TRUE(head) << head.error().detail;
    for (const std::string_view note : notes) ASSERT_TRUE(head->write(note));
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(HeadFileTest, ANewFileHoldsNoHead) {
  const auto head = open(HeadFile::IfMissing::kCreate);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->highest(), "");
  EXPECT_EQ(std::filesystem::file_size(path()), 2 * HeadFile::kSlotSize);
}

TEST_F(HeadFileTest, TheNewestHeadIsReadBack) {
  write({"one", "two", "three"});
  EXPECT_EQ(open()->highest(), "three");
  write({"four"});
  EXPECT_EQ(open()->highest(), "four");
  EXPECT_EQ(std::filesystem::file_size(path()), 2 * HeadFile::kSlotSize);
}

TEST_F(HeadFileTest, ATornWriteCostsOnlyTheSlotThatWasBeingWritten) {
  write({"one", "two", "three"});  // generations 2, 3, 4: the newest is in slot 0
  overwrite(100, "torn");
  EXPECT_EQ(open()->highest(), "two");
  auto head = open();
  ASSERT_TRUE(head->write("after"));  // goes over the torn slot, not over the good one
  overwrite(HeadFile::kSlotSize + 100, "torn");
  EXPECT_EQ(open()->highest(), "after");
}

TEST_F(HeadFileTest, TwoDamagedSlotsAreRefused) {
  write({"one", "two"});
  overwrite(30, "x");
  overwrite(HeadFile::kSlotSize + 30, "x");
  const auto head = open();
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, Code::kLedgerInvalid);
}

TEST_F(HeadFileTest, AShortFileIsReadAsFarAsItGoes) {
  write({"one", "two"});  // generation 3 is in slot 1
  std::filesystem::resize_file(path(), HeadFile::kSlotSize + 10);
  EXPECT_EQ(open()->highest(), "one");
}

TEST_F(HeadFileTest, AMissingFileIsRefusedWhereThereShouldBeOne) {
  const auto head = open();
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, Code::kLedgerInvalid);
  EXPECT_NE(head.error().detail.find("empty file"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(HeadFileTest, AnEmptyFileIsTheOperatorsWordThatTheStoreIsToBeBelieved) {
  std::ofstream{path()};
  const auto head = open();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->highest(), "");
}

TEST_F(HeadFileTest, ANoteThatDoesNotFitIsNotWritten) {
  auto head = open(HeadFile::IfMissing::kCreate);
  EXPECT_FALSE(head->write(std::string(HeadFile::kSlotSize, 'x')));
  EXPECT_EQ(head->highest(), "");
}

}  // namespace
}  // namespace concordat::gateway
