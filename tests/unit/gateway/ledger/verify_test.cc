#include "gateway/ledger/audit/verify.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

VerifyReport verified(const PublishedLedger& ledger) {
  auto report = verify(ledger.files(), ledger.keys->verifier);
  EXPECT_TRUE(report) << report.error().detail;
  return *report;
}

std::string words(const VerifyReport& report) {
  std::string all;
  for (const Problem& problem : report.problems.kept()) all += problem.where + ": " + problem.what + '\n';
  return all;
}

// That `ledger` is found wrong, with words that say what and where.
void expect_exposed(const PublishedLedger& ledger, std::initializer_list<std::string_view> expected) {
  const VerifyReport report = verified(ledger);
  EXPECT_FALSE(report.good());
  for (const std::string_view text : expected)
    EXPECT_NE(words(report).find(text), std::string::npos) << text << "\n" << words(report);
}

// Changes a word of an entry, leaving it canonical.
void falsify(Bytes& entry) {
  entry.replace(entry.find("riverside"), 9, "otherside");
}

TEST(Verify, AnHonestLedgerIsGoodAtEverySize) {
  for (const std::uint64_t size : {0u, 1u, 255u, 256u, 257u, 1000u}) {
    const PublishedLedger ledger(size);
    const VerifyReport report = verified(ledger);
    EXPECT_TRUE(report.good()) << size << "\n" << words(report);
    EXPECT_EQ(report.size, size);
    EXPECT_EQ(report.origin, "hub.example/ledger");
    if (size == 0) continue;
    EXPECT_EQ(report.events.at("accept"), size);
    EXPECT_EQ(report.agreements.at("ISA-2026-014"), size);
  }
}

