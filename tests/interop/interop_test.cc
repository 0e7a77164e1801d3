// The ledger of a real gateway, read by programs that share no code with it: the Go checksum database's note and Merkle
// tree library, and a shell script around openssl and sha256sum. Each is also shown what it must refuse.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "crypto/merkle/proof.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "deploy/examples/records/bench-referral.json";
const std::string kShellCheck = source_file("tests/interop/openssl_check");

// A gateway that has settled 300 records, in batches, with the checkpoint after each. Made once for all tests.
class Published {
 public:
  static const Published& get() {
    static const Published published;
    return published;
  }
  [[nodiscard]] std::string folder() const { return gateway_.file("data/ledger"); }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::vector<std::string>& older() const { return older_; }
  // The ledger as it was before the last batch, and the receipts of that batch.
  [[nodiscard]] std::string rolled_back() const { return file("rolled-back"); }
  [[nodiscard]] std::string receipts() const { return file("receipts"); }
  [[nodiscard]] std::string file(const std::string& name) const { return gateway_.outside(name); }
  [[nodiscard]] const Gateway& gateway() const { return gateway_; }

 private:
  Published() {
    gateway_.start();
    key_ = lines_of(read_file(gateway_.file("ledger.vkey"))).at(0);
    std::size_t entries = gateway_.ledger(1).size();
    keep_checkpoint();
    for (const std::size_t records : {1u, 59u, 140u, 100u}) {
      if (records == 100) fs::copy(folder(), rolled_back(), fs::copy_options::recursive);
      std::vector<std::string> arguments(records, source_file(kRecord));
      if (records == 100) arguments.insert(arguments.begin(), {"--proof", receipts()});
      must(gateway_.send(arguments));
      must(gateway_.receive(gateway_.outside("received"), {"--count", std::to_string(records)}));
      entries = gateway_.ledger(entries + 2 * records).size();
      keep_checkpoint();
    }
    must(gateway_.stop());
    size_ = gateway_.ledger().size();
  }
  static void must(const Finished& done) {
    if (done.exit_code != 0) throw std::runtime_error(done.out + done.err);
  }
  void keep_checkpoint() {
    const std::string kept = gateway_.outside("checkpoint." + std::to_string(older_.size()));
    fs::copy_file(folder() + "/checkpoint", kept);
    older_.push_back(kept);
  }

  Gateway gateway_;
  std::string key_;
  std::vector<std::string> older_;
  std::uint64_t size_ = 0;
};

class Interop : public testing::Test {
 protected:
  // A proof by our tool, and the entry it is of.
  [[nodiscard]] std::pair<std::string, std::string> prove(std::uint64_t index) const {
    const std::string proof = ledger_.file("proof." + std::to_string(index));
    const std::string entry = ledger_.file("entry." + std::to_string(index));
    const Finished done = ledger_.gateway().tool(
        {"ledger", "prove", ledger_.folder(), std::to_string(index), "-o", proof, "--entry", entry});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return {proof, entry};
  }
  // Around the border of the first tile, in the middle of the partial one, and the ends.
  [[nodiscard]] std::vector<std::uint64_t> indexes() const {
    return {0, 1, 255, 256, 257, 400, 511, 512, ledger_.size() - 1};
  }
  // A copy of the ledger that may be tampered with.
  [[nodiscard]] std::string copy(const std::string& name) const {
    fs::copy(ledger_.folder(), ledger_.file(name), fs::copy_options::recursive);
    return ledger_.file(name);
  }
  static void change_byte(const std::string& path, std::size_t at) {
    std::string bytes = read_file(path);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    write_file(path, bytes);
  }

  // Of the receipts that came with the answers at full rate.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> receipts() const {
    std::vector<std::pair<std::string, std::string>> found;
    for (const std::string& file : files_under(ledger_.receipts())) {
      if (!file.ends_with(".tlog-proof")) continue;
      found.emplace_back(file, file.substr(0, file.rfind('.')) + ".entry");
    }
    EXPECT_EQ(found.size(), 100u);
    return found;
  }

  const Published& ledger_ = Published::get();
};

