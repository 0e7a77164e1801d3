// The tape beside three others on the same bytes in the same run. They do not do the same work: only the tape refuses
// duplicate keys; simdjson copies strings and converts numbers; Boost.JSON's basic_parser builds nothing, its parse
// builds a DOM.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <boost/json.hpp>
#include <string>

#include "tests/unit/protocol/json_oracle.h"
#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

// Stands in for the published samples where they are absent.
std::string generated_bundle() {
  std::string text = "{\n  \"resourceType\": \"Bundle\",\n  \"entry\": [";
  for (int i = 0; i < 40; ++i) {
    text +=
        std::string(i == 0 ? "" : ",") + "\n    {\n      \"fullUrl\": \"urn:uuid:00000000-0000-4000-8000-0000000000" +
        std::to_string(10 + i) +
        "\",\n      \"resource\": {\n        \"resourceType\": \"Observation\",\n        \"status\": " +
        "\"final\",\n        \"code\": {\n          \"text\": \"Mobility with a walking aid\"\n        },\n        " +
        "\"valueQuantity\": {\n          \"value\": 12.50\n        },\n        \"active\": true\n      }\n    }";
  }
  return text + "\n  ]\n}\n";
}

std::string pretty_bundle() {
  for (Sample& sample : published_samples()) {
    if (sample.name == "validation-request.json") return std::move(sample.text);
  }
  return generated_bundle();
}

std::string compact_bundle() {
  const std::string pretty = pretty_bundle();
  Tape tape;
  return tape.parse(pretty, {}) ? minified(tape) : "";
}

// An array of bundles of about `bytes` bytes.
std::string bundles(std::size_t bytes) {
  const std::string one = compact_bundle();
  std::string text = "[" + one;
  while (text.size() + one.size() + 2 <= bytes) text += "," + one;
  return text + "]";
}

std::string welsh_text() {
  std::string text = "[";
  for (int i = 0; i < 200; ++i) {
    text += std::string(i == 0 ? "" : ",") +
            "\"Mae hi\u2019n byw ar ei phen ei hun, t\xC5\xB7 teras, t\xC3\xA2n n\xC5\xB5yl yn y gegin\"";
  }
  return text + "]";
}

std::string many_members() {
  std::string text = "{";
  for (int i = 0; i < 1'000'000; ++i) text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":0";
  return text + "}";
}

void count(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

void tape(benchmark::State& state, const std::string& text) {
  Tape reused;
  for (auto step : state) benchmark::DoNotOptimize(reused.parse(text, {}).has_value());
  count(state, text);
}

void simdjson_dom(benchmark::State& state, const std::string& text) {
  const simdjson::padded_string padded(text);
  simdjson::dom::parser reused;
  for (auto step : state) benchmark::DoNotOptimize(reused.parse(padded).error());
  count(state, text);
}

void boost_null_handler(benchmark::State& state, const std::string& text) {
  for (auto step : state) benchmark::DoNotOptimize(judged_by_oracle(text));
  count(state, text);
}

void boost_parse_and_serialise(benchmark::State& state, const std::string& text) {
  for (auto step : state) benchmark::DoNotOptimize(boost::json::serialize(boost::json::parse(text)));
  count(state, text);
}

void tape_by_size(benchmark::State& state) {
  tape(state, bundles(static_cast<std::size_t>(state.range(0))));
}

BENCHMARK_CAPTURE(tape, compact, compact_bundle());
BENCHMARK_CAPTURE(simdjson_dom, compact, compact_bundle());
BENCHMARK_CAPTURE(boost_null_handler, compact, compact_bundle());
BENCHMARK_CAPTURE(boost_parse_and_serialise, compact, compact_bundle());
BENCHMARK_CAPTURE(tape, pretty, pretty_bundle());
BENCHMARK_CAPTURE(simdjson_dom, pretty, pretty_bundle());
BENCHMARK_CAPTURE(boost_null_handler, pretty, pretty_bundle());
BENCHMARK_CAPTURE(boost_parse_and_serialise, pretty, pretty_bundle());
BENCHMARK_CAPTURE(tape, beyond_ascii, welsh_text());
BENCHMARK_CAPTURE(simdjson_dom, beyond_ascii, welsh_text());
BENCHMARK_CAPTURE(boost_null_handler, beyond_ascii, welsh_text());
BENCHMARK_CAPTURE(tape, million_members, many_members());
BENCHMARK(tape_by_size)->Arg(64 << 10)->Arg(1 << 20)->Arg(16 << 20);

}  // namespace
}  // namespace concordat::protocol::json
