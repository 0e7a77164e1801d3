// Record ids are UUIDv7: unique, ordered by time, and read back from text and bytes.
#include "protocol/base/id.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <unordered_set>

namespace concordat {
namespace {

constexpr std::array<std::uint8_t, 10> kOnes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

TEST(RecordId, IsWrittenAsRfc9562Says) {
  // The time of the RFC's own example, appendix A.6.
  const RecordId id = RecordId::mint(0x017F22E279B0, {0xCC, 0xC3, 0x98, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F});
  EXPECT_EQ(id.str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  EXPECT_EQ(id.unix_ms(), 0x017F22E279B0u);
}

TEST(RecordId, SetsVersionAndVariantOverTheRandomBits) {
  EXPECT_EQ(RecordId::mint(0, kOnes).str(), "00000000-0000-7fff-bfff-ffffffffffff");
  EXPECT_EQ(RecordId::mint(0, {}).str(), "00000000-0000-7000-8000-000000000000");
}

TEST(RecordId, SortsByTime) {
  EXPECT_LT(RecordId::mint(1000, kOnes), RecordId::mint(1001, {}));
}

TEST(RecordId, ReadsUpperCase) {
  const auto id = RecordId::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(RecordId, RefusesAnythingElse) {
  for (const char* text : {"", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff", "017f22e2-79b0-7cc3-98c4+dc0c0c07398f",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
                           "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}"}) {
    EXPECT_FALSE(RecordId::parse(text)) << text;
  }
  EXPECT_FALSE(RecordId::from_bytes("fifteen bytes.."));
  EXPECT_FALSE(RecordId::from_bytes("seventeen bytes.."));
}

TEST(RecordId, DefaultsToTheNilId) {
  EXPECT_EQ(RecordId().str(), "00000000-0000-0000-0000-000000000000");
}

RC_GTEST_PROP(RecordId, ComesBackFromTextAndBytes, (std::uint64_t time, const std::array<std::uint8_t, 10>& random)) {
  const std::uint64_t unix_ms = time & 0xFFFFFFFFFFFF;
  const RecordId id = RecordId::mint(unix_ms, random);
  RC_ASSERT(id.unix_ms() == unix_ms);
  RC_ASSERT(RecordId::parse(id.str()) == id);
  RC_ASSERT(RecordId::from_bytes(id.bytes()) == id);
}

TEST(Id, ComparesAndHashesByName) {
  const AgencyId trust("riverside-trust");
  EXPECT_EQ(trust, AgencyId("riverside-trust"));
  EXPECT_NE(trust, AgencyId("eastshire-council"));
  EXPECT_TRUE(AgencyId().empty());
  const std::unordered_set<AgencyId> agencies{trust, AgencyId("eastshire-council"), AgencyId("riverside-trust")};
  EXPECT_EQ(agencies.size(), 2u);
}

}  // namespace
}  // namespace concordat
