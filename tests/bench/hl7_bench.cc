// The tape beside two that do less on the same bytes in the same run: one that only finds every delimiter with memchr,
// segment by segment and field by field, and one that only finds the segments. Neither checks a byte.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Stands in for the published samples where they are absent.
std::string generated_message() {
  std::string text = "MSH|^~\\&|GHH||RHH||20260101||ORU^R01|1|P|2.5.1\n";
  for (int i = 0; i < 40; ++i)
    text += "OBX|1|NM|718-7^Haemoglobin^LN||" + std::to_string(90 + i) + "|g/L|115-165|N|||F|||20260101\n";
  return text;
}

// Every published message, each as segments that end with a line feed.
std::vector<std::string> messages() {
  std::vector<std::string> texts;
  for (Sample& sample : published_samples()) {
    std::string& text = sample.text;
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    while (text.ends_with('\n')) text.pop_back();
    texts.push_back(text + '\n');
  }
  if (texts.empty()) texts.push_back(generated_message());
  return texts;
}

// A batch of about `bytes` bytes.
std::string batch(std::size_t bytes) {
  const std::vector<std::string> texts = messages();
  std::string all = "BHS|^~\\&|x\n";
  std::size_t count = 0;
  while (all.size() < bytes) all += texts[count++ % texts.size()];
  return all + "BTS|" + std::to_string(count) + "\n";
}

std::string note(const std::string& words) {
  std::string text = header_declaring("UNICODE UTF-8") + "\n";
  for (int i = 0; i < 200; ++i) text += "NTE|1||" + words + "\n";
  return text;
}

std::string separators_only() {
  std::string text = "MSH|^~\\&|x\n";
  for (int i = 0; i < 50; ++i) text += "PID" + std::string(2000, '|') + "\n";
  return text;
}

std::string every_other_byte() {
  std::string text = "MSH|^~\\&|x\n";
  for (int i = 0; i < 50; ++i) {
    text += "PID";
    for (int field = 0; field < 1000; ++field) text += "|x";
    text += '\n';
  }
  return text;
}

void count(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

void tape(benchmark::State& state, const std::string& text) {
  Tape reused;
  for (auto step : state) benchmark::DoNotOptimize(reused.parse(text).has_value());
  state.counters["values"] = static_cast<double>(reused.values().size());
  count(state, text.size());
}

// One message after the other, as they come over a wire.
void tape_of_messages(benchmark::State& state) {
  const std::vector<std::string> texts = messages();
  Tape reused;
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  for (auto step : state) {
    for (const std::string& text : texts) benchmark::DoNotOptimize(reused.parse(text).has_value());
  }
  state.counters["messages"] = static_cast<double>(texts.size());
  count(state, bytes);
}

template <typename Use>
void split(std::string_view text, char separator, const Use& use) {
  while (true) {
    const auto* end = static_cast<const char*>(std::memchr(text.data(), separator, text.size()));
    if (end == nullptr) return use(text);
    const auto length = static_cast<std::size_t>(end - text.data());
    use(text.substr(0, length));
    text.remove_prefix(length + 1);
  }
}

void memchr_split(benchmark::State& state, const std::string& text) {
  std::vector<std::string_view> found;
  for (auto step : state) {
    found.clear();
    split(text, '\n', [&](std::string_view segment) {
      split(segment, '|', [&](std::string_view field) {
        split(field, '~', [&](std::string_view repetition) {
          split(repetition, '^', [&](std::string_view component) {
            split(component, '&', [&](std::string_view value) {
              if (!value.empty()) found.push_back(value);
            });
          });
        });
      });
    });
    benchmark::DoNotOptimize(found.data());
  }
  count(state, text.size());
}

void memchr_segments(benchmark::State& state, const std::string& text) {
  for (auto step : state) {
    std::size_t segments = 0;
    split(text, '\n', [&](std::string_view) { ++segments; });
    benchmark::DoNotOptimize(segments);
  }
  count(state, text.size());
}

void tape_by_size(benchmark::State& state) {
  tape(state, batch(static_cast<std::size_t>(state.range(0))));
}

const std::string kWelsh = "Mae hi\u2019n byw ar ei phen ei hun, t\xC5\xB7 teras, t\xC3\xA2n n\xC5\xB5yl yn y gegin";

BENCHMARK(tape_of_messages);
BENCHMARK_CAPTURE(tape, samples, batch(100'000));
BENCHMARK_CAPTURE(memchr_split, samples, batch(100'000));
BENCHMARK_CAPTURE(memchr_segments, samples, batch(100'000));
BENCHMARK_CAPTURE(tape, prose, note(std::string(80, 'x')));
BENCHMARK_CAPTURE(tape, beyond_ascii, note(kWelsh));
BENCHMARK_CAPTURE(tape, separators_only, separators_only());
BENCHMARK_CAPTURE(tape, every_other_byte, every_other_byte());
BENCHMARK(tape_by_size)->Arg(1 << 10)->Arg(64 << 10)->Arg(1 << 20)->Arg(16'000'000);

}  // namespace
}  // namespace concordat::protocol::hl7