class GoChecksumDatabase : public Interop {
 protected:
  void SetUp() override {
    if (!exists(LEDGER_CHECK)) {
      GTEST_SKIP() << "NOT SHOWN: the Go verifier was not built; install golang-go and golang-golang-x-mod-dev "
                      "(deploy/install-packages test) and configure again";
    }
  }
  [[nodiscard]] Finished check(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {LEDGER_CHECK, ledger_.key()});
    return run(arguments);
  }
};

TEST_F(GoChecksumDatabase, FindsEveryEntryTileAndProofGood) {
  ASSERT_GT(ledger_.size(), 600u);
  std::vector<std::string> arguments{"tree", ledger_.folder()};
  arguments.insert(arguments.end(), ledger_.older().begin(), ledger_.older().end());
  const Finished done = check(arguments);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(done.out.rfind("good: " + std::to_string(ledger_.size()) + " entries", 0), 0u) << done.out;
}

TEST_F(GoChecksumDatabase, AcceptsTheProofsThatOurToolMakes) {
  for (const std::uint64_t index : indexes()) {
    const auto [proof, entry] = prove(index);
    const Finished done = check({"proof", proof, entry});
    EXPECT_EQ(done.exit_code, 0) << index << ": " << done.err;
  }
}

TEST_F(GoChecksumDatabase, AcceptsTheReceiptsThatCameWithTheAnswers) {
  for (const auto& [proof, entry] : receipts()) {
    const Finished done = check({"proof", proof, entry});
    EXPECT_EQ(done.exit_code, 0) << proof << ": " << done.err;
  }
}

TEST_F(GoChecksumDatabase, AcceptsTheConsistencyProofsThatOurCodeMakes) {
  const auto files = gateway::LedgerFiles::open(ledger_.folder());
  ASSERT_TRUE(files);
  const auto size = files->checkpoint()->size;
  const std::string newer = ledger_.folder() + "/checkpoint";
  for (const std::string& older : ledger_.older()) {
    const auto old_size = std::stoull(lines_of(read_file(older)).at(1));
    if (old_size == 0) continue;
    const auto proof =
        crypto::consistency_proof(old_size, size, [&](crypto::NodeId id) { return files->read_node(id, size); });
    ASSERT_TRUE(proof) << proof.error().detail;
    std::string text;
    for (const crypto::Digest& hash : *proof) text += base64(hash.view()) + "\n";
    write_file(ledger_.file("growth"), text);
    const Finished done = check({"growth", older, newer, ledger_.file("growth")});
    EXPECT_EQ(done.exit_code, 0) << old_size << ": " << done.err;
    if (proof->empty()) continue;
    text[0] = text[0] == 'A' ? 'B' : 'A';
    write_file(ledger_.file("growth"), text);
    EXPECT_EQ(check({"growth", older, newer, ledger_.file("growth")}).exit_code, 1) << "a changed hash";
  }
}

TEST_F(GoChecksumDatabase, SeesWhatWasTamperedWith) {
  const auto refuses = [&](const std::vector<std::string>& arguments, const std::string& why) {
    const Finished done = check(arguments);
    EXPECT_EQ(done.exit_code, 1) << why;
    EXPECT_NE(done.err.find(why), std::string::npos) << done.err;
  };
  const std::string entries = copy("tampered-entry");
  change_byte(entries + "/tile/entries/000", 200);
  refuses({"tree", entries}, "the checkpoint's root is ");
  const std::string tiles = copy("tampered-tile");
  change_byte(tiles + "/tile/0/001", 200);
  refuses({"tree", tiles}, "tile/0/001 is not what the entries make");
  const std::string heads = copy("tampered-head");
  std::string note = read_file(heads + "/checkpoint");
  note.replace(note.find('\n') + 1, 1, note[note.find('\n') + 1] == '9' ? "8" : "9");
  write_file(heads + "/checkpoint", note);
  refuses({"tree", heads}, "the checkpoint: invalid signature");
  const auto [proof, entry] = prove(300);
  change_byte(entry, 5);
  refuses({"proof", proof, entry}, "the proof: ");
}

