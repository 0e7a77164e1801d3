#include "gateway/ledger/persons/erasure_list.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ErasureListTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_.path() / "erasure-list";
  ErasureList list_{path_};
  Bytes one_ = Bytes(16, 'a'), two_ = Bytes(16, '\xff');
};

TEST_F(ErasureListTest, IsEmptyWithoutAFileAndKeepsWhatIsAppended) {
  EXPECT_THAT(list_.read().value(), IsEmpty());
  ASSERT_TRUE(list_.append({one_}, kStartMs));
  ASSERT_TRUE(list_.append({two_, one_}, kStartMs));
  EXPECT_THAT(list_.read().value(), ElementsAre(one_, two_, one_));
}

TEST_F(ErasureListTest, WhatACrashLeftOfALineIsLeftOutAndWrittenOver) {
  ASSERT_TRUE(list_.append({one_}, kStartMs));
  std::ofstream(path_, std::ios::app) << "ffff";
  EXPECT_THAT(list_.read().value(), ElementsAre(one_));
  ASSERT_TRUE(list_.append({two_}, kStartMs));
  EXPECT_THAT(list_.read().value(), ElementsAre(one_, two_));
}

TEST_F(ErasureListTest, ALineThatIsNoHandleIsRefusedWithItsNumber) {
  ASSERT_TRUE(list_.append({one_}, kStartMs));
  std::ofstream(path_, std::ios::app) << "9991048278\n";
  const auto read = list_.read();
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("erasure-list:2:"));
}

}  // namespace
}  // namespace concordat::gateway
