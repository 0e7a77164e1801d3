// The store under a queue's load, each commit synced to the disk: records of 2 KiB are accepted in batches of N,
// claimed, and settled two commits later, each with its two ledger entries, a dedup look-up that misses, a dedup key
// and a receipt. Reported a record, over accept and settle: CPU of the whole process (RocksDB's own threads too), wall
// time, and the 99th percentile of a commit.
//
//   store_bench [folder]      # the disk to measure; the temporary folder otherwise

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <iostream>
#include <random>

#include "gateway/store/rocks/rocks_store.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kBodyBytes = 2048;
constexpr std::size_t kEntryBytes = 450;
constexpr std::size_t kReceiptBytes = 300;
constexpr std::size_t kCommitsInFlight = 2;  // between accepting and settling

std::filesystem::path parent_folder = std::filesystem::temp_directory_path();

double cpu_us() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

class Load {
 public:
  Load(RocksStore& store, std::size_t batch) : store_(store), batch_(batch) {}

  // Accepts a batch and settles an earlier one, in one commit. The commit's own time in microseconds.
  double step() {
    CommitBatch commit;
    commit.number = store_.last_commit() + 1;
    commit.unix_ms = now_++;
    commit.first_entry = entries_;
    for (std::size_t i = 0; i < batch_; ++i) accept(commit);
    if (claimed_.size() > kCommitsInFlight) settle(commit);
    entries_ += commit.entries.size();
    commit.values.emplace_back("merkle", Bytes(1500, 'm'));
    const auto begin = std::chrono::steady_clock::now();
    check(store_.commit(commit).has_value());
    const auto end = std::chrono::steady_clock::now();
    claim();
    return std::chrono::duration<double, std::micro>(end - begin).count();
  }

 private:
  static void check(bool good) {
    if (!good) throw std::runtime_error("the store failed");
  }

  Bytes random_bytes(std::size_t size) {
    Bytes bytes;
    while (bytes.size() < size) put_u64(bytes, random_());
    bytes.resize(size);
    return bytes;
  }

  void accept(CommitBatch& commit) {
    std::array<std::uint8_t, 10> random{};
    for (auto& byte : random) byte = static_cast<std::uint8_t>(random_());
    NewDisclosure made;
    made.recipient = "eastshire-council";
    made.record = RecordId::mint(static_cast<std::uint64_t>(now_), random);
    made.route = {.sender = "riverside-trust",
                  .purpose = "direct-care",
                  .kinds = {"referral"},
                  .agreements = {"ISA-2026-014"},
                  .plan_hash = Bytes(32, 'p')};
    made.sealed = Bytes(kBodyBytes, 's');
    made.accepted_unix_ms = now_;
    made.expires_unix_ms = now_ + 86'400'000;
    made.ledger_index = entries_ + commit.entries.size();
    DedupRow dedup{.key = random_bytes(32), .digest = Bytes(32, 'd'), .record = made.record, .unix_ms = now_};
    check(!store_.find(dedup.key).value());
    commit.dedup.push_back(std::move(dedup));
    commit.records.push_back({.record = made.record, .receipt = Bytes(kReceiptBytes, 'r'), .unix_ms = now_});
    commit.entries.emplace_back(kEntryBytes, 'e');
    commit.disclosures.push_back(std::move(made));
  }

  void settle(CommitBatch& commit) {
    for (const std::uint64_t sequence : claimed_.front()) {
      check(store_.waiting_at("eastshire-council", sequence).value().has_value());
      commit.settlements.push_back({.recipient = "eastshire-council",
                                    .sequence = sequence,
                                    .outcome = SettleOutcome::kDelivered,
                                    .ledger_index = entries_ + commit.entries.size(),
                                    .unix_ms = now_});
      commit.entries.emplace_back(kEntryBytes, 'e');
    }
    claimed_.pop_front();
  }

  void claim() {
    const Claim claim = store_.claim("eastshire-council", batch_, 1u << 30).value();
    check(claim.disclosures.size() == batch_);
    claimed_.emplace_back();
    for (const Claimed& one : claim.disclosures) claimed_.back().push_back(one.sequence);
  }

  RocksStore& store_;
  const std::size_t batch_;
  std::mt19937_64 random_{1};
  std::int64_t now_ = 1'800'000'000'000;
  std::uint64_t entries_ = 0;
  std::deque<std::vector<std::uint64_t>> claimed_;
};

void accept_and_settle(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const std::filesystem::path folder = parent_folder / "concordat-store-bench";
  std::filesystem::remove_all(folder);
  std::vector<double> commits;
  double cpu = 0;
  {
    auto store = RocksStore::open(folder);
    if (!store) throw std::runtime_error(store.error().detail);
    Load load(**store, batch);
    for (int i = 0; i < 20; ++i) load.step();
    const double before = cpu_us();
    for (auto _ : state) commits.push_back(load.step());
    cpu = cpu_us() - before;
  }
  std::filesystem::remove_all(folder);
  const auto records = static_cast<double>(commits.size() * batch);
  std::sort(commits.begin(), commits.end());
  state.counters["cpu_us_per_record"] = cpu / records;
  state.counters["commit_ms_p50"] = commits[commits.size() / 2] / 1000;
  state.counters["commit_ms_p99"] = commits[commits.size() * 99 / 100] / 1000;
  state.counters["records_per_s"] = benchmark::Counter(records, benchmark::Counter::kIsRate);
}

void start_up_with_backlog(benchmark::State& state) {
  const std::filesystem::path folder = parent_folder / "concordat-store-bench";
  std::filesystem::remove_all(folder);
  {
    auto store = RocksStore::open(folder);
    for (std::int64_t waiting = 0; waiting < state.range(0); waiting += 100) {
      CommitBatch commit;
      commit.number = (*store)->last_commit() + 1;
      commit.disclosures.resize(100);
      for (NewDisclosure& one : commit.disclosures) {
        one.recipient = "eastshire-council";
        one.sealed = Bytes(kBodyBytes, 's');
      }
      if (!(*store)->commit(commit)) throw std::runtime_error("the store failed");
    }
  }
  for (auto _ : state) {
    auto store = RocksStore::open(folder);
    if ((*store)->waiting().at("eastshire-council").records < 100'000) throw std::runtime_error("records are missing");
    state.PauseTiming();
    store->reset();
    state.ResumeTiming();
  }
  std::filesystem::remove_all(folder);
}

BENCHMARK(accept_and_settle)
    ->Arg(32)
    ->Arg(128)
    ->Arg(256)
    ->Arg(512)
    ->Iterations(2000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(start_up_with_backlog)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace concordat::gateway

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc > 1) concordat::gateway::parent_folder = argv[1];
  benchmark::RunSpecifiedBenchmarks();
}
