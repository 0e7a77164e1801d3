// What redaction costs, beside a plain parse of the same bytes by simdjson in the same run: read the figures as ratios.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "policy/policy_set.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

enum Sample : int { kReferral, kBooking, kValidation, kLarge, kShipped };

// The referral's entries many times over, each with its own ids: about a megabyte.
std::string large_bundle() {
  std::string out = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  const std::string& one = referral();
  const std::size_t first = one.find("{\"fullUrl\"");
  const std::string entries = one.substr(first, one.rfind(']') - first);
  for (int i = 0; i < 512; ++i) {
    std::string copy = entries;
    char prefix[16];
    std::snprintf(prefix, sizeof prefix, "%08x", i);
    for (std::size_t at = 0; (at = copy.find("6b1f0d5e-", at)) != std::string::npos; ++at) copy.replace(at, 8, prefix);
    out += (i == 0 ? "" : ",") + copy;
  }
  return out + "]}";
}

std::string sample(int which) {
  static const std::string large = large_bundle();
  const std::map<std::string, std::string>& published = published_bundles();
  const auto named = [&](const char* name) { return published.count(name) != 0 ? published.at(name) : std::string(); };
  switch (which) {
    case kReferral: return referral();
    case kBooking: return named("booking-request");
    case kValidation: return named("validation-request");
    default: return large;
  }
}

// About as DESIGN.md's reference load: some items kept, some changed, some withheld.
Plan reference_plan(bool free_text) {
  Plan plan = keep_all_plan();
  const auto set = [&plan](const char* name, const char* what) { plan.items.edit()[item(name)].action = action(what); };
  set("person.birth_date", "generalise: year");
  set("person.postcode", "generalise: outward");
  set("person.contact", "mask: last-3");
  set("record.local_id", "pseudonymise: k");
  for (const char* name : {"person.address", "person.religion", "person.ethnicity", "service.id", "staff.name"})
    set(name, "withhold");
  if (!free_text) {
    for (const char* name : {"referral.note", "appointment.about", "condition.note", "narrative"})
      set(name, "withhold");
  }
  return plan;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What a gateway has with the shipped vocabulary and agreements: a referral under the first of them.
struct Shipped {
  Shipped() {
    const std::filesystem::path root = std::filesystem::path(CONCORDAT_SOURCE_DIR) / "deploy" / "examples";
    PolicyFiles files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".yaml")
        files[std::filesystem::relative(entry.path(), root).generic_string()] = text_of(entry.path());
    }
    constexpr std::int64_t kMidJune2026 = 1'781'521'200;
    set = load_policy(files, kMidJune2026).set;
    if (set == nullptr) throw std::runtime_error("the shipped policy does not load");
    body = text_of(root / "records" / "bench-referral.json");
    plan = set->decide({.sender = "riverside-trust",
                        .recipient = "eastshire-council",
                        .purpose = "direct-care",
                        .kinds = KindSet{1} << *set->vocabulary().kind("referral"),
                        .unix_seconds = kMidJune2026,
                        .circumstances = kNothingAgainst})
               .plan;
    if (plan == nullptr) throw std::runtime_error("the shipped agreement does not permit a referral");
  }
  std::shared_ptr<const PolicySet> set;
  const Plan* plan = nullptr;  // of the set
  std::string body;
};

const Shipped& shipped() {
  static const Shipped policy;
  return policy;
}

// One sample with all that each stage needs.
struct Bench {
  Bench(int sample_number, bool free_text)
      : ships(sample_number == kShipped),
        body(ships ? shipped().body : sample(sample_number)),
        plan(ships ? *shipped().plan : reference_plan(free_text)),
        words(ships ? shipped().set->vocabulary() : vocabulary()),
        index(ships ? shipped().set->record_index(Format::kFhir) : record_index(Format::kFhir)),
        verifying(ships ? shipped().set->verifier_index(Format::kFhir) : verifier_index(Format::kFhir)) {}

  bool read() { return record.read(Format::kFhir, body, index).has_value(); }
  bool redact() { return redactor.redact(record, plan, words, "eastshire-council", keys, out).has_value(); }
  bool verify() { return verifier.verify(out.bytes, plan, verifying).has_value(); }

  const bool ships;
  const std::string body;
  const Plan plan;
  const Vocabulary& words;
  const RecordIndex& index;
  const VerifierIndex& verifying;
  const PlainKeys keys;
  Record record;
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
};

void count(benchmark::State& state, const Bench& bench) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bench.body.size()));
  state.counters["bytes"] = static_cast<double>(bench.body.size());
  state.counters["output"] = static_cast<double>(bench.out.bytes.size());
}

// Makes the sample, and what the stage that is measured needs, or says why not.
std::unique_ptr<Bench> prepared(benchmark::State& state, bool free_text = false) {
  auto bench = std::make_unique<Bench>(static_cast<int>(state.range(0)), free_text);
  if (bench->read() && bench->redact() && bench->verify()) return bench;
  state.SkipWithError(bench->body.empty() ? "the published bundles are not there" : "the sample is refused");
  return nullptr;
}

void read_redact_verify(benchmark::State& state, bool free_text) {
  const auto bench = prepared(state, free_text);
  if (bench == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(bench->read() && bench->redact() && bench->verify());
  count(state, *bench);
}

void BM_ReadRedactVerify(benchmark::State& state) {
  read_redact_verify(state, false);
}
void BM_ReadRedactVerifyWithFreeText(benchmark::State& state) {
  read_redact_verify(state, true);
}

void BM_Tape(benchmark::State& state) {
  const auto bench = prepared(state);
  if (bench == nullptr) return;
  protocol::json::Tape tape;
  for (auto _ : state) benchmark::DoNotOptimize(tape.parse(bench->body, {}).has_value());
  count(state, *bench);
}

void BM_Read(benchmark::State& state) {
  const auto bench = prepared(state);
  if (bench == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(bench->read());
  count(state, *bench);
}

void BM_Redact(benchmark::State& state) {
  const auto bench = prepared(state);
  if (bench == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(bench->redact());
  count(state, *bench);
}

void BM_Verify(benchmark::State& state) {
  const auto bench = prepared(state);
  if (bench == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(bench->verify());
  count(state, *bench);
}

void BM_SimdjsonParse(benchmark::State& state) {
  const auto bench = prepared(state);
  if (bench == nullptr) return;
  const simdjson::padded_string padded(bench->body);
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(padded).error());
  count(state, *bench);
}

BENCHMARK(BM_ReadRedactVerify)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_ReadRedactVerifyWithFreeText)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_Tape)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_Read)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_Redact)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_Verify)->DenseRange(kReferral, kShipped);
BENCHMARK(BM_SimdjsonParse)->DenseRange(kReferral, kShipped);

}  // namespace
}  // namespace concordat::policy::test
