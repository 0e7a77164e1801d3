#include "crypto/note/verifier_key.h"

#include <gtest/gtest.h>

#include "tests/unit/crypto/note_fixture.h"

namespace concordat::crypto {
namespace {

// Keys that other implementations of the formats use in their own tests: their ids must come out the same here.
TEST(VerifierKey, AgreesWithOtherImplementationsAboutIds) {
  const std::pair<std::string_view, KeyType> keys[] = {
      {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyType::kLog},
      {"TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6", KeyType::kLog},
      {"remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", KeyType::kWitness},
  };
  for (const auto& [text, type] : keys) {
    const auto key = VerifierKey::parse(text);
    ASSERT_TRUE(key) << key.error().detail;
    EXPECT_EQ(key->type(), type);
    EXPECT_EQ(key->str(), text);
  }
}

TEST(VerifierKey, RefusesEveryOtherForm) {
  const std::string good = log_signer().vkey.str();
  ASSERT_TRUE(VerifierKey::parse(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] + 1);
    EXPECT_FALSE(VerifierKey::parse(bad)) << bad;
    EXPECT_FALSE(VerifierKey::parse(good.substr(0, i))) << good.substr(0, i);
  }
  EXPECT_FALSE(VerifierKey::parse(good + "\n"));
  EXPECT_FALSE(VerifierKey::parse("name+c74f20a3"));
  // Upper-case id; RFC 8032's first test key under type 2 (ECDSA in the format's table).
  EXPECT_FALSE(VerifierKey::parse("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  EXPECT_FALSE(VerifierKey::parse("name+00000000+" + base64("\2" + Bytes(32, 'k'))));
}

TEST(VerifierKey, TheSameKeyHasAnotherIdAsAWitness) {
  const PublicKey key = key_number('k').public_key();
  EXPECT_NE(VerifierKey::make("n", KeyType::kLog, key)->id(), VerifierKey::make("n", KeyType::kWitness, key)->id());
}

TEST(KeyName, HoldsNoSpacesPlusesOrControlCharacters) {
  for (const std::string_view good : {"a", "ledger.example/hub", "oid/1.3.6.1", "日本"})
    EXPECT_TRUE(valid_key_name(good)) << good;
  for (const std::string_view bad :
       {"", "a b", "a+b", "a\nb", "a\tb", "a\u00a0b", "a\u3000b", "a\u2028b", "a\x7f", "\xff", "a\x85"}) {
    EXPECT_FALSE(valid_key_name(bad)) << bad;
  }
  EXPECT_EQ(VerifierKey::make("a b", KeyType::kLog, key_number('k').public_key()).error().code, Code::kConfigInvalid);
}

}  // namespace
}  // namespace concordat::crypto
