#include "crypto/merkle/entry_bundle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::crypto {
namespace {

TEST(EntryBundle, IsLengthThenEntry) {
  Bytes bundle;
  ASSERT_TRUE(append_entry(bundle, "abc"));
  ASSERT_TRUE(append_entry(bundle, ""));
  EXPECT_EQ(bundle, Bytes("\0\3abc\0\0", 7));
}

RC_GTEST_PROP(EntryBundle, GivesItsEntriesBack, (const std::vector<std::string>& entries)) {
  RC_PRE(entries.size() <= 256u);
  Bytes bundle;
  for (const auto& entry : entries) RC_ASSERT(append_entry(bundle, entry).has_value());
  const auto parsed = parse_bundle(bundle);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(std::vector<std::string>(parsed->begin(), parsed->end()) == entries);
}

TEST(EntryBundle, TakesTheLargestEntryAndNoLarger) {
  Bytes bundle;
  ASSERT_TRUE(append_entry(bundle, Bytes(65'535, 'x')));
  EXPECT_EQ(parse_bundle(bundle)->front().size(), 65'535u);
  const Bytes before = bundle;
  EXPECT_EQ(append_entry(bundle, Bytes(65'536, 'x')).error().code, Code::kTooLarge);
  EXPECT_EQ(bundle, before);
}

TEST(EntryBundle, RefusesEveryTruncation) {
  Bytes bundle;
  ASSERT_TRUE(append_entry(bundle, "first"));
  ASSERT_TRUE(append_entry(bundle, "second"));
  for (std::size_t size = 1; size < bundle.size(); ++size) {
    if (size == 7) continue;  // ends after the first entry
    EXPECT_FALSE(parse_bundle(ByteView(bundle).substr(0, size))) << size;
  }
}

TEST(EntryBundle, HoldsAtMost256Entries) {
  Bytes bundle;
  for (int i = 0; i < 256; ++i) ASSERT_TRUE(append_entry(bundle, "e"));
  EXPECT_TRUE(parse_bundle(bundle));
  ASSERT_TRUE(append_entry(bundle, "e"));
  EXPECT_FALSE(parse_bundle(bundle));
}

}  // namespace
}  // namespace concordat::crypto
