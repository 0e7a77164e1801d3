#include "crypto/primitive/aead.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "crypto/primitive/random.h"

namespace concordat::crypto {
namespace {

Bytes bytes_of(std::string_view hex_text) {
  return parse_hex(hex_text).value();
}

Nonce nonce_of(std::string_view hex_text) {
  const Bytes bytes = bytes_of(hex_text);
  Nonce nonce{};
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

Bytes sealed(const AeadKey& key, const Nonce& nonce, ByteView aad, ByteView plaintext) {
  Bytes out;
  key.seal(nonce, aad, plaintext, out);
  return out;
}

AeadKey key_of(std::string_view hex_text) {
  return AeadKey(Secret::copy(bytes_of(hex_text)));
}

// The AES-256 test cases 13 to 16 of the GCM specification that NIST published (McGrew and Viega).
TEST(Aead, GivesThePublishedCiphertexts) {
  const AeadKey zero = key_of(std::string(64, '0'));
  EXPECT_EQ(hex(sealed(zero, Nonce{}, "", "")), "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(hex(sealed(zero, Nonce{}, "", Bytes(16, '\0'))),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");

  const AeadKey key = key_of("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const Nonce nonce = nonce_of("cafebabefacedbaddecaf888");
  const Bytes plaintext = bytes_of(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba637b391aafd255");
  const std::string ciphertext =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
      "bcc9f662898015ad";
  EXPECT_EQ(hex(sealed(key, nonce, "", plaintext)), ciphertext + "b094dac5d93471bdec1a502270e3cc6c");
  EXPECT_EQ(
      hex(sealed(key, nonce, bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2"), ByteView(plaintext).substr(0, 60))),
      ciphertext.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b");
}

RC_GTEST_PROP(Aead, OpensWhatItSealed, (const std::string& aad, const std::string& plaintext)) {
  const AeadKey key(random_secret(AeadKey::kSize));
  const Result<Bytes> opened = key.open(counter_nonce(7), aad, sealed(key, counter_nonce(7), aad, plaintext));
  RC_ASSERT(opened.has_value());
  RC_ASSERT(*opened == plaintext);
}

TEST(Aead, AppendsAfterWhatIsThere) {
  const AeadKey key(random_secret(AeadKey::kSize));
  Bytes out = "header";
  key.seal(counter_nonce(1), "aad", "body", out);
  ASSERT_EQ(out.size(), 6 + 4 + AeadKey::kTagSize);
  EXPECT_EQ(key.open(counter_nonce(1), "aad", ByteView(out).substr(6)).value(), "body");
}

TEST(Aead, RefusesEveryFlippedByteAndEveryTruncation) {
  const AeadKey key(random_secret(AeadKey::kSize));
  const Bytes good = sealed(key, counter_nonce(1), "aad", "a body of some length");
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_EQ(key.open(counter_nonce(1), "aad", bad).error().code, Code::kMalformed);
    EXPECT_FALSE(key.open(counter_nonce(1), "aad", good.substr(0, i)));
  }
  EXPECT_TRUE(key.open(counter_nonce(1), "aad", good));
}

TEST(Aead, RefusesAnotherPlaceNonceOrKey) {
  const AeadKey key(random_secret(AeadKey::kSize));
  const AeadKey other(random_secret(AeadKey::kSize));
  const Bytes good = sealed(key, counter_nonce(1), "record 1", "body");
  EXPECT_FALSE(key.open(counter_nonce(1), "record 2", good));
  EXPECT_FALSE(key.open(counter_nonce(2), "record 1", good));
  EXPECT_FALSE(other.open(counter_nonce(1), "record 1", good));
}

TEST(Aead, KeysMayTakeTurnsOnOneThread) {
  const AeadKey first = key_of(std::string(64, '1'));
  const AeadKey second = key_of(std::string(64, '2'));
  const Bytes by_first = sealed(first, counter_nonce(1), "", "body");
  const Bytes by_second = sealed(second, counter_nonce(1), "", "body");
  EXPECT_NE(by_first, by_second);
  EXPECT_EQ(sealed(first, counter_nonce(1), "", "body"), by_first);
  EXPECT_EQ(second.open(counter_nonce(1), "", by_second).value(), "body");
  EXPECT_EQ(first.open(counter_nonce(1), "", by_first).value(), "body");
}

TEST(Aead, ADestroyedKeyLeavesTheNextOneWorking) {
  for (int i = 0; i < 3; ++i) {
    const AeadKey key = key_of(std::string(64, static_cast<char>('1' + i)));
    EXPECT_EQ(key.open(counter_nonce(1), "", sealed(key, counter_nonce(1), "", "body")).value(), "body");
  }
}

TEST(Aead, OneKeyServesManyThreads) {
  const AeadKey key(random_secret(AeadKey::kSize));
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&key, t] {
      for (std::uint64_t n = 0; n < 200; ++n) {
        const Nonce nonce = counter_nonce(t << 32 | n);
        EXPECT_EQ(key.open(nonce, "aad", sealed(key, nonce, "aad", "body")).value(), "body");
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(Aead, AKeyHas32Bytes) {
  EXPECT_THROW(AeadKey(Secret(31)), std::invalid_argument);
}

TEST(Aead, CounterNoncesAreBigEndianAndDistinct) {
  EXPECT_EQ(counter_nonce(0x0102030405060708), nonce_of("000000000102030405060708"));
  EXPECT_EQ(counter_nonce(0), Nonce{});
}

}  // namespace
}  // namespace concordat::crypto
