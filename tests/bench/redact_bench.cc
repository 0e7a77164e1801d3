// What redaction costs, beside a plain parse of the same bytes by simdjson in the same run: read the figures as ratios.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

enum Sample : int { kReferral, kBooking, kValidation, kLarge };

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
  const auto set = [&plan](const char* name, const char* what) { plan.items[item(name)].action = action(what); };
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

void count(benchmark::State& state, const std::string& body) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
  state.counters["bytes"] = static_cast<double>(body.size());
}

void read_redact_verify(benchmark::State& state, bool free_text) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  if (body.empty()) return state.SkipWithError("the published bundles are not there");
  const Plan plan = reference_plan(free_text);
  const PlainKeys keys;
  Record record;
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
  for (auto _ : state) {
    if (!record.read(Format::kFhir, body, record_index(Format::kFhir))) return state.SkipWithError("unreadable");
    if (!redactor.redact(record, plan, vocabulary(), "eastshire-council", keys, out))
      return state.SkipWithError("refused");
    if (!verifier.verify(out.bytes, plan, verifier_index(Format::kFhir)))
      return state.SkipWithError("the verifier disagrees");
    benchmark::DoNotOptimize(out.bytes.data());
  }
  count(state, body);
}

void BM_ReadRedactVerify(benchmark::State& state) {
  read_redact_verify(state, false);
}
void BM_ReadRedactVerifyWithFreeText(benchmark::State& state) {
  read_redact_verify(state, true);
}

void BM_Tape(benchmark::State& state) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  protocol::json::Tape tape;
  for (auto _ : state) benchmark::DoNotOptimize(tape.parse(body, {}).has_value());
  count(state, body);
}

void BM_Read(benchmark::State& state) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  Record record;
  for (auto _ : state)
    benchmark::DoNotOptimize(record.read(Format::kFhir, body, record_index(Format::kFhir)).has_value());
  count(state, body);
}

void BM_Redact(benchmark::State& state) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  const Plan plan = reference_plan(false);
  Record record;
  Redactor redactor;
  Disclosure out;
  if (!record.read(Format::kFhir, body, record_index(Format::kFhir))) return state.SkipWithError("unreadable");
  for (auto _ : state)
    benchmark::DoNotOptimize(
        redactor.redact(record, plan, vocabulary(), "eastshire-council", PlainKeys(), out).has_value());
  count(state, body);
}

void BM_Verify(benchmark::State& state) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  const Plan plan = reference_plan(false);
  Record record;
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
  if (!record.read(Format::kFhir, body, record_index(Format::kFhir))) return state.SkipWithError("unreadable");
  if (!redactor.redact(record, plan, vocabulary(), "eastshire-council", PlainKeys(), out))
    return state.SkipWithError("refused");
  for (auto _ : state)
    benchmark::DoNotOptimize(verifier.verify(out.bytes, plan, verifier_index(Format::kFhir)).has_value());
  count(state, body);
  state.counters["output"] = static_cast<double>(out.bytes.size());
}

void BM_SimdjsonParse(benchmark::State& state) {
  const std::string body = sample(static_cast<int>(state.range(0)));
  const simdjson::padded_string padded(body);
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(padded).error());
  count(state, body);
}

BENCHMARK(BM_ReadRedactVerify)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_ReadRedactVerifyWithFreeText)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_Tape)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_Read)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_Redact)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_Verify)->DenseRange(kReferral, kLarge);
BENCHMARK(BM_SimdjsonParse)->DenseRange(kReferral, kLarge);

}  // namespace
}  // namespace concordat::policy::test
