// The frame codec: any chunking gives the same frames, and a bad length or body ends the connection before it costs
// memory.
#include "protocol/native/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::protocol::native {
namespace {

constexpr std::size_t kLimit = 1 << 20;

Frame submit_frame(std::uint64_t sequence, std::size_t body_bytes) {
  Frame frame;
  frame.mutable_submit()->set_sequence(sequence);
  frame.mutable_submit()->set_body(std::string(body_bytes, static_cast<char>('a' + sequence % 26)));
  return frame;
}

void receive(FrameReader& reader, std::string_view bytes, std::size_t at_least = 1) {
  while (!bytes.empty()) {
    const std::span<char> room = reader.prepare(at_least);
    const std::size_t count = std::min(room.size(), bytes.size());
    std::copy_n(bytes.begin(), count, room.begin());
    reader.commit(count);
    bytes.remove_prefix(count);
  }
}

std::vector<std::string> take_all(FrameReader& reader) {
  std::vector<std::string> frames;
  Frame frame;
  while (true) {
    const Result<bool> got = reader.next(frame);
    EXPECT_TRUE(got) << got.error().detail;
    if (!got || !*got) return frames;
    frames.push_back(frame.SerializeAsString());
  }
}

TEST(AppendFrame, WritesABigEndianLengthAndTheMessageAfterWhatIsThere) {
  Frame frame;
  frame.mutable_ping()->set_token(5);
  std::string out = "x";
  append_frame(out, frame);
  EXPECT_EQ(out, "x" + std::string("\0\0\0\4", 4) + frame.SerializeAsString());
}

TEST(FrameReader, GivesTheFramesThatWereWrittenWhateverTheChunks) {
  std::string wire;
  std::vector<std::string> sent;
  for (const std::size_t body : {0u, 1u, 100u, 3000u, 70'000u, 0u, 40'000u, 5u}) {
    const Frame frame = submit_frame(sent.size(), body);
    append_frame(wire, frame);
    sent.push_back(frame.SerializeAsString());
  }
  for (const std::size_t chunk :
       {std::size_t{1}, std::size_t{3}, std::size_t{4096}, std::size_t{16'384}, wire.size()}) {
    FrameReader reader(kLimit);
    std::vector<std::string> received;
    for (std::size_t at = 0; at < wire.size(); at += chunk) {
      receive(reader, std::string_view(wire).substr(at, chunk));
      for (std::string& frame : take_all(reader)) received.push_back(std::move(frame));
    }
    EXPECT_EQ(received, sent) << "in chunks of " << chunk;
    EXPECT_FALSE(reader.mid_frame());
  }
}

RC_GTEST_PROP(FrameReader, GivesTheSameFramesForRandomChunks, ()) {
  const auto bodies = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 5000));
  std::string wire;
  std::vector<std::string> sent;
  for (const std::size_t body : bodies) {
    const Frame frame = submit_frame(sent.size(), body);
    append_frame(wire, frame);
    sent.push_back(frame.SerializeAsString());
  }
  FrameReader reader(kLimit);
  std::vector<std::string> received;
  std::string_view rest = wire;
  while (!rest.empty()) {
    const auto chunk = *rc::gen::inRange<std::size_t>(1, 4000);
    receive(reader, rest.substr(0, chunk), *rc::gen::inRange<std::size_t>(1, 20'000));
    rest.remove_prefix(std::min(chunk, rest.size()));
    if (*rc::gen::arbitrary<bool>()) continue;
    for (std::string& frame : take_all(reader)) received.push_back(std::move(frame));
  }
  for (std::string& frame : take_all(reader)) received.push_back(std::move(frame));
  RC_ASSERT(received == sent);
}

TEST(FrameReader, RefusesALengthOverTheLimitFromItsFourBytesAlone) {
  FrameReader reader(1000);
  std::string wire;
  put_u32(wire, 1001);
  receive(reader, wire);
  EXPECT_EQ(reader.prepare(16).size(), 16u) << "room for a frame that is refused";
  Frame frame;
  for (int again = 0; again < 2; ++again) {
    const Result<bool> got = reader.next(frame);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, Code::kTooLarge);
  }
}

TEST(FrameReader, AcceptsAFrameOfExactlyTheLimit) {
  const Frame frame = submit_frame(1, 500);
  std::string wire;
  append_frame(wire, frame);
  FrameReader exact(wire.size() - kLengthBytes);
  receive(exact, wire);
  EXPECT_EQ(take_all(exact).size(), 1u);
  FrameReader short_by_one(wire.size() - kLengthBytes - 1);
  receive(short_by_one, wire);
  Frame unread;
  EXPECT_FALSE(short_by_one.next(unread));
}

TEST(FrameReader, RefusesAnEmptyFrame) {
  FrameReader reader(kLimit);
  receive(reader, std::string(4, '\0'));
  Frame frame;
  const Result<bool> got = reader.next(frame);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::kMalformed);
}

TEST(FrameReader, RefusesGarbage) {
  FrameReader reader(kLimit);
  receive(reader, std::string("\0\0\0\5", 4) + "\xFF\xFF\xFF\xFF\xFF");
  Frame frame;
  const Result<bool> got = reader.next(frame);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::kMalformed);
}

TEST(FrameReader, ReadsAnUnknownKindOfFrameAsOneWithoutABody) {
  FrameReader reader(kLimit);
  receive(reader, std::string("\0\0\0\5", 4) + "\xFA\x7F\x02hi");  // field 2047, as a later version might send
  Frame frame;
  const Result<bool> got = reader.next(frame);
  ASSERT_TRUE(got && *got);
  EXPECT_EQ(frame.body_case(), Frame::BODY_NOT_SET);
}

TEST(FrameReader, WaitsForTheRestAtEveryByteOfATruncatedFrame) {
  std::string wire;
  append_frame(wire, submit_frame(1, 40));
  for (std::size_t length = 0; length < wire.size(); ++length) {
    FrameReader reader(kLimit);
    receive(reader, std::string_view(wire).substr(0, length));
    Frame frame;
    const Result<bool> got = reader.next(frame);
    ASSERT_TRUE(got) << length;
    EXPECT_FALSE(*got) << length;
    EXPECT_EQ(reader.mid_frame(), length > 0) << length;
  }
}

TEST(FrameReader, MakesRoomForALongFrameOnlyAsItsBytesArrive) {
  FrameReader reader(16 << 20);
  std::string length;
  put_u32(length, 16 << 20);
  receive(reader, length);
  EXPECT_LE(reader.prepare(1000).size(), 1000u);
  receive(reader, std::string(100'000, 'x'), 16'384);
  EXPECT_LE(reader.prepare(1000).size(), 200'008u);
}

TEST(FrameReader, GivesBackTheRoomOfALargeFrame) {
  FrameReader reader(kLimit);
  std::string wire;
  append_frame(wire, submit_frame(1, 500'000));
  append_frame(wire, submit_frame(2, 10));
  receive(reader, std::string_view(wire).substr(0, wire.size() - 3));
  EXPECT_EQ(take_all(reader).size(), 1u);
  EXPECT_EQ(reader.prepare(1000).size(), 1000u);
  receive(reader, std::string_view(wire).substr(wire.size() - 3));
  EXPECT_EQ(take_all(reader).size(), 1u);
}

}  // namespace
}  // namespace concordat::protocol::native