TEST(Verify, AnHonestLedgerIsGoodAroundTheSecondLevelOfTiles) {
  PublishedLedger ledger;
  for (const std::uint64_t size : {65'535u, 65'536u, 65'537u}) {
    ledger.grow_to(size, 1024);
    ledger.publish();
    EXPECT_TRUE(verified(ledger).good()) << size;
  }
}

TEST(Verify, FilesOfALaterCheckpointServeAnEarlierOne) {
  PublishedLedger ledger(300);
  fs::copy_file(ledger.ledger() / "checkpoint", ledger.folder.path() / "early");
  for (const std::uint64_t size : {310u, 320u, 600u}) {
    ledger.grow_to(size);
    ledger.publish();
    fs::remove_all(ledger.ledger() / "tile/0/001.p/44");
    fs::remove_all(ledger.ledger() / "tile/entries/001.p/44");
    PublishedLedger early;
    fs::copy(ledger.ledger(), early.ledger(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::copy_file(ledger.folder.path() / "early", early.ledger() / "checkpoint", fs::copy_options::overwrite_existing);
    const VerifyReport report = verified(early);
    EXPECT_TRUE(report.good()) << words(report);
    EXPECT_EQ(report.size, 300u);
  }
}

TEST(Verify, ProgressGoesToTheEnd) {
  const PublishedLedger ledger(600);
  std::uint64_t last = 0;
  ASSERT_TRUE(verify(ledger.files(), ledger.keys->verifier, [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, 600u);
    EXPECT_GT(done, last);
    last = done;
  }));
  EXPECT_EQ(last, 600u);
}

TEST(VerifyExposes, AnEditedEntry) {
  const PublishedLedger ledger(300);
  ledger.edit_bundle("tile/entries/000", [](auto& entries) { falsify(entries[17]); });
  expect_exposed(ledger, {"entry 17: does not hash to what tile/0/000 holds for it", "checkpoint: its root is"});
}

TEST(VerifyExposes, AnEditedEntryWhoseHashWasEditedToo) {
  const PublishedLedger ledger(300);
  ledger.edit_bundle("tile/entries/000", [](auto& entries) { falsify(entries[17]); });
  ledger.rehash("tile/entries/000", "tile/0/000");
  expect_exposed(ledger, {"tile/1/000.p/1: hash 0 is not what the tiles below it make", "checkpoint: its root is"});
}

TEST(VerifyExposes, EntriesThatChangedPlaces) {
  const PublishedLedger ledger(20);
  ledger.edit_bundle("tile/entries/000.p/20", [](auto& entries) { std::swap(entries[3], entries[4]); });
  expect_exposed(ledger,
                 {"entry 3: calls itself number 4 of the log", "entry 3: does not hash", "entry 4: does not hash"});
}

TEST(VerifyExposes, ADeletedEntry) {
  const PublishedLedger ledger(300);
  ledger.edit_bundle("tile/entries/000", [](auto& entries) { entries.erase(entries.begin() + 5); });
  expect_exposed(ledger, {"tile/entries/000: holds 255 entries, not 256"});
}

TEST(VerifyExposes, ADeletionThatWasSignedWithAStolenKey) {
  const PublishedLedger ledger(20);
  ledger.edit_bundle("tile/entries/000.p/20", [](auto& entries) { entries[5] = entries[6]; });
  ledger.rehash("tile/entries/000.p/20", "tile/0/000.p/20");
  ledger.sign_again(*ledger.keys);
  expect_exposed(ledger, {"entry 5: calls itself number 6 of the log",
                          "entry 5: under agreement ISA-2026-014 number 7 follows 5"});
}

TEST(VerifyExposes, TimesThatGoBackThoughSigned) {
  const PublishedLedger ledger(20);
  ledger.edit_bundle("tile/entries/000.p/20",
                     [](auto& entries) { entries[9].replace(entries[9].find("2027-"), 5, "2026-"); });
  ledger.rehash("tile/entries/000.p/20", "tile/0/000.p/20");
  ledger.sign_again(*ledger.keys);
  expect_exposed(ledger, {"entry 9: its time goes back"});
}

TEST(VerifyExposes, AnotherSpellingThoughSigned) {
  const PublishedLedger ledger(20);
  ledger.edit_bundle("tile/entries/000.p/20", [](auto& entries) { entries[9].insert(1, " "); });
  ledger.rehash("tile/entries/000.p/20", "tile/0/000.p/20");
  ledger.sign_again(*ledger.keys);
  const VerifyReport report = verified(ledger);
  EXPECT_EQ(words(report), "entry 9: not canonical JSON at byte 1: not a string\n")
      << "and the entries after it are counted on";
}

TEST(VerifyExposes, ATruncatedBundle) {
  const PublishedLedger ledger(300);
  ledger.edit("tile/entries/000", [](Bytes& bytes) { bytes.resize(bytes.size() - 1); });
  const VerifyReport report = verified(ledger);
  EXPECT_NE(words(report).find("tile/entries/000: "), std::string::npos) << words(report);
  EXPECT_EQ(report.problems.count(), 1u) << "the rest is still checked, and is good:\n" << words(report);
}

TEST(VerifyExposes, MissingFiles) {
  for (const char* path :
       {"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"}) {
    const PublishedLedger ledger(300);
    fs::remove(ledger.ledger() / path);
    expect_exposed(ledger, {std::string(path) + ": " + path + " is missing"});
  }
}

TEST(VerifyExposes, ABundleAndItsTileBothMissing) {
  const PublishedLedger ledger(300);
  fs::remove(ledger.ledger() / "tile/0/000");
  fs::remove(ledger.ledger() / "tile/entries/000");
  expect_exposed(ledger, {"neither it nor its hash tile can be read"});
}

TEST(VerifyExposes, AWrongPartialTile) {
  const PublishedLedger ledger(300);
  ledger.edit("tile/0/001.p/44", [](Bytes& bytes) { bytes[43 * 32] ^= 1; });
  expect_exposed(ledger, {"entry 299: does not hash to what tile/0/001.p/44 holds"});
  const PublishedLedger shorter(300);
  shorter.edit("tile/0/001.p/44", [](Bytes& bytes) { bytes.resize(43 * 32); });
  expect_exposed(shorter, {"tile/0/001.p/44 has 1376 bytes, not 1408"});
}

TEST(VerifyExposes, ATruncatedLedgerUnderItsOldCheckpoint) {
  PublishedLedger ledger(300);
  fs::copy_file(ledger.ledger() / "checkpoint", ledger.folder.path() / "kept");
  PublishedLedger shorter(200);
  fs::copy_file(ledger.folder.path() / "kept", shorter.ledger() / "checkpoint", fs::copy_options::overwrite_existing);
  expect_exposed(shorter, {"tile/entries/000 is missing"});
}

TEST(VerifyExposes, AnotherKey) {
  const PublishedLedger ledger(3);
  ledger.sign_again(*test_keys('x'));
  expect_exposed(ledger, {"checkpoint: "});
}

TEST(VerifyExposes, AnotherOrigin) {
  const PublishedLedger ledger(3);
  ledger.sign_again(*test_keys('k', "other.example/ledger"));
  expect_exposed(ledger, {"checkpoint: "});
}

TEST(VerifyExposes, AChangedCheckpoint) {
  const PublishedLedger ledger(30);
  ledger.edit("checkpoint", [](Bytes& bytes) { bytes.replace(bytes.find("\n30\n"), 4, "\n20\n"); });
  expect_exposed(ledger, {"checkpoint: "});
}

TEST(Verify, AFolderWithoutALedgerIsToldApart) {
  const TemporaryFolder folder;
  EXPECT_EQ(LedgerFiles::open(folder.path()).error().code, Code::kNotFound);
}

TEST(Verify, ManyProblemsAreCountedAndTheFirstAreKept) {
  const PublishedLedger ledger(256);
  ledger.edit("tile/0/000", [](Bytes& bytes) { bytes.assign(bytes.size(), 'x'); });
  const VerifyReport report = verified(ledger);
  EXPECT_EQ(report.problems.count(), 256u);
  EXPECT_EQ(report.problems.kept().size(), Problems::kKept);
}

}  // namespace
}  // namespace concordat::gateway
