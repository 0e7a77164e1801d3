#pragma once
// A ledger of a test: a store in memory, keys from fixed seeds, a temporary folder, and entries like those of real
// traffic.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/ledger/entry.h"
#include "gateway/ledger/log.h"
#include "gateway/ledger/log_keys.h"
#include "tests/unit/gateway/ledger/fake_store.h"

namespace concordat::gateway {

// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr std::int64_t kStartMs = 1'800'000'000'000;

[[nodiscard]] std::shared_ptr<const LedgerKeys> test_keys(char seed = 'k',
                                                          const std::string& origin = "hub.example/ledger");
[[nodiscard]] RecordId record_number(std::uint64_t number);
// One recipient, eastshire-council, under ISA-2026-014.
[[nodiscard]] JudgedEntry judged_record(std::uint64_t number);
[[nodiscard]] SettleEntry settled_record(std::uint64_t number, std::uint64_t accept_index, const std::string& outcome);
// A 32-byte keyed hash such as the pipeline hands over.
[[nodiscard]] Bytes subject_of(std::uint64_t person);
// Those whom an entry is about, without detail.
[[nodiscard]] std::vector<Subject> about(const std::vector<Bytes>& hashes);

struct TestLedger {
  TemporaryFolder folder;
  FakeStore store;
  std::shared_ptr<const LedgerKeys> keys = test_keys();
  std::unique_ptr<LedgerLog> log;
  std::int64_t now = kStartMs;

  TestLedger();
  [[nodiscard]] std::string head_file() const { return folder.path() / "head"; }
  // Opens the log again over what the store holds.
  Result<void> reopen();
  // Appends accept entries in commits of at most `each`, until the log has `size` entries.
  void grow_to(std::uint64_t size, std::uint64_t each = 256);
  // One step around `append`, which calls log->append().
  template <typename Append>
  void commit(Append append) {
    log->begin(now);
    append();
    finish_step();
    now += 5;
  }

 private:
  void finish_step();
};

}  // namespace concordat::gateway
