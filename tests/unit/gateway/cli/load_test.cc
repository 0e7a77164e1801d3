// The load generator's parts that need no gateway.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "gateway/cli/bench/load_record.h"
#include "gateway/cli/bench/load_result.h"
#include "gateway/cli/bench/record_table.h"
#include "protocol/json/tape.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;

std::vector<native::v1::Submit> parsed(const std::string& wire) {
  std::vector<native::v1::Submit> submissions;
  protocol::native::FrameReader reader(limits::kFrameBytes);
  const auto room = reader.prepare(wire.size());
  std::copy(wire.begin(), wire.end(), room.begin());
  reader.commit(wire.size());
  protocol::native::Frame frame;
  while (reader.next(frame).value()) {
    submissions.push_back(frame.submit());
    frame.Clear();
  }
  return submissions;
}

TEST(LoadRecord, EachFrameIsAWholeSubmissionWithItsOwnNumbers) {
  const auto record = LoadRecord::make(0, 0xBEEF);
  ASSERT_TRUE(record);
  std::string wire;
  for (const std::uint64_t number : {0ull, 1ull, 999'999'999ull}) record->append(wire, number);
  const auto submissions = parsed(wire);
  ASSERT_EQ(submissions.size(), 3u);
  EXPECT_EQ(submissions[1].sequence(), LoadRecord::kFirstSequence + 1);
  EXPECT_EQ(submissions[2].sequence(), LoadRecord::kFirstSequence + 999'999'999);
  EXPECT_EQ(submissions[2].sender_id(), "bench-0000beef-000999999999");
  EXPECT_THAT(submissions[2].body(), HasSubstr(R"("id":"b-000999999999")"));
  EXPECT_NE(submissions[0].body(), submissions[1].body());
  EXPECT_EQ(submissions[0].body().size(), record->body_bytes());
}

TEST(LoadRecord, GrowsToTheSizeAndStaysJson) {
  for (const std::size_t size : {4096u, 8191u, 100'000u}) {
    const auto record = LoadRecord::make(size, 1);
    ASSERT_TRUE(record) << record.error().detail;
    std::string wire;
    record->append(wire, 5);
    const std::string body = parsed(wire).front().body();
    EXPECT_EQ(body.size(), size);
    protocol::json::Tape tape;
    EXPECT_TRUE(tape.parse(body, {}));
  }
}

TEST(LoadRecord, CannotBeSmallerThanTheReferral) {
  const auto record = LoadRecord::make(100, 1);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, Code::kUsage);
}

RC_GTEST_PROP(RecordTable, KeepsEachIdApart, (const std::vector<std::uint16_t>& keys)) {
  RecordTable table(0);
  std::map<std::uint16_t, std::uint64_t> expected;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::array<std::uint8_t, 10> random{};
    random[8] = static_cast<std::uint8_t>(keys[i] >> 8);
    random[9] = static_cast<std::uint8_t>(keys[i]);
    TrackedRecord& record = table.at(RecordId::mint(1, random));
    const auto [known, fresh] = expected.emplace(keys[i], i);
    RC_ASSERT(fresh == (record.number == TrackedRecord::kUnknown));
    if (fresh) record.number = i;
    RC_ASSERT(record.number == known->second);
  }
  RC_ASSERT(table.size() == expected.size());
}

TEST(Percentiles, AreOfTheWholeSample) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 1000; i >= 1; --i) times.push_back(i * 1'000'000);
  const Percentiles found = percentiles(times);
  EXPECT_DOUBLE_EQ(found.p50_ms, 500);
  EXPECT_DOUBLE_EQ(found.p99_ms, 990);
  EXPECT_DOUBLE_EQ(found.p999_ms, 999);
}

TEST(LoadResult, IsJsonWithTheNamesThatThePageGives) {
  LoadResult result;
  result.accepted = 10;
  result.accept_seconds = 2;
  const std::string json = load_json(result);
  protocol::json::Tape tape;
  ASSERT_TRUE(tape.parse(json, {})) << json;
  for (const char* name : {"accepted_per_s", "delivered_per_s", "accept_ms", "end_to_end_ms", "lost", "duplicates",
                           "server_cpu_us_per_record", "server_rss_mb"}) {
    EXPECT_NE(tape.member(0, name), 0u) << name;
  }
  EXPECT_EQ(tape.raw(tape.member(0, "accepted_per_s")), "5");
  EXPECT_NE(tape.member(tape.member(0, "accept_ms"), "p999"), 0u);
}

}  // namespace
}  // namespace concordat::cli
