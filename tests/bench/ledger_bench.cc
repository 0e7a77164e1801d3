// What the ledger costs the commit thread, without a disk, and how fast an auditor reads it from one: all on one core.
// The large ledgers are written to the temporary folder: 2 GB.

#include <benchmark/benchmark.h>

#include <fstream>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/tree/seal_check.h"
#include "tests/bench/large_ledger.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kStep = 256;  // records in one commit

// Two entries a record, as in traffic: built, tagged, numbered, hashed and sealed. `persons` is how many the records
// are about.
void append_two_entries_a_record(benchmark::State& state) {
  TestLedger ledger;
  const auto persons = static_cast<std::uint64_t>(state.range(0));
  std::vector<JudgedEntry> judged;
  std::vector<SettleEntry> settled;
  std::vector<Bytes> subjects;
  for (std::uint64_t i = 0; i < kStep; ++i) {
    judged.push_back(judged_record(i));
    settled.push_back(settled_record(i, i, "delivered"));
  }
  for (std::uint64_t i = 0; i < persons; ++i) subjects.push_back(subject_of(i));
  std::uint64_t person = 0;
  for (auto _ : state) {
    ledger.log->begin(ledger.now);
    for (std::uint64_t i = 0; i < kStep; ++i) {
      const std::vector<Subject> subject = about({subjects[person++ % persons]});
      benchmark::DoNotOptimize(ledger.log->append(accept_entry(judged[i]), judged[i].record, subject));
      benchmark::DoNotOptimize(ledger.log->append(settle_entry(settled[i])));
    }
    CommitBatch batch;
    if (!ledger.log->seal(batch)) state.SkipWithError("seal");
    state.PauseTiming();
    if (!ledger.store.commit(batch) || !ledger.log->committed()) state.SkipWithError("commit");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kStep));
}
BENCHMARK(append_two_entries_a_record)->Arg(1000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond)->Iterations(2000);

// What sealing costs more for hashing again what is to be signed: a step of 512 entries.
void check_before_signing(benchmark::State& state) {
  TestLedger ledger;
  ledger.log->begin(ledger.now);
  for (std::uint64_t i = 0; i < kStep; ++i) {
    benchmark::DoNotOptimize(ledger.log->append(accept_entry(judged_record(i)), {}, {}));
    benchmark::DoNotOptimize(ledger.log->append(settle_entry(settled_record(i, i, "delivered")), {}, {}));
  }
  CommitBatch batch;
  if (!ledger.log->seal(batch)) state.SkipWithError("seal");
  const crypto::Frontier before;
  crypto::Frontier after;
  for (const Bytes& entry : batch.entries) after.append(crypto::leaf_hash(entry));
  const crypto::Digest empty = crypto::empty_root();
  for (auto _ : state) {
    if (!check_sealed({before, empty}, after.root(), batch)) state.SkipWithError("the check");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch.entries.size()));
}
BENCHMARK(check_before_signing)->Unit(benchmark::kMicrosecond);

void proof_of_a_new_entry(benchmark::State& state) {
  TestLedger ledger;
  ledger.grow_to(200'000, 1024);
  std::uint64_t back = 0;
  for (auto _ : state) benchmark::DoNotOptimize(ledger.log->inclusion_proof(ledger.log->size() - 1 - back++ % 512));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(proof_of_a_new_entry);

void read_one_entry(benchmark::State& state) {
  const std::string bytes = finish_entry(accept_entry(judged_record(1)), {{"ISA-2026-014", 17}, {"log", 4}},
                                         {std::string(64, 'a')}, kStartMs);
  EntryView entry;
  for (auto _ : state) benchmark::DoNotOptimize(read_entry(bytes, entry).has_value());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(read_one_entry);

// What the machine's SHA-256 does in the same run, over pieces as long as a typical entry: the rest of a verification
// is ours.
void sha256_of_an_entrys_length(benchmark::State& state) {
  const Bytes piece(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::leaf_hash(piece));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sha256_of_an_entrys_length)->Arg(75)->Arg(700);

// Of the shape and size that were asked for; only the last one is kept on the disk.
const LargeLedger& ledger_of(std::int64_t size, std::int64_t shape) {
  static std::unique_ptr<LargeLedger> ledger;
  static std::pair<std::int64_t, std::int64_t> made;
  if (!ledger || made != std::pair(size, shape)) {
    ledger.reset();
    ledger = std::make_unique<LargeLedger>(static_cast<std::uint64_t>(size), static_cast<EntryShape>(shape));
    made = {size, shape};
  }
  return *ledger;
}

// Resident memory at its highest since the last reset, in MB (proc(5), clear_refs).
double highest_rss_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1000;
  }
  return 0;
}

void verify_a_ledger(benchmark::State& state) {
  const LargeLedger& ledger = ledger_of(state.range(0), state.range(1));
  std::ofstream("/proc/self/clear_refs") << "5";
  for (auto _ : state) {
    const auto report = verify(ledger.files(), ledger.key());
    if (!report || !report->good()) state.SkipWithError("not good");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["rss_mb"] = highest_rss_mb();
  state.counters["entry_bytes"] = static_cast<double>(ledger.entry_bytes()) / static_cast<double>(ledger.size());
}
constexpr auto kTraffic = static_cast<std::int64_t>(EntryShape::kTraffic);
constexpr auto kShort = static_cast<std::int64_t>(EntryShape::kShort);
BENCHMARK(verify_a_ledger)
    ->ArgNames({"entries", "short"})
    ->Args({200'000, kTraffic})
    ->Args({2'000'000, kTraffic})
    ->Args({1'000'000, kShort})
    ->Args({10'000'000, kShort})
    ->Unit(benchmark::kMillisecond);

void make_a_proof(benchmark::State& state) {
  const LargeLedger& ledger = ledger_of(state.range(0), kShort);
  const LedgerFiles files = ledger.files();
  std::uint64_t index = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    index = (index + 7'919'117) % ledger.size();
    const auto proved = prove(files, index);
    if (!proved) state.SkipWithError("no proof");
    bytes = proved->proof.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["proof_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(make_a_proof)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);

void check_one_proof(benchmark::State& state) {
  const LargeLedger& ledger = ledger_of(state.range(0), kShort);
  const auto proved = prove(ledger.files(), 12'345);
  for (auto _ : state) {
    if (!check_proof(proved->proof, proved->entry, ledger.key())) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(check_one_proof)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace concordat::gateway
