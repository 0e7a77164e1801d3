#include "crypto/primitive/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <thread>
#include <vector>

namespace concordat::crypto {
namespace {

Bytes buffered(std::size_t size) {
  Bytes bytes(size, '\0');
  fill_random_buffered({reinterpret_cast<std::uint8_t*>(bytes.data()), size});
  return bytes;
}

TEST(Random, HasTheSizeAskedForAndDoesNotRepeat) {
  EXPECT_EQ(random_bytes(0).size(), 0u);
  EXPECT_EQ(random_bytes(33).size(), 33u);
  EXPECT_NE(random_bytes(16), random_bytes(16));
  EXPECT_NE(random_secret(16).view(), random_secret(16).view());
}

TEST(BufferedRandom, DoesNotRepeatAcrossRefills) {
  std::set<Bytes> seen;
  for (int i = 0; i < 2000; ++i) seen.insert(buffered(16));  // 31 KiB: several supplies
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(BufferedRandom, FillsEverySize) {
  for (const std::size_t size : {0u, 1u, 511u, 512u, 513u, 4096u, 10'000u}) {
    const Bytes bytes = buffered(size);
    ASSERT_EQ(bytes.size(), size);
    // Eight zero bytes in a row would be a gap that was not filled (or one chance in 2^64).
    EXPECT_EQ(bytes.find(Bytes(8, '\0')), Bytes::npos);
  }
}

TEST(BufferedRandom, DiffersBetweenThreads) {
  std::array<Bytes, 4> made;
  std::vector<std::thread> threads;
  for (auto& bytes : made) threads.emplace_back([&bytes] { bytes = buffered(32); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::set<Bytes>(made.begin(), made.end()).size(), made.size());
}

}  // namespace
}  // namespace concordat::crypto
