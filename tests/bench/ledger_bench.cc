// What the ledger costs the commit thread, and how fast an auditor reads it: all on one core, without a disk.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/verify.h"
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

// Accept and settle entries in turn.
const PublishedLedger& large_ledger() {
  static const auto ledger = [] {
    auto made = std::make_unique<PublishedLedger>();
    for (std::uint64_t record = 0; record < 100'000;) {
      made->commit([&] {
        for (const std::uint64_t end = record + kStep; record < end; ++record) {
          const auto index = made->log->append(accept_entry(judged_record(record)), record_number(record),
                                               about({subject_of(record % 1000)}));
          benchmark::DoNotOptimize(made->log->append(settle_entry(settled_record(record, index.value(), "delivered"))));
        }
      });
    }
    made->publish();
    return made;
  }();
  return *ledger;
}

void verify_a_ledger(benchmark::State& state) {
  const PublishedLedger& ledger = large_ledger();
  for (auto _ : state) {
    const auto report = verify(ledger.files(), ledger.keys->verifier);
    if (!report || !report->good()) state.SkipWithError("not good");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(ledger.log->size()));
}
BENCHMARK(verify_a_ledger)->Unit(benchmark::kMillisecond);

void check_one_proof(benchmark::State& state) {
  const PublishedLedger& ledger = large_ledger();
  const auto proved = prove(ledger.files(), 12'345);
  for (auto _ : state) {
    if (!check_proof(proved->proof, proved->entry, ledger.keys->verifier)) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(check_one_proof);

}  // namespace
}  // namespace concordat::gateway
