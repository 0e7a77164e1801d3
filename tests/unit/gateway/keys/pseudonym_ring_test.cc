#include "gateway/keys/pseudonym_ring.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kCouncil = "eastshire-council";
constexpr const char* kKey = "asc-2026";
constexpr const char* kNumber = "9434765919";
constexpr std::chrono::days kMonth(30);
constexpr std::int64_t kDayMs = 86'400'000;

class PseudonymRingTest : public ::testing::Test {
 protected:
  PseudonymRingTest() { reopen(PseudonymRing::Missing::kIsMade); }

  Result<std::unique_ptr<PseudonymRing>> open(PseudonymRing::Missing missing, char master = 'm') {
    return PseudonymRing::open(file_, crypto::Secret::copy(std::string(32, master)), clock_, missing);
  }
  void reopen(PseudonymRing::Missing missing = PseudonymRing::Missing::kIsRefused) {
    auto opened = open(missing);
    if (!opened) throw std::runtime_error(opened.error().detail);
    ring_ = std::move(*opened);
  }
  std::string mac(std::string_view key = kKey) { return ring_->mac(kCouncil, key, kNumber); }
  Code link_fails() {
    const auto linked = ring_->link(kCouncil, kKey, kNumber);
    return linked ? Code::kInternal : linked.error().code;
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "pseudonym-keys";
  ManualClock clock_;
  std::unique_ptr<PseudonymRing> ring_;
};

TEST_F(PseudonymRingTest, OnePseudonymARecipientAKeyAndAValueForGood) {
  const std::string here = mac();
  EXPECT_EQ(here.size(), 32U);
  EXPECT_NE(ring_->mac("westshire-council", kKey, kNumber), here);
  EXPECT_NE(mac("asc-2027"), here);
  EXPECT_NE(ring_->mac(kCouncil, kKey, "9434765918"), here);
  reopen();
  EXPECT_EQ(mac(), here);
}

TEST_F(PseudonymRingTest, AnotherGatewayMakesOthersEvenWithTheSameMasterKey) {
  const std::string here = mac();
  std::filesystem::remove(file_);
  reopen(PseudonymRing::Missing::kIsMade);
  EXPECT_NE(mac(), here);
}

TEST_F(PseudonymRingTest, InAnOverlapBothGenerationsAreLinked) {
  const std::string before = mac();
  const auto rotated = ring_->rotate(kKey, kMonth);
  ASSERT_TRUE(rotated);
  EXPECT_EQ(rotated->generation, 2U);
  EXPECT_EQ(rotated->overlap_ends_unix_ms, clock_.unix_ms() + 30 * kDayMs);
  EXPECT_NE(mac(), before);
  for (int start = 0; start < 2; ++start) {
    const auto linked = ring_->link(kCouncil, kKey, kNumber);
    ASSERT_TRUE(linked);
    EXPECT_EQ(linked->before, before);
    EXPECT_EQ(linked->now, mac());
    reopen();
  }
}

TEST_F(PseudonymRingTest, AtItsEndTheGenerationBeforeIsDestroyed) {
  (void)mac();
  ASSERT_TRUE(ring_->rotate(kKey, kMonth));
  const std::string now = mac();
  clock_.advance_ms(30 * kDayMs - 1);
  EXPECT_THAT(ring_->end_overlaps().value(), IsEmpty());
  EXPECT_TRUE(ring_->link(kCouncil, kKey, kNumber));
  clock_.advance_ms(1);
  EXPECT_EQ(link_fails(), Code::kConflict) << "its time is over, whether or not it was swept away";
  const auto ended = ring_->end_overlaps().value();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].name, kKey);
  EXPECT_THAT(ring_->end_overlaps().value(), IsEmpty());
  clock_.advance_ms(-20 * kDayMs);
  EXPECT_EQ(link_fails(), Code::kConflict) << "what was destroyed does not come back with the clock";
  reopen();
  EXPECT_EQ(link_fails(), Code::kConflict);
  EXPECT_EQ(mac(), now);
}

