#include "crypto/primitive/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::crypto {
namespace {

Bytes bytes_of(std::string_view hex_text) {
  return parse_hex(hex_text).value();
}

// FIPS 180-4 examples.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(Bytes(1'000'000, 'a')).hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

RC_GTEST_PROP(Sha256, DoesNotDependOnHowTheBytesAreSplit, (const std::string& first, const std::string& second)) {
  RC_ASSERT(sha256(first, second) == sha256(first + second));
}

TEST(Sha256, PartsMayHoldZeroBytes) {
  EXPECT_NE(sha256(ByteView("a\0b", 3)), sha256("a"));
}

struct HmacVector {
  std::string key, message, mac;
};

// RFC 4231 section 4, cases 1 to 4, 6 and 7.
const HmacVector kVectors[] = {
    {Bytes(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {Bytes(20, '\xaa'), Bytes(50, '\xdd'), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {bytes_of("0102030405060708090a0b0c0d0e0f10111213141516171819"), Bytes(50, '\xcd'),
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {Bytes(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {Bytes(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
     "before being used "
     "by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

TEST(Hmac, GivesThePublishedCodes) {
  for (const auto& [key, message, mac] : kVectors) EXPECT_EQ(hmac_sha256(key, message).hex(), mac);
}

TEST(Hmac, OneKeyMakesManyCodes) {
  const HmacKey key("Jefe");
  const HmacKey other = key.duplicate();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(key.mac("what do ya want ", "for nothing?").hex(), kVectors[1].mac);
    EXPECT_EQ(other.mac("what do ya want for nothing?").hex(), kVectors[1].mac);
  }
}

TEST(Digest, IsMadeOf32BytesOnly) {
  EXPECT_EQ(Digest::from(sha256("a").view()), sha256("a"));
  EXPECT_EQ(Digest::from(Bytes(31, 'x')), std::nullopt);
  EXPECT_EQ(Digest::from(Bytes(33, 'x')), std::nullopt);
}

TEST(ConstantTime, ComparesLengthAndContent) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("same", "sane"));
  EXPECT_FALSE(equal_in_constant_time("same", "sam"));
}

}  // namespace
}  // namespace concordat::crypto
