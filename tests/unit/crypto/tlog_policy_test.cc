#include "crypto/note/tlog_policy.h"

#include <gtest/gtest.h>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/proof.h"
#include "crypto/note/cosignature.h"
#include "crypto/note/tlog_proof.h"
#include "tests/unit/crypto/note_fixture.h"

namespace concordat::crypto {
namespace {

constexpr std::chrono::sys_seconds kTime{std::chrono::seconds{1'800'000'000}};

std::string log_line() {
  return "log " + log_signer().vkey.str() + "\n";
}
std::string witness_line(const std::string& name, char key) {
  return "witness " + name + " " + witness_signer(key).vkey.str() + "\n";
}
std::string three_witnesses() {
  return log_line() + witness_line("a", 'A') + witness_line("b", 'B') + witness_line("c", 'C');
}

std::string cosigned(const std::string& by, const Checkpoint& head = some_checkpoint()) {
  const Signer log = log_signer();
  Note note = Note::parse(sign_checkpoint(head, log.vkey, log.key)).value();
  for (const char one : by) {
    const Signer witness = witness_signer(one);
    note.signatures.push_back(cosign(note.text, witness.vkey, witness.key, kTime));
  }
  return note.str();
}

bool trusts(const std::string& policy, const std::string& by) {
  const auto parsed = TlogPolicy::parse(policy);
  EXPECT_TRUE(parsed) << parsed.error().detail;
  return parsed && parsed->open(cosigned(by)).has_value();
}

TEST(TlogPolicy, HoldsWhatTheFileSays) {
  const auto policy =
      TlogPolicy::parse("# comment\n\n \t# another\n\tlog  " + log_signer().vkey.str() +
                        " https://hub.example/ledger \n" + witness_line("a", 'A') + "witness b " +
                        witness_signer('B').vkey.str() + "\thttps://b.example/w\ngroup g any a b\nquorum g\n");
  ASSERT_TRUE(policy) << policy.error().detail;
  ASSERT_EQ(policy->logs().size(), 1u);
  EXPECT_EQ(policy->logs()[0].key, log_signer().vkey);
  EXPECT_EQ(policy->logs()[0].url, "https://hub.example/ledger");
  ASSERT_EQ(policy->witnesses().size(), 2u);
  EXPECT_EQ(policy->witnesses()[0].url, "");
  EXPECT_EQ(policy->witnesses()[1].name, "b");
  EXPECT_EQ(policy->witnesses()[1].url, "https://b.example/w");
  EXPECT_EQ(policy->quorum(), "g");
  EXPECT_EQ(policy->keys_of("ledger.example/hub").size(), 1u);
  EXPECT_TRUE(policy->keys_of("ledger.example/other").empty());
}

TEST(TlogPolicy, TheQuorumDecides) {
  EXPECT_TRUE(trusts(three_witnesses() + "quorum none\n", ""));
  EXPECT_TRUE(trusts(three_witnesses() + "quorum b\n", "B"));
  EXPECT_FALSE(trusts(three_witnesses() + "quorum b\n", "AC"));
  EXPECT_TRUE(trusts(three_witnesses() + "group g any a b c\nquorum g\n", "C"));
  EXPECT_FALSE(trusts(three_witnesses() + "group g any a b c\nquorum g\n", ""));
  EXPECT_TRUE(trusts(three_witnesses() + "group g all a b c\nquorum g\n", "ABC"));
  EXPECT_FALSE(trusts(three_witnesses() + "group g all a b c\nquorum g\n", "AB"));
  EXPECT_TRUE(trusts(three_witnesses() + "group g 2 a b c\nquorum g\n", "AC"));
  EXPECT_FALSE(trusts(three_witnesses() + "group g 2 a b c\nquorum g\n", "C"));
  EXPECT_FALSE(trusts(three_witnesses() + "group g 2 a b c\nquorum g\n", "CC")) << "one witness, twice";
}

TEST(TlogPolicy, GroupsStandInGroups) {
  const std::string policy = three_witnesses() + "group ab any a b\ngroup all-of-us all ab c\nquorum all-of-us\n";
  EXPECT_TRUE(trusts(policy, "AC"));
  EXPECT_TRUE(trusts(policy, "BC"));
  EXPECT_FALSE(trusts(policy, "AB"));
  EXPECT_FALSE(trusts(policy, "C"));
}

TEST(TlogPolicy, OnlyAListedLogIsBelieved) {
  const Signer other = make_signer("ledger.example/other", KeyType::kLog, 'O');
  const auto policy = TlogPolicy::parse("log " + other.vkey.str() + "\nquorum none\n");
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->open(cosigned("")).error().code, Code::kLedgerInvalid);
  EXPECT_TRUE(policy->open(cosigned(""), log_signer().vkey)) << "unless the caller knows the log from elsewhere";
  const auto no_log = TlogPolicy::parse("quorum none\n");
  ASSERT_TRUE(no_log);
  EXPECT_FALSE(no_log->open(cosigned("")));
}

TEST(TlogPolicy, AWrongCosignatureRefusesTheNote) {
  const auto policy = TlogPolicy::parse(three_witnesses() + "group g any a b c\nquorum g\n");
  ASSERT_TRUE(policy);
  Note note = Note::parse(cosigned("AB")).value();
  note.signatures.back().payload.back() ^= 1;
  EXPECT_EQ(policy->open(note.str()).error().code, Code::kLedgerInvalid);
}

struct Mistake {
  std::string text;
  std::string says;
};

TEST(TlogPolicy, EveryMistakeIsToldWithItsLine) {
  const std::string key = witness_signer('A').vkey.str();
  const std::string log = log_signer().vkey.str();
  const std::string good = three_witnesses();  // four lines
  const std::vector<Mistake> mistakes = {
      {"", "policy: no quorum line"},
      {good, "policy: no quorum line"},
      {good + "quorum a\nquorum b\n", "policy:6: a second quorum line"},
      {good + "quorum d\n", "policy:5: \"d\" is no witness or group"},
      {good + "quorum\n", "policy:5: write it as `quorum NAME`"},
      {good + "quorum a b\n", "policy:5: write it as `quorum NAME`"},
      {good + "quorum a", "policy:5: the last line has no newline"},
      {good + "quorum a\r\n", "policy:5: it has a control character"},
      {good + "quorum\va\n", "policy:5: it has a control character"},
      {"loog " + log + "\nquorum none\n", "policy:1: \"loog\" begins no line"},
      {"log\nquorum none\n", "policy:1: write it as `log KEY`"},
      {"log " + log + " url more\nquorum none\n", "policy:1: write it as `log KEY`"},
      {"log x\nquorum none\n", "policy:1: \"x\" is no key"},
      {"log " + key + "\nquorum none\n", "policy:1: that is a witness's key"},
      {"witness a " + log + "\nquorum none\n", "policy:1: that is a log's key"},
      {"witness " + key + "\nquorum none\n", "policy:1: write it as `witness NAME KEY`"},
      {"log " + log + "\nlog " + log + "\nquorum none\n", "policy:2: this key is listed already"},
      {witness_line("a", 'A') + witness_line("b", 'A') + "quorum a\n", "policy:2: this key is listed already"},
      {witness_line("a", 'A') + witness_line("a", 'B') + "quorum a\n", "policy:2: the name \"a\" stands twice"},
      {witness_line("none", 'A') + "quorum none\n", "policy:1: \"none\" is no name"},
      {good + "group none any a\nquorum a\n", "policy:5: \"none\" is no name"},
      {good + "group a any b\nquorum a\n", "policy:5: the name \"a\" stands twice"},
      {good + "group g any\nquorum a\n", "policy:5: write it as `group NAME"},
      {good + "group g any d\nquorum a\n", "policy:5: \"d\" is no witness or group"},
      {good + "group g any none\nquorum a\n", "policy:5: \"none\" is no witness or group"},
      {good + "group g any g\nquorum a\n", "policy:5: \"g\" is no witness or group"},
      {good + "group g any a a\nquorum g\n", "policy:5: \"a\" is a member of a group already"},
      {good + "group g any a\ngroup h any a\nquorum g\n", "policy:6: \"a\" is a member of a group already"},
      {good + "group g 0 a b\nquorum g\n", "policy:5: \"0\" is not any, all or a number from 1 to 2"},
      {good + "group g 3 a b\nquorum g\n", "policy:5: \"3\" is not any, all or a number from 1 to 2"},
      {good + "group g 01 a b\nquorum g\n", "policy:5: \"01\" is not any"},
      {good + "group g some a b\nquorum g\n", "policy:5: \"some\" is not any"},
      {"quorum g\n" + good + "group g any a\n", "policy:1: \"g\" is no witness or group of a line above"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto parsed = TlogPolicy::parse(mistake.text);
    ASSERT_FALSE(parsed) << mistake.text;
    EXPECT_EQ(parsed.error().code, Code::kConfigInvalid);
    EXPECT_NE(parsed.error().detail.find(mistake.says), std::string::npos)
        << mistake.text << "\nsaid: " << parsed.error().detail;
  }
}

TEST(TlogPolicy, AllMistakesAreToldAtOnce) {
  const auto parsed = TlogPolicy::parse("log x\nwitness y\nquorum z\n", "w.policy");
  ASSERT_FALSE(parsed);
  for (const char* place : {"w.policy:1: ", "w.policy:2: ", "w.policy:3: "})
    EXPECT_NE(parsed.error().detail.find(place), std::string::npos) << parsed.error().detail;
}

TEST(TlogPolicy, NamesAreBytes) {
  const auto policy = TlogPolicy::parse("witness \xE2\x84\xAA " + witness_signer('A').vkey.str() + "\nwitness K " +
                                        witness_signer('B').vkey.str() + "\nquorum \xE2\x84\xAA\n");
  ASSERT_TRUE(policy) << policy.error().detail;
  const Cosigner by_a{0, kTime}, by_b{1, kTime};
  EXPECT_TRUE(policy->satisfied(std::array{by_a}));
  EXPECT_FALSE(policy->satisfied(std::array{by_b}));
}

// What a receipt costs at ten million entries with two witnesses: LEDGER's goal is 2 KiB.
TEST(Receipt, IsSmallAtTenMillionEntriesWithTwoWitnesses) {
  constexpr std::uint64_t kEntries = 10'000'000;
  constexpr std::uint64_t kIndex = 12'345;  // far from the right edge: the longest path
  // A tree of equal leaves has one hash a level: the proof of any entry has the shape that it would have with others.
  std::vector<Digest> level{leaf_hash("entry")};
  for (int i = 0; i < 24; ++i) level.push_back(node_hash(level.back(), level.back()));
  const auto fetch = [&](NodeId id) -> Result<Digest> { return level[id.level]; };
  const Digest root = tree_root(kEntries, fetch).value();
  const TlogProof receipt{std::nullopt, kIndex, inclusion_proof(kIndex, kEntries, fetch).value(),
                          cosigned("AB", {"ledger.example/hub", kEntries, root})};
  const std::string text = receipt.str();
  RecordProperty("receipt_bytes", static_cast<int>(text.size()));
  std::printf("a receipt at 10^7 entries with two witnesses: %zu bytes, %zu hashes\n", text.size(),
              receipt.hashes.size());
  EXPECT_LE(text.size(), 2048u);
  const auto policy = TlogPolicy::parse(three_witnesses() + "group g 2 a b c\nquorum g\n");
  ASSERT_TRUE(policy);
  const auto opened = policy->open(receipt.checkpoint);
  ASSERT_TRUE(opened) << opened.error().detail;
  EXPECT_TRUE(check_inclusion(receipt.index, kEntries, level[0], receipt.hashes, root));
}

}  // namespace
}  // namespace concordat::crypto
