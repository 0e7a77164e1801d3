#include "gateway/pipeline/snapshot.h"

#include <gmock/gmock.h>

#include "gateway/pipeline/plan_frames.h"
#include "gateway/store/memory_store.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SnapshotTest : public ::testing::Test {
 protected:
  const policy::Plan* plan() const {
    const auto kinds = snapshot_->kinds({"referral"});
    return snapshot_->policy()
        .decide({.sender = "riverside-trust",
                 .recipient = "eastshire-council",
                 .purpose = "direct-care",
                 .kinds = kinds.value_or(0),
                 .unix_seconds = kStartMs / 1000,
                 .circumstances = policy::kNothingAgainst})
        .plan;
  }
  std::shared_ptr<const Snapshot> snapshot_ = snapshot_of(example_files());
};

TEST_F(SnapshotTest, AnItemStandsInEachPlanMessageWhereItsPositionSays) {
  wire::Plan message;
  ASSERT_TRUE(message.ParseFromString(*snapshot_->message_of(*plan()).frame));
  const auto& items = snapshot_->policy().vocabulary().items;
  int shown = 0;
  for (policy::ItemIndex i = 0; i < items.size(); ++i) {
    if (items[i].category == policy::Category::kStructural) continue;
    ASSERT_LT(snapshot_->position(i), static_cast<std::uint32_t>(message.items_size()));
    EXPECT_EQ(message.items(static_cast<int>(snapshot_->position(i))).item(), items[i].id.str());
    ++shown;
  }
  EXPECT_EQ(message.items_size(), shown);
  EXPECT_EQ(message.hash(), plan()->hash);
  EXPECT_THAT(message.agreements(), ElementsAre("ISA-2026-014 v3"));
}

TEST_F(SnapshotTest, APlansMessageIsMadeOnce) {
  EXPECT_EQ(snapshot_->message_of(*plan()).frame, snapshot_->message_of(*plan()).frame);
  EXPECT_EQ(*snapshot_->message_of(*plan()).text, policy::plan_text(*plan(), snapshot_->policy().vocabulary()));
}

TEST_F(SnapshotTest, KindsHaveNamesBothWays) {
  const auto kinds = snapshot_->kinds({"booking", "referral"});
  ASSERT_TRUE(kinds);
  EXPECT_THAT(snapshot_->names(*kinds), ElementsAre("referral", "booking"));
  EXPECT_THAT(snapshot_->names(0), IsEmpty());
  EXPECT_EQ(snapshot_->kinds({"referral", "no-longer-known"}), std::nullopt);
}

class SentPlansTest : public SnapshotTest {
 protected:
  // The hashes of the Plan frames in `out`.
  static std::vector<std::string> plans_in(const std::string& out) {
    protocol::native::FrameReader reader(1 << 20);
    const auto room = reader.prepare(out.size());
    std::copy(out.begin(), out.end(), room.begin());
    reader.commit(out.size());
    std::vector<std::string> hashes;
    for (wire::Frame frame; reader.next(frame).value(); frame.Clear()) hashes.push_back(frame.plan().hash());
    return hashes;
  }
  void keep(const std::string& hash) {
    wire::Plan message;
    message.set_hash(hash);
    CommitBatch batch;
    batch.number = store_.last_commit() + 1;
    batch.values.emplace_back(plan_frame_name(hash), message.SerializeAsString());
    ASSERT_TRUE(store_.commit(batch));
  }
  MemoryStore store_;
  SentPlans sent_{store_};
  std::string out_;
};

TEST_F(SentPlansTest, EachPlanIsSentOnce) {
  keep("a");
  keep("b");
  for (const char* hash : {"a", "a", "b", "a", "b"}) ASSERT_TRUE(sent_.ensure(hash, out_));
  EXPECT_THAT(plans_in(out_), ElementsAre("a", "b"));
}

TEST_F(SentPlansTest, AlsoWhenItsMessageWasAtHandTheFirstTime) {
  keep("a");
  wire::Plan message;
  message.set_hash("a");
  sent_.ensure("a", message.SerializeAsString(), out_);
  ASSERT_TRUE(sent_.ensure("a", out_));
  sent_.ensure("a", message.SerializeAsString(), out_);
  EXPECT_THAT(plans_in(out_), ElementsAre("a"));
}

TEST_F(SentPlansTest, EachConnectionIsSentItsOwn) {
  keep("a");
  ASSERT_TRUE(sent_.ensure("a", out_));
  SentPlans another(store_);
  ASSERT_TRUE(another.ensure("a", out_));
  EXPECT_THAT(plans_in(out_), ElementsAre("a", "a"));
}

TEST_F(SentPlansTest, APlanThatTheStoreLostIsAFaultAndNotSent) {
  const auto sent = sent_.ensure("a", out_);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::kStorageFailed);
  EXPECT_THAT(out_, IsEmpty());
}

}  // namespace
}  // namespace concordat::gateway
