#include "gateway/ledger/publisher.h"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <set>

#include "crypto/merkle/entry_bundle.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class PublisherTest : public testing::Test {
 protected:
  PublisherTest() { start_again(); }
  [[nodiscard]] fs::path folder() const { return ledger_.folder.path() / "ledger"; }
  void start_again() { publisher_ = std::make_unique<Publisher>(*ledger_.log, ledger_.store, folder()); }
  void publish_at(std::uint64_t size) {
    ledger_.grow_to(size);
    const auto published = publisher_->publish();
    ASSERT_TRUE(published) << published.error().detail;
  }
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> found;
    for (const auto& file : fs::recursive_directory_iterator(folder())) {
      if (file.is_regular_file()) found.insert(file.path().lexically_relative(folder()));
    }
    return found;
  }
  // The checkpoint is the log's, and every tile and bundle of it is there with the right bytes.
  void expect_complete() const {
    EXPECT_EQ(content(folder() / "checkpoint"), *ledger_.log->checkpoint());
    for (const crypto::Tile& tile : crypto::all_tiles(ledger_.log->size())) {
      EXPECT_EQ(content(folder() / tile.path()), expected(tile)) << tile.path();
    }
  }

  TestLedger ledger_;
  std::unique_ptr<Publisher> publisher_;

 private:
  [[nodiscard]] Bytes expected(const crypto::Tile& tile) const {
    if (tile.kind == crypto::Tile::Kind::kHashes) return *ledger_.log->tile(tile);
    Bytes bundle;
    for (std::uint64_t i = tile.first(); i < tile.first() + tile.width; ++i) {
      EXPECT_TRUE(crypto::append_entry(bundle, ledger_.store.kept_entries[i]));
    }
    return bundle;
  }
};

TEST_F(PublisherTest, AnEmptyLedgerIsACheckpointOnly) {
  publish_at(0);
  EXPECT_EQ(files(), std::set<std::string>{"checkpoint"});
  expect_complete();
}

TEST_F(PublisherTest, EveryTileAndBundleOfTheCheckpointIsThere) {
  for (const std::uint64_t size : {1u, 2u, 255u, 256u, 257u, 600u, 6000u, 65'537u}) {
    publish_at(size);
    expect_complete();
  }
}

TEST_F(PublisherTest, PartialTilesStayForOneCheckpointMore) {
  publish_at(10);
  publish_at(20);
  EXPECT_TRUE(fs::exists(folder() / "tile/0/000.p/10"));
  publish_at(30);
  EXPECT_FALSE(fs::exists(folder() / "tile/0/000.p/10"));
  EXPECT_TRUE(fs::exists(folder() / "tile/entries/000.p/20"));
  publish_at(256);
  publish_at(512);
  EXPECT_EQ(files(), (std::set<std::string>{"checkpoint", "tile/0/000", "tile/0/001", "tile/1/000.p/1",
                                            "tile/1/000.p/2", "tile/entries/000", "tile/entries/001"}));
  EXPECT_FALSE(fs::exists(folder() / "tile/0/000.p"));
}

TEST_F(PublisherTest, WhatIsMissingAfterARestartIsWrittenAgain) {
  publish_at(1000);
  fs::remove(folder() / "tile/0/001");
  fs::remove(folder() / "tile/entries/002");
  std::ofstream(folder() / "tile/0/002.new") << "half";
  start_again();
  publish_at(1000);
  expect_complete();
  EXPECT_FALSE(fs::exists(folder() / "tile/0/002.new"));
}

TEST_F(PublisherTest, AFolderThatWasLostIsBuiltUpFromTheStore) {
  publish_at(1000);
  fs::remove_all(folder());
  start_again();
  publish_at(1001);
  expect_complete();
}

TEST_F(PublisherTest, FilesOfAnotherLogAreWrittenOver) {
  publish_at(300);
  TestLedger other;
  other.now = kStartMs * 2;
  other.grow_to(300);
  publisher_ = std::make_unique<Publisher>(*other.log, other.store, folder());
  ASSERT_TRUE(publisher_->publish());
  EXPECT_EQ(content(folder() / "checkpoint"), *other.log->checkpoint());
  EXPECT_EQ(content(folder() / "tile/0/000"), *other.log->tile({crypto::Tile::Kind::kHashes, 0, 0, 256}));
}

TEST_F(PublisherTest, AfterAFailureTheCheckpointStandsAndTheNextAttemptMakesAllGood) {
  publish_at(10);
  const std::string before = content(folder() / "checkpoint");
  fs::remove_all(folder() / "tile/0");
  std::ofstream(folder() / "tile/0") << "in the way";
  ledger_.grow_to(20);
  EXPECT_FALSE(publisher_->publish());
  EXPECT_EQ(content(folder() / "checkpoint"), before);
  fs::remove(folder() / "tile/0");
  publish_at(20);
  expect_complete();
}

TEST_F(PublisherTest, ItsThreadPublishesWhatWasCommittedAndTheLastOfItWhenStopped) {
  publisher_->start();
  for (std::uint64_t size = 1; size <= 50; ++size) {
    ledger_.grow_to(size);
    publisher_->wake();
  }
  publisher_->stop();
  expect_complete();
}

TEST_F(PublisherTest, ItsThreadTriesAgainByItselfAndTellsThatItRecovered) {
  std::promise<void> failed;
  std::promise<void> recovered;
  fs::remove_all(folder());
  std::ofstream(folder()) << "in the way";
  publisher_->start(
      [&, once = false](const Error&) mutable {
        if (!std::exchange(once, true)) failed.set_value();
      },
      [&] { recovered.set_value(); });
  failed.get_future().get();
  fs::remove(folder());
  recovered.get_future().get();  // nothing was committed, nobody woke it
  publisher_->stop();
  expect_complete();
}

TEST_F(PublisherTest, ItsThreadTellsWhatFailed) {
  std::promise<Code> told;
  fs::remove_all(folder());
  std::ofstream(folder()) << "in the way";
  publisher_->start([&, once = false](const Error& error) mutable {
    if (!std::exchange(once, true)) told.set_value(error.code);
  });
  EXPECT_EQ(told.get_future().get(), Code::kIo);
  publisher_->stop();
}

}  // namespace
}  // namespace concordat::gateway
