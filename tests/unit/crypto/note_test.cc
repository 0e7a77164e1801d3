#include "crypto/note/note.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/note/cosignature.h"
#include "tests/unit/crypto/mutation.h"
#include "tests/unit/crypto/note_fixture.h"

namespace concordat::crypto {
namespace {

std::string signed_text(std::string_view text, const std::vector<const Signer*>& signers) {
  Note note;
  note.text = text;
  for (const Signer* signer : signers) note.signatures.push_back(sign_note(text, signer->vkey, signer->key));
  return note.str();
}

Result<std::vector<Signed>> open(std::string_view bytes, const std::vector<VerifierKey>& keys) {
  const Result<Note> note = Note::parse(bytes);
  if (!note) return fail(note.error());
  return verify(*note, keys);
}

// The vector that the format's first implementation (the Go checksum database) publishes.
TEST(Note, OfAnotherImplementationIsAccepted) {
  const auto key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  const std::string bytes =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
      "\u2014 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  ASSERT_TRUE(key);
  EXPECT_TRUE(open(bytes, {*key}));
  EXPECT_EQ(Note::parse(bytes)->str(), bytes);
}

TEST(Note, TheTextEndsAtTheLastEmptyLine) {
  const Signer signer = log_signer();
  const std::string bytes = signed_text("first\n\nsecond\n", {&signer});
  const auto note = Note::parse(bytes);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "first\n\nsecond\n");
  EXPECT_TRUE(open(bytes, {signer.vkey}));
}

TEST(Note, EveryChangedCharacterIsRefused) {
  const Signer signer = log_signer();
  const std::string good = signed_text(some_checkpoint().text(), {&signer});
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(open(bad, {signer.vkey})) << i;
    EXPECT_FALSE(open(good.substr(0, i), {signer.vkey})) << i;
  }
}

// Whatever is accepted has one form only: two notes that differ in a byte never read the same.
RC_GTEST_PROP(Note, IsAcceptedInItsOneFormOnly, ()) {
  const Signer signer = log_signer();
  const std::string bytes = mutated(signed_text("first\n\nsecond\n", {&signer, &signer}));
  const auto note = Note::parse(bytes);
  if (note) RC_ASSERT(note->str() == bytes);
}

TEST(Note, MalformedOnesAreRefused) {
  const Signer signer = log_signer();
  const std::string good = signed_text("text\n", {&signer});
  const std::string line = good.substr(6);
  const std::string payload = line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2);
  const auto with_line = [&](std::string_view text) { return "text\n\n" + std::string(text); };
  ASSERT_TRUE(open(with_line(line), {signer.vkey}));
  const std::string name(kEmDash);
  const std::pair<std::string_view, std::string> cases[] = {
      {"nothing", ""},
      {"no empty line", "text\n" + line},
      {"no signature", "text\n\n"},
      {"no newline at the end", good.substr(0, good.size() - 1)},
      {"trailing text", good + "more\n"},
      {"a trailing empty line", good + "\n"},
      {"carriage returns", "text\r\n\r\n" + line},
      {"a carriage return in a signature line", with_line(line.substr(0, line.size() - 1) + "\r\n")},
      {"a tab in the text", "te\txt\n\n" + line},
      {"a NUL in the text", std::string("te\0xt\n\n", 7) + line},
      {"a delete character", "te\x7fxt\n\n" + line},
      {"bad UTF-8", "te\xffxt\n\n" + line},
      {"a hyphen for the dash", with_line("- " + line.substr(name.size()))},
      {"an en dash", with_line("\u2013 " + line.substr(name.size()))},
      {"no name", with_line(name + payload + "\n")},
      {"an empty name", with_line(name + " " + payload + "\n")},
      {"a plus in the name", with_line(name + "a+b " + payload + "\n")},
      {"two spaces", with_line(name + "ledger.example/hub  " + payload + "\n")},
      {"a trailing space", with_line(line.substr(0, line.size() - 1) + " \n")},
      {"no padding", with_line(line.substr(0, line.size() - 2) + "\n")},
      {"unused bits set", with_line(name + "ledger.example/hub AAAAAAB=\n")},
      {"the URL alphabet", with_line(name + "ledger.example/hub AAAA-AAA\n")},
      {"a key id alone", with_line(name + "ledger.example/hub AAAAAA==\n")},
      {"a malformed line of somebody else", with_line(line + name + "other !\n")},
  };
  for (const auto& [what, bytes] : cases) {
    const auto note = Note::parse(bytes);
    ASSERT_FALSE(note) << what;
    EXPECT_EQ(note.error().code, Code::kMalformed) << what;
  }
}

TEST(Note, SignaturesByUnknownKeysAreIgnored) {
  const Signer known = log_signer();
  const Signer stranger = make_signer("stranger.example", KeyType::kLog, 'S');
  const Signer same_name = make_signer("ledger.example/hub", KeyType::kLog, 'X');
  const auto by = open(signed_text("text\n", {&stranger, &same_name, &known}), {known.vkey});
  ASSERT_TRUE(by);
  ASSERT_EQ(by->size(), 1u);
  EXPECT_EQ(by->front().key, 0u);
}

TEST(Note, WithoutAKnownSignatureIsRefused) {
  const Signer known = log_signer();
  const Signer stranger = make_signer("stranger.example", KeyType::kLog, 'S');
  const auto by = open(signed_text("text\n", {&stranger}), {known.vkey});
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().detail, "the note is not signed by any known key");
  EXPECT_FALSE(open(signed_text("text\n", {&known}), {}));
}

TEST(Note, OneWrongSignatureOfAKnownKeyRefusesItDespiteAGoodOne) {
  const Signer first = log_signer();
  const Signer second = make_signer("second.example", KeyType::kLog, '2');
  Note note = Note::parse(signed_text("text\n", {&first, &second})).value();
  note.signatures[1].payload[0] = static_cast<char>(note.signatures[1].payload[0] ^ 1);
  const auto by = verify(note, std::vector{first.vkey, second.vkey});
  ASSERT_FALSE(by);
  EXPECT_EQ(by.error().code, Code::kLedgerInvalid);
  EXPECT_TRUE(verify(note, std::vector{first.vkey}));
}

TEST(Note, ARepeatedSignatureCountsOnce) {
  const Signer signer = log_signer();
  const auto by = open(signed_text("text\n", {&signer, &signer}), {signer.vkey});
  ASSERT_TRUE(by);
  EXPECT_EQ(by->size(), 1u);
}

TEST(Note, SixteenSignaturesAreFineAndAHundredAndOneAreNot) {
  const Signer signer = log_signer();
  const Signer stranger = make_signer("stranger.example", KeyType::kLog, 'S');
  std::vector<const Signer*> signers(15, &stranger);
  signers.push_back(&signer);
  EXPECT_TRUE(open(signed_text("text\n", signers), {signer.vkey}));
  signers.assign(101, &signer);
  EXPECT_EQ(Note::parse(signed_text("text\n", signers)).error().code, Code::kTooLarge);
}

TEST(Note, ALogsSignatureIsNoCosignatureAndTheReverse) {
  const Signer log = log_signer();
  const Signer witness = make_signer("ledger.example/hub", KeyType::kWitness, 'L');
  Note note;
  note.text = "text\n";
  note.signatures = {sign_note(note.text, log.vkey, log.key)};
  note.signatures[0].key_id = witness.vkey.id();
  EXPECT_FALSE(verify(note, std::vector{witness.vkey}));
}

}  // namespace
}  // namespace concordat::crypto
