#include "gateway/alerts/open_alerts.h"

#include <gmock/gmock.h>

#include "gateway/store/memory_store.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OpenAlertsTest : public ::testing::Test {
 protected:
  void put(std::pair<std::string, Bytes> value) {
    CommitBatch batch;
    batch.number = store_.last_commit() + 1;
    batch.values.push_back(std::move(value));
    ASSERT_TRUE(store_.commit(batch));
  }
  static Alert alert(std::uint64_t number) {
    return {.record = record_number(number), .justification = "reason " + std::to_string(number)};
  }
  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<KeyStore> keys_ = example_keys(folder_, clock_);
  MemoryStore store_;
  OpenAlerts alerts_{store_, *keys_};
};

TEST_F(OpenAlertsTest, AreNoneAtFirst) {
  EXPECT_THAT(alerts_.list().value(), IsEmpty());
  EXPECT_EQ(alerts_.count().value().number, 0U);
  EXPECT_EQ(alerts_.count().value().oldest_unix_ms, 0);
  EXPECT_FALSE(alerts_.find(record_number(1)).value());
}

TEST_F(OpenAlertsTest, AreListedFromTheOldestOn) {
  for (const std::uint64_t number : {5, 1, 3}) put(seal(alert(number), *keys_));
  put({"plan/5", "something else"});
  const auto listed = alerts_.list().value();
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end(),
                             [](const Alert& a, const Alert& b) { return a.record.unix_ms() < b.record.unix_ms(); }));
  EXPECT_EQ(alerts_.find(record_number(3)).value()->justification, "reason 3");
  EXPECT_EQ(alerts_.count().value().number, 3U);
  EXPECT_EQ(alerts_.count().value().oldest_unix_ms, static_cast<std::int64_t>(record_number(1).unix_ms()));
}

TEST_F(OpenAlertsTest, AreGoneOnceErased) {
  put(seal(alert(1), *keys_));
  put({alert_name(record_number(1)), {}});
  EXPECT_THAT(alerts_.list().value(), IsEmpty());
  EXPECT_FALSE(alerts_.find(record_number(1)).value());
}

TEST_F(OpenAlertsTest, OneThatDoesNotOpenIsSaidToBeDamagedAndStillCounts) {
  put({alert_name(record_number(1)), seal(alert(2), *keys_).second});
  const auto listed = alerts_.list();
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, Code::kStorageFailed);
  EXPECT_THAT(listed.error().detail, HasSubstr(record_number(1).str()));
  EXPECT_FALSE(alerts_.find(record_number(1)));
  EXPECT_EQ(alerts_.count().value().number, 1U);
}

}  // namespace
}  // namespace concordat::gateway
