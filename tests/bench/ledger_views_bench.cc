// How fast a ledger's files are counted, on one core: 200,000 entries, accept and settle in turn, a few of the records
// refused, set aside or still waiting.

#include <benchmark/benchmark.h>

#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/views/undelivered.h"
#include "gateway/ledger/audit/views/withheld.h"
#include "tests/unit/gateway/ledger/views/traffic.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kStep = 256;  // records in one commit

const Traffic& large_ledger() {
  static const auto ledger = [] {
    auto made = std::make_unique<Traffic>();
    made->append(plan_entry(usual_plan(), usual_plan_text()));
    for (std::uint64_t record = 0; record < 100'000;) {
      made->commit([&] {
        for (const std::uint64_t end = record + kStep; record < end; ++record) {
          const auto index = made->log->append(accept_entry(judged_record(record)), record_number(record),
                                               about({subject_of(record % 1000)}));
          if (record % 100 == 0) continue;
          const std::string outcome = record % 50 == 1 ? "expired" : "delivered";
          benchmark::DoNotOptimize(made->log->append(settle_entry(settled_record(record, index.value(), outcome))));
        }
      });
    }
    made->publish();
    return made;
  }();
  return *ledger;
}

template <typename Count>
void count(benchmark::State& state, Count counting) {
  const Traffic& ledger = large_ledger();
  for (auto _ : state) {
    if (!counting(ledger.files())) state.SkipWithError("not counted");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(ledger.log->size()));
}

void count_the_balance(benchmark::State& state) {
  count(state, [](const LedgerFiles& files) { return balance(files).has_value(); });
}
BENCHMARK(count_the_balance)->Unit(benchmark::kMillisecond);

void count_what_was_withheld(benchmark::State& state) {
  count(state, [](const LedgerFiles& files) { return withheld(files, {.by = Period::kWeek}).has_value(); });
}
BENCHMARK(count_what_was_withheld)->Unit(benchmark::kMillisecond);

void find_what_is_undelivered(benchmark::State& state) {
  count(state, [](const LedgerFiles& files) { return undelivered(files).has_value(); });
}
BENCHMARK(find_what_is_undelivered)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concordat::gateway
