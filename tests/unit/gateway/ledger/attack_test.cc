// What somebody with the disk, or even with the signing key, may do to a ledger, and what exposes it: `verify` alone, a
// checkpoint that an auditor kept, or a receipt that a sender kept. Witnesses, who keep checkpoints for everybody, have
// their own tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/tile.h"
#include "crypto/note/note.h"
#include "crypto/note/tlog_proof.h"
#include "gateway/ledger/audit/growth.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/verify.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kOlder = 300;  // entries when the auditor looked
constexpr std::uint64_t kSize = 600;   // and when the attack comes
constexpr std::uint64_t kVictim = 300;

void shared_with_somebody_else(JudgedEntry& judged) {
  judged.recipients[0].agency = "another-council";
}

class Attack : public testing::Test {
 protected:
  Attack() : older_checkpoint_(*honest_.log->checkpoint()) {
    // Somebody who has the disk and the keys may go on from here as they like.
    forged_.store.kept_entries = honest_.store.kept_entries;
    forged_.store.kept_tiles = honest_.store.kept_tiles;
    forged_.store.kept_values = honest_.store.kept_values;
    forged_.now = honest_.now;
    fs::resize_file(forged_.head_file(), 0);
    if (!forged_.reopen()) throw std::runtime_error("the branch cannot be opened");
    fs::copy(honest_.ledger(), older(), fs::copy_options::recursive);
    honest_.grow_to(kSize);
    honest_.publish();
    attack_with(honest_.ledger());
    const auto proved = prove(honest_.files(), kVictim);
    receipt_ = proved->proof;
    entry_ = proved->entry;
  }

  [[nodiscard]] fs::path older() const { return honest_.folder.path() / "older"; }
  void attack_with(const fs::path& ledger) const {
    fs::remove_all(attacked_.ledger());
    fs::copy(ledger, attacked_.ledger(), fs::copy_options::recursive);
  }
  // Another history from kOlder on, by the gateway's own code and with its key: record kVictim went elsewhere.
  void rewrite_up_to(std::uint64_t size) {
    while (forged_.log->size() < size) {
      forged_.commit([&] {
        for (std::uint64_t i = forged_.log->size(), end = std::min(size, i + 256); i < end; ++i) {
          JudgedEntry judged = judged_record(i);
          if (i == kVictim) shared_with_somebody_else(judged);
          ASSERT_TRUE(forged_.log->append(accept_entry(judged), record_number(i), about({subject_of(i % 100)})));
        }
      });
    }
    forged_.publish();
    attack_with(forged_.ledger());
  }

  // What `ledger verify DIR` says; empty when it finds nothing.
  [[nodiscard]] std::string verify_says() const {
    const auto report = verify(attacked_.files(), honest_.keys->verifier);
    if (!report) return report.error().detail;
    std::string all;
    for (const Problem& problem : report->problems.kept()) all += problem.where + ": " + problem.what + "\n";
    return all;
  }
  // What `ledger verify DIR --since CHECKPOINT` adds.
  [[nodiscard]] std::string auditor_says() const { return grown_from(older_checkpoint_); }
  // What `ledger check RECEIPT … --ledger DIR` says.
  [[nodiscard]] std::string sender_says() const {
    EXPECT_TRUE(check_proof(receipt_, entry_, honest_.keys->verifier)) << "the receipt holds for ever";
    return grown_from(crypto::TlogProof::parse(receipt_)->checkpoint);
  }
  [[nodiscard]] std::string grown_from(const std::string& checkpoint) const {
    const auto grown = check_growth(attacked_.files(), checkpoint, honest_.keys->verifier);
    return grown ? std::string() : grown.error().detail;
  }

  // Makes every tile that is affected say what the bundles now say, and keeps the old signature.
  void rehash_everything() const {
    std::vector<crypto::Digest> hashes;
    for (std::uint64_t first = 0; first < kSize; first += 256) {
      attacked_.edit_bundle(bundle_holding(first, kSize).path(), [&](std::vector<Bytes>& entries) {
        for (const Bytes& entry : entries) hashes.push_back(crypto::leaf_hash(entry));
      });
    }
    crypto::Frontier frontier;
    std::map<std::string, Bytes> tiles;
    for (const crypto::Digest& hash : hashes) {
      frontier.append(hash, [&](crypto::NodeId id, const crypto::Digest& made) {
        if (id.level % crypto::kTileHeight != 0) return;
        const auto tile =
            crypto::tile_holding(crypto::Tile::Kind::kHashes, id.level / crypto::kTileHeight, id.index, hashes.size());
        tiles[tile->path()] += made.view();
      });
    }
    for (const auto& [path, bytes] : tiles) attacked_.edit(path, [&](Bytes& old) { old = bytes; });
  }
  void edit_entry(std::uint64_t index, const std::function<void(Bytes&)>& change) const {
    const crypto::Tile bundle = bundle_holding(index, kSize);
    attacked_.edit_bundle(bundle.path(), [&](std::vector<Bytes>& entries) { change(entries[index - bundle.first()]); });
  }
  static void falsify(Bytes& entry) { entry.replace(entry.find("eastshire"), 9, "westshire"); }
  void replace_note(const std::string& note) const {
    attacked_.edit("checkpoint", [&](Bytes& bytes) { bytes = note; });
  }

