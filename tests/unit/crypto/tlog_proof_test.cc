#include "crypto/note/tlog_proof.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iostream>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/proof.h"
#include "crypto/note/cosignature.h"
#include "tests/unit/crypto/mutation.h"
#include "tests/unit/crypto/note_fixture.h"
#include "tests/unit/crypto/reference_tree.h"

namespace concordat::crypto {
namespace {

constexpr std::size_t kSize = 11;
constexpr std::size_t kIndex = 6;

TlogProof made() {
  const Signer log = log_signer();
  const auto leaves = numbered_leaves(kSize);
  const Checkpoint head{log.vkey.name(), kSize, reference_root(leaves, 0, kSize)};
  return {std::nullopt, kIndex, reference_path(kIndex, leaves, 0, kSize), sign_checkpoint(head, log.vkey, log.key)};
}

TEST(TlogProof, HasTheLinesOfTheFormat) {
  TlogProof proof = made();
  proof.extra = "hint";
  const std::string text = proof.str();
  EXPECT_TRUE(
      text.starts_with("c2sp.org/tlog-proof@v1\nextra aGludA==\nindex 6\n" + base64(proof.hashes[0].view()) + "\n"));
  EXPECT_TRUE(text.ends_with("\n\n" + proof.checkpoint));
}

TEST(TlogProof, IsParsedBack) {
  for (const auto& extra : {std::optional<Bytes>(), std::optional<Bytes>("hint"), std::optional<Bytes>("")}) {
    TlogProof proof = made();
    proof.extra = extra;
    const auto again = TlogProof::parse(proof.str());
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->extra, extra);
    EXPECT_EQ(again->index, proof.index);
    EXPECT_EQ(again->hashes, proof.hashes);
    EXPECT_EQ(again->checkpoint, proof.checkpoint);
  }
}

TEST(TlogProof, OfTheOnlyEntryHasNoHashes) {
  const Signer log = log_signer();
  const Digest leaf = leaf_hash("only");
  const TlogProof proof{std::nullopt, 0, {}, sign_checkpoint({log.vkey.name(), 1, leaf}, log.vkey, log.key)};
  EXPECT_TRUE(TlogProof::parse(proof.str())->check(leaf, log.vkey));
}

TEST(TlogProof, ChecksTheEntryThePathAndTheSignature) {
  const VerifierKey log = log_signer().vkey;
  const auto leaves = numbered_leaves(kSize);
  const TlogProof good = made();
  ASSERT_TRUE(good.check(leaves[kIndex], log));
  EXPECT_EQ(good.check(leaves[kIndex], log)->checkpoint.size, kSize);

  EXPECT_FALSE(good.check(leaves[kIndex + 1], log)) << "another entry";
  EXPECT_FALSE(good.check(leaves[kIndex], make_signer("ledger.example/hub", KeyType::kLog, 'X').vkey)) << "another key";
  TlogProof bad = made();
  ++bad.index;
  EXPECT_FALSE(bad.check(leaves[kIndex], log)) << "another index";
  bad = made();
  bad.hashes[1] = leaves[0];
  EXPECT_FALSE(bad.check(leaves[kIndex], log)) << "another hash";
  bad = made();
  bad.checkpoint[bad.checkpoint.size() - 10] ^= 1;
  EXPECT_FALSE(bad.check(leaves[kIndex], log)) << "another signature";
}

// A sender keeps one for each record: 24 hashes lead from an entry of ten million to the root.
TEST(TlogProof, OfTenMillionEntriesWithTwoWitnessesFitsInTwoKilobytes) {
  const Signer log = make_signer("concordat.riverside-and-eastshire.example/ledger", KeyType::kLog, 'L');
  const std::uint64_t size = 10'000'000;
  Note note = Note::parse(sign_checkpoint({log.vkey.name(), size, sha256("root")}, log.vkey, log.key)).value();
  for (const char n : {'1', '2'}) {
    const Signer witness =
        make_signer(std::string("concordat.another-council.example/witness/") + n, KeyType::kWitness, n);
    note.signatures.push_back(
        cosign(note.text, witness.vkey, witness.key, std::chrono::sys_seconds(std::chrono::days(20'000))));
  }
  const std::size_t longest = inclusion_path(0, size).size();
  ASSERT_EQ(longest, 24u);
  const TlogProof proof{std::nullopt, size - 1, Proof(longest, sha256("node")), note.str()};
  EXPECT_LE(proof.str().size(), 2048u);
  std::cout << proof.str().size() << " bytes\n";
}

RC_GTEST_PROP(TlogProof, IsAcceptedInItsOneFormOnly, ()) {
  static const std::string kGood = made().str();
  const std::string bytes = mutated(kGood);
  const auto proof = TlogProof::parse(bytes);
  if (proof) RC_ASSERT(proof->str() == bytes);
}

TEST(TlogProof, MalformedOnesAreRefused) {
  const TlogProof proof = made();
  const std::string good = proof.str();
  const auto replaced = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  ASSERT_TRUE(TlogProof::parse(good));
  std::string many = "c2sp.org/tlog-proof@v1\nindex 6\n";
  for (int i = 0; i < 65; ++i) many += base64(proof.hashes[0].view()) + "\n";
  const std::pair<std::string_view, std::string> cases[] = {
      {"nothing", ""},
      {"another version", replaced("@v1", "@v2")},
      {"no index", replaced("index 6\n", "")},
      {"a leading zero", replaced("index 6", "index 06")},
      {"no number", replaced("index 6", "index ")},
      {"carriage returns", replaced("index 6\n", "index 6\r\n")},
      {"extra after the index", replaced("index 6\n", "index 6\nextra aGludA==\n")},
      {"extra that is no base64", replaced("index 6\n", "extra !\nindex 6\n")},
      {"a hash without padding", replaced("=\n", "\n")},
      {"too many hashes", many + "\n" + proof.checkpoint},
      {"no checkpoint", good.substr(0, good.size() - proof.checkpoint.size())},
      {"no empty line", replaced("\n\n" + proof.checkpoint, "\n" + proof.checkpoint)},
  };
  for (const auto& [what, text] : cases) EXPECT_EQ(TlogProof::parse(text).error().code, Code::kMalformed) << what;
}

}  // namespace
}  // namespace concordat::crypto
