#include "crypto/primitive/secret.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <type_traits>

namespace concordat::crypto {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);
static_assert(!Printable<Secret>, "a secret must not find its way into a log line");

TEST(Secret, KeepsWhatItWasGiven) {
  const Secret secret = Secret::copy("seed");
  EXPECT_EQ(secret.view(), "seed");
  EXPECT_EQ(secret.duplicate().view(), "seed");
}

TEST(Secret, AdoptingWipesTheSource) {
  Bytes source(100, 'k');
  const char* memory = source.data();
  const Secret secret = Secret::adopt(std::move(source));
  EXPECT_EQ(secret.size(), 100u);
  // adopt() promises this state: the same buffer, still allocated, overwritten.
  EXPECT_TRUE(source.empty());
  EXPECT_EQ(memory, source.data());
  EXPECT_EQ(memory[0], '\0');
}

TEST(Secret, MovingLeavesTheSourceEmpty) {
  Secret first = Secret::copy("seed");
  const Secret second = std::move(first);
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.view(), "seed");
}

TEST(Secret, OfASizeIsZeroes) {
  Secret secret(3);
  EXPECT_EQ(secret.view(), ByteView("\0\0\0", 3));
  secret.writable()[1] = 7;
  EXPECT_EQ(secret.view(), ByteView("\0\7\0", 3));
}

}  // namespace
}  // namespace concordat::crypto