  PublishedLedger honest_{kOlder};
  PublishedLedger forged_;
  PublishedLedger attacked_;  // its files: what the world sees
  std::string older_checkpoint_;
  std::string receipt_;
  Bytes entry_;
};

TEST_F(Attack, NoneLeavesNothingToSay) {
  EXPECT_EQ(verify_says(), "");
  EXPECT_EQ(auditor_says(), "");
  EXPECT_EQ(sender_says(), "");
}

TEST_F(Attack, AnEditedEntryIsExposedByVerify) {
  edit_entry(kVictim, falsify);
  EXPECT_NE(verify_says().find("entry 300: does not hash to what tile/0/001 holds for it"), std::string::npos);
}

TEST_F(Attack, AnEditedEntryWithItsHashIsExposedByVerify) {
  edit_entry(kVictim, falsify);
  attacked_.rehash("tile/entries/001", "tile/0/001");
  EXPECT_NE(verify_says().find("tile/1/000.p/2: hash 1 is not what the tiles below it make"), std::string::npos);
}

TEST_F(Attack, AnEditedEntryWithEveryTileMadeAnewIsExposedByTheSignature) {
  edit_entry(kVictim, falsify);
  rehash_everything();
  const std::string said = verify_says();
  EXPECT_EQ(said.rfind("checkpoint: its root is ", 0), 0u) << said;
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
}

TEST_F(Attack, ReorderedEntriesAreExposedByTheirNumbersAndTheRoot) {
  attacked_.edit_bundle("tile/entries/001", [](auto& entries) { std::swap(entries[44], entries[45]); });
  rehash_everything();
  EXPECT_NE(verify_says().find("entry 300: calls itself number 301 of the log"), std::string::npos);
  EXPECT_NE(verify_says().find("checkpoint: its root is "), std::string::npos);
}

TEST_F(Attack, ADeletedEntryIsExposedByTheMissingNumber) {
  attacked_.edit_bundle("tile/entries/001", [](auto& entries) { entries[44] = entries[43]; });
  rehash_everything();
  EXPECT_NE(verify_says().find("entry 300: calls itself number 299 of the log"), std::string::npos);
  EXPECT_NE(verify_says().find("checkpoint: its root is "), std::string::npos);
}

TEST_F(Attack, AnEndCutOffUnderTheNewCheckpointIsExposedByVerify) {
  fs::remove(attacked_.ledger() / "tile/entries/002.p/88");
  EXPECT_NE(verify_says().find("tile/entries/002.p/88 is missing"), std::string::npos) << verify_says();
}

// Everything is as it once was, signatures too: only who remembers more can tell.
TEST_F(Attack, ARollbackIsExposedByALaterCheckpointAndByAReceipt) {
  attack_with(older());
  EXPECT_EQ(verify_says(), "");
  EXPECT_EQ(auditor_says(), "") << "the auditor's own is no later one";
  EXPECT_NE(grown_from(*honest_.log->checkpoint()).find("cut off, or it was rolled back"), std::string::npos);
  EXPECT_NE(sender_says().find("had 600 entries when the checkpoint was kept, and has 300 entries now"),
            std::string::npos);
}

// The strongest attacker: the ledger was written anew with the stolen key, by the gateway's own code.
TEST_F(Attack, ARewriteSignedWithTheStolenKeyIsExposedByAReceiptAndAKeptCheckpoint) {
  rewrite_up_to(kSize);
  EXPECT_EQ(verify_says(), "") << "by itself it is a good ledger";
  EXPECT_NE(sender_says().find("written anew"), std::string::npos) << sender_says();
  EXPECT_NE(grown_from(*honest_.log->checkpoint()).find("written anew"), std::string::npos);
  EXPECT_EQ(auditor_says(), "") << "the rewrite began behind the auditor's checkpoint of 300";
}

