// What redaction costs, beside a plain parse of the same bytes by simdjson, and a parse into a document and back by
// Boost.JSON, in the same run: read the figures as ratios. Sizes from 1 KB to 16 MB, and memory beside them.
//
//   redact_bench --benchmark_filter=/dense/     family and size are in the name: BM_Read/dense/2198
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <simdjson.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "policy/policy_set.h"
#include "tests/unit/policy/redaction.h"

namespace {

// What is allocated now, and the most that was at once: one thread runs at a time.
std::size_t allocated = 0;
std::size_t most_allocated = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  void* const made = std::malloc(size);
  if (made == nullptr) throw std::bad_alloc();
  allocated += malloc_usable_size(made);
  most_allocated = std::max(most_allocated, allocated);
  return made;
}
[[gnu::noinline]] void operator delete(void* made) noexcept {
  if (made != nullptr) allocated -= malloc_usable_size(made);
  std::free(made);
}
[[gnu::noinline]] void operator delete(void* made, std::size_t) noexcept {
  operator delete(made);
}

namespace concordat::policy::test {
namespace {

// The shipped referral has no white space; the published bundle is indented.
enum Family : int { kDense, kDenseWithFreeText, kPublished };
constexpr const char* kFamilies[] = {"dense", "dense_with_free_text", "published"};

std::string with_own_ids(std::string_view entry, std::size_t copy) {
  constexpr std::string_view kUrn = "urn:uuid:";
  std::string out(entry);
  char id[9];
  std::snprintf(id, sizeof id, "%08zx", copy);
  for (std::size_t at = 0; (at = out.find(kUrn, at)) != std::string::npos; at += kUrn.size()) {
    out.replace(at + kUrn.size(), 8, id, 8);
  }
  return out;
}

// The bundle with as many of its entries, over and over, as fit: at least its header and the header's focus.
std::string bundle_of(const std::string& body, std::size_t bytes) {
  protocol::json::Tape tape;
  if (body.empty() || !tape.parse(body, {})) return "";
  const std::uint32_t entries = tape.member(0, "entry");
  const std::uint32_t end = tape[entries].next;
  const std::size_t after = tape[entries].offset + tape[entries].length - 1;
  std::string out = body.substr(0, tape[entries].offset + 1);
  std::size_t taken = 0;
  for (std::size_t copy = 0;; ++copy) {
    for (std::uint32_t entry = entries + 1; entry < end; entry = tape[entry].next) {
      const std::string text = with_own_ids(tape.raw(entry), copy);
      if (taken >= 2 && out.size() + text.size() + body.size() - after > bytes) return out + body.substr(after);
      out.append(taken++ == 0 ? "" : ",").append(text);
    }
  }
}

// About as DESIGN.md's reference load: some items kept, some changed, some withheld.
Plan reference_plan() {
  Plan plan = keep_all_plan();
  const auto set = [&plan](const char* name, const char* what) { plan.items.edit()[item(name)].action = action(what); };
  set("person.birth_date", "generalise: year");
  set("person.postcode", "generalise: outward");
  set("person.contact", "mask: last-3");
  set("record.local_id", "pseudonymise: k");
  for (const char* name : {"person.address", "person.religion", "person.ethnicity", "service.id", "staff.name"})
    set(name, "withhold");
  for (const char* name : {"referral.note", "appointment.about", "condition.note", "narrative"}) set(name, "withhold");
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

Plan shipped_plan(bool free_text) {
  Plan plan = *shipped().plan;
  const std::vector<Item>& items = shipped().set->vocabulary().items;
  for (std::size_t i = 0; !free_text && i < items.size(); ++i) {
    if (items[i].type == ValueType::kFreeText) plan.items.edit()[i].action = Action{};
  }
  return plan;
}

std::string body_of(Family family, std::size_t bytes) {
  if (family != kPublished) return bundle_of(shipped().body, bytes);
  const auto found = published_bundles().find("validation-request");
  return found == published_bundles().end() ? "" : bundle_of(found->second, bytes);
}

// One sample with all that each stage needs.
struct Bench {
  Bench(Family family, std::size_t bytes)
      : ships(family != kPublished),
        body(body_of(family, bytes)),
        plan(ships ? shipped_plan(family == kDenseWithFreeText) : reference_plan()),
        words(ships ? shipped().set->vocabulary() : vocabulary()),
        index(ships ? shipped().set->record_index(Format::kFhir) : record_index(Format::kFhir)),
        verifying(ships ? shipped().set->verifier_index(Format::kFhir) : verifier_index(Format::kFhir)) {}

  bool read() { return record.read(Format::kFhir, body, index).has_value(); }
  bool redact(std::string_view recipient = "eastshire-council") {
    return redactor.redact(record, plan, words, recipient, keys, out).has_value();
  }
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

// Makes the sample, and what the stage that is measured needs, or says why not.
std::unique_ptr<Bench> prepared(benchmark::State& state, Family family) {
  auto bench = std::make_unique<Bench>(family, static_cast<std::size_t>(state.range(0)));
  const std::size_t before = most_allocated = allocated;
  const bool redacted = bench->read() && bench->redact();
  const std::size_t redacting = most_allocated - before;
  if (redacted && bench->verify()) {
    const auto bytes = static_cast<double>(bench->body.size());
    state.counters["bytes"] = bytes;
    state.counters["output"] = static_cast<double>(bench->out.bytes.size());
    state.counters["memory_a_byte"] = static_cast<double>(redacting) / bytes;
    state.counters["verifier_too"] = static_cast<double>(most_allocated - before) / bytes;
    return bench;
  }
  state.SkipWithError(bench->body.empty() ? "the published bundles are not there" : "the sample is refused");
  return nullptr;
}

template <typename Stage>
void measure(benchmark::State& state, Family family, Stage stage) {
  const auto bench = prepared(state, family);
  if (bench == nullptr) return;
  for (auto _ : state) benchmark::DoNotOptimize(stage(*bench));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bench->body.size()));
}

bool tape(Bench& bench) {
  static protocol::json::Tape reused;
  return reused.parse(bench.body, {}).has_value();
}
bool read(Bench& bench) {
  return bench.read();
}
bool redact(Bench& bench) {
  return bench.redact();
}
bool verify(Bench& bench) {
  return bench.verify();
}
bool read_and_redact(Bench& bench) {
  return bench.read() && bench.redact();
}
bool all(Bench& bench) {
  return bench.read() && bench.redact() && bench.verify();
}
bool for_four_recipients(Bench& bench) {
  bool done = bench.read();
  for (const char* recipient : {"eastshire-council", "eastshire-icb", "harbourside-carers", "westmoor-trust"})
    done = done && bench.redact(recipient) && bench.verify();
  return done;
}
bool simdjson_parse(Bench& bench) {
  static simdjson::dom::parser parser;
  return parser.parse(bench.body).error() == simdjson::SUCCESS;  // copies the text first, to pad it
}
bool boost_json_and_back(Bench& bench) {
  return boost::json::serialize(boost::json::parse(bench.body)).empty();
}

struct NamedStage {
  const char* name;
  bool (*stage)(Bench&);
};
constexpr NamedStage kStages[] = {{"BM_SimdjsonParse", simdjson_parse},
                                  {"BM_BoostJsonParseAndSerialise", boost_json_and_back},
                                  {"BM_Tape", tape},
                                  {"BM_Read", read},
                                  {"BM_Redact", redact},
                                  {"BM_ReadRedact", read_and_redact},
                                  {"BM_Verify", verify},
                                  {"BM_ReadRedactVerify", all},
                                  {"BM_ReadThenFourRecipients", for_four_recipients}};

const bool registered = [] {
  for (const Family family : {kDense, kDenseWithFreeText, kPublished}) {
    for (const NamedStage& named : kStages) {
      auto* const made = benchmark::RegisterBenchmark(
          (std::string(named.name) + "/" + kFamilies[family]).c_str(),
          [family, stage = named.stage](benchmark::State& state) { measure(state, family, stage); });
      for (const int bytes : {1'200, 2'300, 16 << 10, 256 << 10, 1 << 20, 16 << 20}) made->Arg(bytes);
    }
  }
  return true;
}();

}  // namespace
}  // namespace concordat::policy::test
