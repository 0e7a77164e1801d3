// A damaged store: it is refused when it is opened or when the damage is read; it never gives wrong bytes, and only
// what was never acknowledged may be missing.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kCommits = 20;
constexpr std::size_t kRecordsPerCommit = 4;

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, ByteView bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

Bytes body_of(std::uint64_t n) {
  return Bytes(100 + n, static_cast<char>('a' + n % 26));
}

class DamagedStore : public ::testing::Test {
 protected:
  DamagedStore() {
    auto store = RocksStore::open(folder()).value();
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < kCommits; ++i) {
      CommitBatch batch;
      batch.number = i + 1;
      batch.first_entry = n;
      for (std::size_t j = 0; j < kRecordsPerCommit; ++j) {
        NewDisclosure made;
        made.recipient = "council";
        made.record = record_number(n);
        made.sealed = body_of(n);
        batch.disclosures.push_back(made);
        batch.entries.push_back(body_of(n));
        ++n;
      }
      EXPECT_TRUE(store->commit(batch));
    }
  }

  std::filesystem::path folder() const { return parent_.path() / "store"; }

  std::vector<std::filesystem::path> files(const std::string& extension) const {
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator(folder())) {
      if (file.path().extension() == extension && file.file_size() > 0) found.push_back(file.path());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  // Opens and closes, so that what was in the log is in table files.
  void recover_once() { EXPECT_TRUE(RocksStore::open(folder())); }

  // How many records a store still gives; nullopt when it refuses. Fails the test on bytes that were never committed.
  std::optional<std::size_t> read_all() {
    auto store = RocksStore::open(folder());
    if (!store) return std::nullopt;
    std::size_t given = 0;
    for (;;) {
      const auto claim = (*store)->claim("council", 10, 1 << 20);
      if (!claim) return std::nullopt;
      if (claim->needs_reservation) {
        CommitBatch raise;
        raise.number = (*store)->last_commit() + 1;
        if (!(*store)->commit(raise)) return std::nullopt;
        continue;
      }
      for (const Claimed& one : claim->disclosures) {
        EXPECT_EQ(one.sequence, given + 1);
        EXPECT_EQ(one.record, record_number(given));
        EXPECT_EQ(one.sealed, body_of(given));
        ++given;
      }
      if (!claim->more) break;
    }
    const auto entries = (*store)->entries(0, 1000);
    if (!entries) return std::nullopt;
    EXPECT_EQ(entries->size(), given);
    for (std::size_t i = 0; i < entries->size(); ++i) EXPECT_EQ((*entries)[i], body_of(i));
    return given;
  }

 private:
  TemporaryFolder parent_;
};

TEST_F(DamagedStore, IsReadWholeWhenItIsNot) {
  EXPECT_EQ(read_all(), kCommits * kRecordsPerCommit);
}

TEST_F(DamagedStore, WithAFlippedBitInItsLogRefusesToOpen) {
  const auto logs = files(".log");
  ASSERT_FALSE(logs.empty());
  const Bytes whole = read_file(logs.back());
  const std::size_t end = whole.find_last_not_of('\0');
  for (std::size_t i = 1; i < 10; ++i) {
    Bytes bytes = whole;
    bytes[end * i / 10] = static_cast<char>(bytes[end * i / 10] ^ 0x10);
    write_file(logs.back(), bytes);
    EXPECT_FALSE(RocksStore::open(folder())) << "at " << end * i / 10;
  }
}

TEST_F(DamagedStore, WithATornLastWriteOpensWithoutIt) {
  const auto logs = files(".log");
  ASSERT_FALSE(logs.empty());
  Bytes bytes = read_file(logs.back());
  bytes.resize(bytes.find_last_not_of('\0') - 20);
  write_file(logs.back(), bytes);
  EXPECT_EQ(RocksStore::open(folder()).value()->last_commit(), kCommits - 1);
  EXPECT_EQ(read_all(), (kCommits - 1) * kRecordsPerCommit);
}

TEST_F(DamagedStore, WithAFlippedBitInATableFileNeverGivesWrongBytes) {
  recover_once();
  const auto tables = files(".sst");
  ASSERT_FALSE(tables.empty());
  std::size_t refused = 0;
  for (const auto& table : tables) {
    const Bytes whole = read_file(table);
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t at = whole.size() * (2 * i + 1) / 8;
      Bytes bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x01);
      write_file(table, bytes);
      const auto given = read_all();
      EXPECT_EQ(given.value_or(kCommits * kRecordsPerCommit), kCommits * kRecordsPerCommit);
      if (!given) ++refused;
      write_file(table, whole);
    }
  }
  EXPECT_GT(refused, 0U);
}

TEST_F(DamagedStore, WithoutOneOfItsFilesRefusesToOpen) {
  recover_once();
  std::vector<std::filesystem::path> needed = files(".sst");
  needed.push_back(folder() / "CURRENT");
  for (const auto& file : needed) {
    std::filesystem::rename(file, file.string() + ".away");
    EXPECT_FALSE(RocksStore::open(folder())) << file;
    std::filesystem::rename(file.string() + ".away", file);
  }
  EXPECT_EQ(read_all(), kCommits * kRecordsPerCommit);
}

TEST_F(DamagedStore, ThatIsEmptyIsNotTakenForANewOne) {
  std::filesystem::remove_all(folder());
  std::filesystem::create_directory(folder());
  EXPECT_FALSE(RocksStore::open(folder()));
}

TEST_F(DamagedStore, HeldByAnotherIsNotOpened) {
  const auto first = RocksStore::open(folder());
  ASSERT_TRUE(first);
  EXPECT_FALSE(RocksStore::open(folder()));
}

TEST_F(DamagedStore, ThatWasNeverFinishedIsMadeAnew) {
  std::filesystem::rename(folder(), folder().string() + ".new");
  auto store = RocksStore::open(folder());
  ASSERT_TRUE(store);
  EXPECT_EQ((*store)->last_commit(), 0U);
}

}  // namespace
}  // namespace concordat::gateway