TEST_F(GoChecksumDatabase, RefusesAHeadOfAnotherHistory) {
  // The same key, another ledger: what a thief of the key, or a gateway that was rolled back, would have signed.
  Gateway other;
  fs::copy_file(ledger_.gateway().file("keys/ledger.key"), other.file("keys/ledger.key"),
                fs::copy_options::overwrite_existing);
  other.start();
  ASSERT_EQ(other.send({source_file(kRecord)}).exit_code, 0);
  (void)other.ledger(3);
  EXPECT_EQ(other.stop().exit_code, 0);
  const Finished done = check({"tree", ledger_.folder(), other.file("data/ledger/checkpoint")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_NE(done.err.find("growth from"), std::string::npos) << done.err;
}

TEST_F(Interop, PlainOpensslAndSha256sumVerifyACheckpointALeafAndItsPath) {
  for (const std::uint64_t index : indexes()) {
    const auto [proof, entry] = prove(index);
    const Finished done = run({"/usr/bin/bash", kShellCheck, ledger_.key(), proof, entry});
    EXPECT_EQ(done.exit_code, 0) << index << ": " << done.err;
    EXPECT_EQ(done.out.rfind("good: entry " + std::to_string(index) + " of ", 0), 0u) << done.out;
  }
}

TEST_F(Interop, PlainOpensslAndSha256sumVerifyAReceipt) {
  const auto [proof, entry] = receipts().front();
  const Finished done = run({"/usr/bin/bash", kShellCheck, ledger_.key(), proof, entry});
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

// What a sender and an auditor do with what they kept, on a real gateway's ledger that was put back to an earlier day.
TEST_F(Interop, AReceiptAndAKeptCheckpointExposeALedgerThatWasRolledBack) {
  const auto [proof, entry] = receipts().back();
  const auto checked_against = [&](const std::string& folder) {
    return ledger_.gateway().tool(
        {"ledger", "check", proof, "--entry", entry, "--key", ledger_.key(), "--ledger", folder});
  };
  const auto verified_since = [&](const std::string& folder) {
    return ledger_.gateway().tool(
        {"ledger", "verify", folder, "--key", ledger_.key(), "--since", ledger_.older().back()});
  };
  EXPECT_EQ(checked_against(ledger_.folder()).exit_code, 0);
  EXPECT_EQ(verified_since(ledger_.folder()).exit_code, 0);
  const Finished alone = ledger_.gateway().tool({"ledger", "verify", ledger_.rolled_back(), "--key", ledger_.key()});
  EXPECT_EQ(alone.exit_code, 0) << "by itself it is a good ledger: " << alone.out;
  const Finished checked = checked_against(ledger_.rolled_back());
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_NE(checked.err.find("rolled back"), std::string::npos) << checked.err;
  const Finished verified = verified_since(ledger_.rolled_back());
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_NE(verified.out.find("rolled back"), std::string::npos) << verified.out;
}

TEST_F(Interop, PlainOpensslAndSha256sumRefuseWhatWasChanged) {
  const auto [proof, entry] = prove(300);
  const auto refuses = [&](const std::string& why) {
    const Finished done = run({"/usr/bin/bash", kShellCheck, ledger_.key(), proof, entry});
    EXPECT_EQ(done.exit_code, 1) << why;
    EXPECT_NE(done.err.find(why), std::string::npos) << done.err;
  };
  change_byte(entry, 5);
  refuses("the path does not lead to the root");
  change_byte(entry, 5);
  const std::string good = read_file(proof);
  std::string bad = good;
  bad.replace(bad.find("index 300"), 9, "index 301");
  write_file(proof, bad);
  refuses("the path does not lead to the root");
  bad = good;
  const std::size_t size = bad.find('\n', bad.find("\n\n") + 2) + 1;
  bad[size] = bad[size] == '9' ? '8' : '9';
  write_file(proof, bad);
  refuses("the signature is wrong");
}

}  // namespace
}  // namespace concordat::integration
