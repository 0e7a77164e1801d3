#include "crypto/note/cosignature.h"

#include <gtest/gtest.h>

#include "tests/unit/crypto/note_fixture.h"

namespace concordat::crypto {
namespace {

using std::chrono::sys_seconds;

constexpr sys_seconds kTime{std::chrono::seconds{1'679'315'147}};

TEST(Cosignature, SignsTheHeaderTheTimeAndTheWholeText) {
  const Signer witness = witness_signer();
  const NoteSignature made = cosign("origin\n1\nroot\n", witness.vkey, witness.key, kTime);
  EXPECT_EQ(made.name, witness.vkey.name());
  EXPECT_EQ(made.key_id, witness.vkey.id());
  ASSERT_EQ(made.payload.size(), 72u);
  EXPECT_EQ(get_u64(made.payload), 1'679'315'147u);
  EXPECT_TRUE(witness.key.public_key().verify("cosignature/v1\ntime 1679315147\norigin\n1\nroot\n",
                                              ByteView(made.payload).substr(8)));
}

TEST(Cosignature, GivesItsTimeBack) {
  const Signer witness = witness_signer();
  const NoteSignature made = cosign("text\n", witness.vkey, witness.key, kTime);
  EXPECT_EQ(check_cosignature("text\n", witness.vkey.key(), made.payload), kTime);
}

TEST(Cosignature, AnotherTextTimeOrKeyIsRefused) {
  const Signer witness = witness_signer();
  const Bytes good = cosign("text\n", witness.vkey, witness.key, kTime).payload;
  EXPECT_EQ(check_cosignature("texts\n", witness.vkey.key(), good), std::nullopt);
  EXPECT_EQ(check_cosignature("text\n", witness_signer('X').vkey.key(), good), std::nullopt);
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_EQ(check_cosignature("text\n", witness.vkey.key(), bad), std::nullopt) << i;
    EXPECT_EQ(check_cosignature("text\n", witness.vkey.key(), good.substr(0, i)), std::nullopt) << i;
  }
}

TEST(Cosignature, ATimeOver63BitsIsRefusedEvenWhenSigned) {
  const Signer witness = witness_signer();
  Bytes payload;
  put_u64(payload, std::uint64_t{1} << 63);
  payload += view(witness.key.sign("cosignature/v1\ntime 9223372036854775808\ntext\n"));
  EXPECT_EQ(check_cosignature("text\n", witness.vkey.key(), payload), std::nullopt);
}

}  // namespace
}  // namespace concordat::crypto