TEST_F(Attack, ARewriteThatWentOnGrowingIsStillExposed) {
  rewrite_up_to(kSize + 1000);
  EXPECT_EQ(verify_says(), "");
  EXPECT_NE(sender_says().find("written anew"), std::string::npos) << sender_says();
}

TEST_F(Attack, AnUnsignedHeadIsRefused) {
  const crypto::Checkpoint head = attacked_.files().checkpoint().value();
  replace_note(head.text());
  EXPECT_NE(verify_says(), "");
  replace_note(head.text() + "\n");
  EXPECT_NE(verify_says(), "");
}

TEST_F(Attack, AHeadSignedWithAnotherKeyIsRefused) {
  const crypto::Checkpoint head = attacked_.files().checkpoint().value();
  const auto stranger = test_keys('x');
  replace_note(crypto::sign_checkpoint(head, stranger->verifier, stranger->signing));
  EXPECT_NE(verify_says().find("not signed by"), std::string::npos) << verify_says();
  // Under the log's own name and key id: a signature that is there, and wrong.
  crypto::Note note = crypto::Note::parse(crypto::sign_checkpoint(head, stranger->verifier, stranger->signing)).value();
  note.signatures[0].key_id = honest_.keys->verifier.id();
  replace_note(note.str());
  EXPECT_NE(verify_says().find("signature"), std::string::npos) << verify_says();
}

TEST_F(Attack, ASwappedOriginIsRefused) {
  crypto::Checkpoint head = attacked_.files().checkpoint().value();
  head.origin = "other.example/ledger";
  replace_note(crypto::sign_checkpoint(head, honest_.keys->verifier, honest_.keys->signing));
  EXPECT_NE(verify_says().find("checkpoint: "), std::string::npos);
  EXPECT_NE(auditor_says(), "");
  const auto elsewhere = test_keys('k', "other.example/ledger");
  replace_note(crypto::sign_checkpoint(head, elsewhere->verifier, elsewhere->signing));
  EXPECT_NE(verify_says().find("checkpoint: "), std::string::npos);
}

// LEDGER.md, Bytes: what a verifier refuses. Each form is signed by the right key, so that the form alone is refused.
TEST_F(Attack, NoMalformedFormOfASignedHeadIsTaken) {
  const crypto::Checkpoint head = attacked_.files().checkpoint().value();
  const std::string root = base64(head.root.view());
  const auto signed_form = [&](const std::string& text) {
    crypto::Note note;
    note.text = text;
    note.signatures = {crypto::sign_note(text, honest_.keys->verifier, honest_.keys->signing)};
    return note.str();
  };
  const std::string good = signed_form(head.origin + "\n600\n" + root + "\n");
  replace_note(good);
  ASSERT_EQ(verify_says(), "");
  std::string crlf;
  for (const char c : good) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const std::string line = good.substr(good.find("\n\n") + 2);
  const std::pair<std::string_view, std::string> cases[] = {
      {"CRLF", crlf},
      {"CRLF in the text", signed_form(head.origin + "\r\n600\r\n" + root + "\r\n")},
      {"a control character", signed_form(head.origin + "\n600\n" + root + "\n\x01\n")},
      {"bad UTF-8", signed_form(head.origin + "\xff\n600\n" + root + "\n")},
      {"a leading zero", signed_form(head.origin + "\n0600\n" + root + "\n")},
      {"a sign", signed_form(head.origin + "\n+600\n" + root + "\n")},
      {"no size", signed_form(head.origin + "\n\n" + root + "\n")},
      {"unused bits in the root", signed_form(head.origin + "\n600\n" + root.substr(0, 42) + "B=\n")},
      {"no padding", signed_form(head.origin + "\n600\n" + root.substr(0, 43) + "\n")},
      {"an extension line", signed_form(head.origin + "\n600\n" + root + "\nextension\n")},
      {"trailing text", good + "and more\n"},
      {"a trailing empty line", good + "\n"},
      {"no last newline", good.substr(0, good.size() - 1)},
      {"a wrong signature beside the right one", good + line.substr(0, line.size() - 6) +
                                                     (line[line.size() - 6] == 'A' ? "B" : "A") +
                                                     line.substr(line.size() - 5)},
      {"nothing", ""},
  };
  for (const auto& [what, note] : cases) {
    fs::remove(attacked_.ledger() / "checkpoint");
    std::ofstream(attacked_.ledger() / "checkpoint", std::ios::binary) << note;
    EXPECT_NE(verify_says(), "") << what;
    EXPECT_NE(auditor_says(), "") << what;
  }
}

}  // namespace
}  // namespace concordat::gateway