TEST_F(PseudonymRingTest, WithoutAnOverlapItIsDestroyedAtOnce) {
  const std::string before = mac();
  const auto rotated = ring_->rotate(kKey, std::chrono::days(0));
  ASSERT_TRUE(rotated);
  EXPECT_EQ(rotated->overlap_ends_unix_ms, 0);
  EXPECT_EQ(link_fails(), Code::kConflict);
  EXPECT_NE(mac(), before);
}

TEST_F(PseudonymRingTest, AnOverlapEndsWhenItIsToldTo) {
  (void)mac();
  EXPECT_EQ(ring_->end_overlap(kKey).error().code, Code::kConflict);
  ASSERT_TRUE(ring_->rotate(kKey, kMonth));
  const auto again = ring_->rotate(kKey, kMonth);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
  ASSERT_TRUE(ring_->end_overlap(kKey));
  EXPECT_EQ(link_fails(), Code::kConflict);
  EXPECT_EQ(ring_->rotate(kKey, kMonth).value().generation, 3U);
}

TEST_F(PseudonymRingTest, KnowsOnlyKeysThatMadeAPseudonym) {
  for (const char* name : {"asc-2026", "", "asc 2026"}) {
    EXPECT_EQ(ring_->rotate(name, kMonth).error().code, Code::kNotFound);
    EXPECT_EQ(ring_->end_overlap(name).error().code, Code::kNotFound);
    EXPECT_EQ(ring_->link(kCouncil, name, kNumber).error().code, Code::kNotFound);
  }
  EXPECT_THAT(ring_->list(), IsEmpty());
  EXPECT_EQ(ring_->mac(kCouncil, std::string(256, 'k'), kNumber), "");
}

TEST_F(PseudonymRingTest, RotatingOneKeyLeavesTheOthers) {
  const std::string other = mac("housing-2026");
  (void)mac();
  ASSERT_TRUE(ring_->rotate(kKey, kMonth));
  EXPECT_EQ(mac("housing-2026"), other);
  const auto listed = ring_->list();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[1].name, "housing-2026");
  EXPECT_EQ(listed[1].generation, 1U);
}

// What cannot be kept is not used: its pseudonyms would be linked to nothing after the next start.
TEST_F(PseudonymRingTest, AKeyThatCannotBeKeptIsNotUsed) {
  const std::string before = mac();
  std::filesystem::create_directory(file_ + ".new");
  EXPECT_EQ(mac("asc-2027"), "");
  EXPECT_FALSE(ring_->rotate(kKey, kMonth));
  EXPECT_EQ(mac(), before);
  std::filesystem::remove(file_ + ".new");
  EXPECT_NE(mac("asc-2027"), "");
}

TEST_F(PseudonymRingTest, TheFileShowsNoKeyAndNoName) {
  (void)mac();
  EXPECT_THAT(read_file(file_).value(), Not(HasSubstr(kKey)));
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(PseudonymRingTest, RefusesADamagedFile) {
  (void)mac();
  ASSERT_TRUE(ring_->rotate(kKey, kMonth));
  const Bytes good = read_file(file_).value();
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    ASSERT_TRUE(replace_file(file_, damaged));
    const auto opened = open(PseudonymRing::Missing::kIsRefused);
    ASSERT_FALSE(opened) << i;
    EXPECT_THAT(opened.error().detail, HasSubstr(file_ + ": damaged"));
    ASSERT_TRUE(replace_file(file_, ByteView(good).substr(0, i)));
    EXPECT_FALSE(open(PseudonymRing::Missing::kIsRefused)) << i;
  }
  ASSERT_TRUE(replace_file(file_, good));
  EXPECT_FALSE(open(PseudonymRing::Missing::kIsRefused, 'n')) << "another master key";
  EXPECT_TRUE(open(PseudonymRing::Missing::kIsRefused));
}

TEST_F(PseudonymRingTest, AFileThatIsGoneIsMadeForANewGatewayOnly) {
  std::filesystem::remove(file_);
  const auto opened = open(PseudonymRing::Missing::kIsRefused);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("every pseudonym would change"));
}

TEST_F(PseudonymRingTest, ManyThreadsUseOneFirstKey) {
  std::vector<std::string> made(8);
  std::vector<std::thread> threads;
  for (std::string& one : made) threads.emplace_back([this, &one] { one = mac(); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : made) EXPECT_EQ(one, made[0]);
}

}  // namespace
}  // namespace concordat::gateway
