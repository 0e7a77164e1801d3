#pragma once
// Publishes what auditors and parties read: DIR/checkpoint, DIR/tile/<L>/<N>[.p/<W>] and DIR/tile/entries/<N>[.p/<W>]
// (C2SP tlog-tiles). All of it is derived from the store, so it is written at most once a second, off the commit path,
// and again where it is missing. The checkpoint comes last: whoever reads it finds every tile of it. Partial tiles stay
// for one checkpoint more, for readers who are under way.
//
// Threads: publish() on one at a time (start() takes it over); wake() from any. A failure harms no record: it is told,
// and tried again.
//
//   Publisher publisher(*log, store, "DIR/data/ledger");   // makes the folder when it first publishes
//   publisher.start([](const Error& error) { … });
//   publisher.wake();   // after each commit

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "crypto/merkle/tile.h"
#include "gateway/ledger/log.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Publisher {
 public:
  static constexpr std::chrono::milliseconds kInterval{1000};

  // The log and the store must outlive it.
  Publisher(const LedgerLog& log, Store& store, std::filesystem::path directory);
  // stop()s.
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // Brings the files up to the log's newest checkpoint, on the caller's thread.
  [[nodiscard]] Result<void> publish();

  // From here on a thread of its own publishes, whenever it was woken, at most once every kInterval. A failure is told
  // each time, and tried again without a wake(); `recovered` is called after the first success that follows one,
  // `published` after each.
  void start(std::function<void(const Error&)> failed = {}, std::function<void()> recovered = {},
             std::function<void()> published = {});
  // Costs no system call while the thread pauses.
  void wake();
  // Something was pruned, and the log's entry about it is durable: what is no longer kept goes once that entry is
  // published. At its first publishing it looks by itself. From any thread.
  void prune();
  // Publishes once more and ends the thread.
  void stop();

 private:
  [[nodiscard]] Result<void> look_around(std::uint64_t size);
  [[nodiscard]] bool is_past_head(std::string_view note, std::uint64_t size) const;
  [[nodiscard]] Result<Bytes> contents(const crypto::Tile& tile) const;
  [[nodiscard]] Result<void> write(std::vector<crypto::Tile> tiles) const;
  [[nodiscard]] Result<void> write_some(std::span<const crypto::Tile> tiles) const;
  void remove_stale();
  void run();

  const LedgerLog& log_;
  Store& store_;
  const std::filesystem::path directory_;

  [[nodiscard]] Result<void> finish_pruning();

  std::atomic<bool> look_at_pruned_ = true;
  std::uint64_t kept_from_ = 0;    // of what was pruned
  std::uint64_t prune_after_ = 0;  // the size that has to be published before what is before kept_from_ goes
  bool pruning_ = false;
  bool looked_around_ = false;
  std::vector<crypto::Tile> missing_;  // of the published tree, found when looking around
  std::vector<std::filesystem::path> stale_;
  std::uint64_t published_ = 0;  // size of the tree whose checkpoint is there
  std::uint64_t before_ = 0;     // and of the one before it

  std::function<void(const Error&)> failed_;
  std::function<void()> recovered_;
  std::function<void()> published_now_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool idle_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace concordat::gateway
