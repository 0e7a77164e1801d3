#include "crypto/primitive/sign.h"

#include <gtest/gtest.h>

namespace concordat::crypto {
namespace {

Bytes bytes_of(std::string_view hex_text) {
  return parse_hex(hex_text).value();
}

struct Vector {
  std::string_view seed, public_key, message, signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027beceea1ec40a"},
};

TEST(Sign, GivesThePublishedSignatures) {
  for (const auto& [seed, public_key, message, signature] : kVectors) {
    const auto key = SigningKey::from_seed(bytes_of(seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(hex(key->public_key().view()), public_key);
    EXPECT_EQ(hex(view(key->sign(bytes_of(message)))), signature);
    EXPECT_TRUE(PublicKey::from(bytes_of(public_key))->verify(bytes_of(message), bytes_of(signature)));
  }
}

TEST(Sign, RefusesAnotherMessageKeyOrSignature) {
  const SigningKey key = SigningKey::generate();
  const Signature good = key.sign("text");
  EXPECT_TRUE(key.public_key().verify("text", view(good)));
  EXPECT_FALSE(key.public_key().verify("texts", view(good)));
  EXPECT_FALSE(SigningKey::generate().public_key().verify("text", view(good)));
  for (std::size_t i = 0; i < good.size(); ++i) {
    Signature bad = good;
    bad[i] ^= 1;
    EXPECT_FALSE(key.public_key().verify("text", view(bad))) << i;
  }
  EXPECT_FALSE(key.public_key().verify("text", view(good).substr(1)));
  EXPECT_FALSE(key.public_key().verify("text", ""));
}

TEST(Sign, BytesThatAreNoPointVerifyNothing) {
  const SigningKey key = SigningKey::generate();
  const auto no_point = PublicKey::from(Bytes(32, '\xff'));
  ASSERT_TRUE(no_point);
  EXPECT_FALSE(no_point->verify("text", view(key.sign("text"))));
}

TEST(Sign, AKeyGoesThroughPem) {
  const SigningKey key = SigningKey::generate();
  const Secret pem = key.to_pem();
  EXPECT_TRUE(pem.view().starts_with("-----BEGIN PRIVATE KEY-----\n"));
  const auto again = SigningKey::from_pem(pem.view());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(again->sign("text"), key.sign("text"));
}

TEST(Sign, RefusesPemThatIsNoEd25519Key) {
  EXPECT_EQ(SigningKey::from_pem("").error().code, Code::kConfigInvalid);
  EXPECT_EQ(SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").error().code,
            Code::kConfigInvalid);
  // RFC 8410 gives X25519 the same shape under another algorithm (1.3.101.110): an OID that ends in 6e, not 70.
  const Bytes x25519 = bytes_of("302e020100300506032b656e04220420") + Bytes(32, 'k');
  const std::string pem = "-----BEGIN PRIVATE KEY-----\n" + base64(x25519) + "\n-----END PRIVATE KEY-----\n";
  EXPECT_EQ(SigningKey::from_pem(pem).error().detail, "a signing key must be Ed25519");
}

TEST(Sign, ASeedHas32Bytes) {
  EXPECT_FALSE(SigningKey::from_seed(Bytes(31, 'x')));
  EXPECT_FALSE(PublicKey::from(Bytes(33, 'x')));
}

}  // namespace
}  // namespace concordat::crypto
