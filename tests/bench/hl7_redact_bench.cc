// What redacting HL7 v2 costs, beside the parse of the same bytes in the same run: read the figures as ratios.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "protocol/hl7/tape.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

enum Sample : int { kReferral, kAdmission, kBatch };

std::string published(const char* name) {
  const char* named = std::getenv("CONCORDAT_SHARED");
  const std::filesystem::path shared = named != nullptr ? named : CONCORDAT_SOURCE_DIR "/../shared";
  std::ifstream in(shared / "data/hl7v2" / name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (char& c : text) c = c == '\n' ? '\r' : c;
  if (!text.empty() && text.back() != '\r') text += '\r';
  return text;
}

// About a megabyte of one referral.
std::string batch(const std::string& message) {
  constexpr std::size_t kSize = 1 << 20;
  if (message.empty()) return {};
  std::string out = "BHS|^~\\&|GHH\r";
  std::size_t messages = 0;
  for (; out.size() < kSize; ++messages) out += message;
  return out + "BTS|" + std::to_string(messages) + "\r";
}

std::string sample(int which) {
  if (which == kAdmission) return published("ADT-A01-01.hl7");
  const std::string referral = published("REF-I12-01.hl7");
  return which == kReferral ? referral : batch(referral);
}

// Some items kept, some changed, some withheld.
Plan reference_plan(bool free_text) {
  Plan plan = keep_all_plan();
  const auto set = [&plan](const char* name, const char* what) { plan.items.edit()[item(name)].action = action(what); };
  set("person.birth_date", "generalise: year");
  set("person.contact", "mask: last-3");
  set("record.local_id", "pseudonymise: k");
  for (const char* name : {"person.address", "person.postcode", "person.religion", "person.ethnicity", "staff.name"})
    set(name, "withhold");
  if (!free_text) {
    for (const char* name : {"referral.note", "condition.note"}) set(name, "withhold");
  }
  return plan;
}

struct Bench {
  Bench(int which, bool free_text) : body(sample(which)), plan(reference_plan(free_text)) {}
  bool read() { return record.read(Format::kHl7v2, body, record_index(Format::kHl7v2)).has_value(); }
  bool redact() { return redactor.redact(record, plan, vocabulary(), "eastshire-council", keys, out).has_value(); }
  bool verify() { return verifier.verify(out.bytes, plan, verifier_index(Format::kHl7v2)).has_value(); }

  const std::string body;
  const Plan plan;
  const PlainKeys keys;
  Record record;
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
};

void run(benchmark::State& state, bool free_text, bool (*stage)(Bench&)) {
  Bench bench(static_cast<int>(state.range(0)), free_text);
  if (!bench.read() || !bench.redact()) {
    state.SkipWithError(bench.body.empty() ? "the published messages are not there" : "the sample is refused");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(stage(bench));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bench.body.size()));
  state.counters["bytes"] = static_cast<double>(bench.body.size());
  state.counters["output"] = static_cast<double>(bench.out.bytes.size());
}

void BM_Hl7Parse(benchmark::State& state) {
  protocol::hl7::Tape tape;
  const std::string text = sample(static_cast<int>(state.range(0)));
  if (text.empty()) return state.SkipWithError("the published messages are not there");
  for (auto _ : state) benchmark::DoNotOptimize(tape.parse(text).has_value());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
void BM_Hl7Read(benchmark::State& state) {
  run(state, false, [](Bench& bench) { return bench.read(); });
}
void BM_Hl7Redact(benchmark::State& state) {
  run(state, false, [](Bench& bench) { return bench.redact(); });
}
void BM_Hl7Verify(benchmark::State& state) {
  run(state, false, [](Bench& bench) { return bench.verify(); });
}
void BM_Hl7ReadRedact(benchmark::State& state) {
  run(state, false, [](Bench& bench) { return bench.read() && bench.redact(); });
}
void BM_Hl7ReadRedactWithFreeText(benchmark::State& state) {
  run(state, true, [](Bench& bench) { return bench.read() && bench.redact(); });
}

BENCHMARK(BM_Hl7Parse)->DenseRange(kReferral, kBatch);
BENCHMARK(BM_Hl7Read)->DenseRange(kReferral, kBatch);
BENCHMARK(BM_Hl7Redact)->DenseRange(kReferral, kBatch);
BENCHMARK(BM_Hl7Verify)->DenseRange(kReferral, kBatch);
BENCHMARK(BM_Hl7ReadRedact)->DenseRange(kReferral, kBatch);
BENCHMARK(BM_Hl7ReadRedactWithFreeText)->DenseRange(kReferral, kBatch);

}  // namespace
}  // namespace concordat::policy::test
