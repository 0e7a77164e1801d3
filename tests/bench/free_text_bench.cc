// What free text costs: clean notes, notes with what must go, notes that are not ASCII; beside RE2 with the patterns
// alone. Figures in policy/redact/README.md.
#include <benchmark/benchmark.h>
#include <re2/re2.h>

#include <string>

#include "policy/redact/value/free_text.h"
#include "policy/redact/value/patterns.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kNote = 2048;

// A note of that length in which nothing has to go.
std::string clean_note() {
  constexpr std::string_view kSentences =
      "Seen on the ward this morning, comfortable at rest and orientated. Lives alone with carers visiting in the "
      "morning and the evening; mobilises with a frame. No known allergies. Blood pressure 128/76, pulse 72 and "
      "regular, saturations 96% on air. Continue current medication, review the dressing on alternate days and repeat "
      "bloods in 2 weeks. Occupational therapy to visit before discharge. ";
  std::string note;
  while (note.size() < kNote) note += kSentences;
  return note;
}

std::string note_with_hits() {
  constexpr std::string_view kHits =
      "Mrs Thornbury (dob 9/3/1941, NHS 943 476 5919) of 17 Quarrymoor Gate; daughter on 0161 496 0123. ";
  std::string note = clean_note();
  for (std::size_t at = 0; at < note.size(); at += 512) note.insert(note.find(' ', at) + 1, kHits);
  return note;
}

std::string accented_note() {
  std::string note = clean_note();
  for (std::size_t at = note.find('e'); at != std::string::npos; at = note.find('e', at + 40))
    note.replace(at, 1, "\xC3\xA9");
  return note;
}

// What a referral withholds.
void fill(FreeText& text, int people) {
  text.clear();
  for (int i = 0; i < people; ++i) {
    const std::string own =
        i == 0 ? "" : std::string(1, static_cast<char>('a' + i % 26)) + static_cast<char>('a' + i / 26 % 26);
    text.withhold(ValueType::kName, "Ada" + own);
    text.withhold(ValueType::kName, "Thornbury" + own);
    text.withhold(ValueType::kIdentifier, "943 476 5919" + own);
    text.withhold(ValueType::kIdentifier, "RT-20871" + own);
    text.withhold(ValueType::kDate, "1941-03-09");
    text.withhold(ValueType::kAddress, "17 Quarrymoor Gate" + own);
    text.withhold(ValueType::kPostcode, "ZZ9 9ZZ");
    text.withhold(ValueType::kContact, "0161 496 0123");
  }
}

void scrub(benchmark::State& state, const std::string& note, int people) {
  FreeText text;
  fill(text, people);
  std::string clean;
  std::uint32_t marks = 0;
  for (auto _ : state) benchmark::DoNotOptimize(marks = text.scrub(note, clean).marks);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * note.size()));
  state.counters["marks"] = marks;
}

void BM_CleanNote(benchmark::State& state) {
  scrub(state, clean_note(), static_cast<int>(state.range(0)));
}
void BM_NoteWithHits(benchmark::State& state) {
  scrub(state, note_with_hits(), 1);
}
void BM_AccentedNote(benchmark::State& state) {
  scrub(state, accented_note(), 1);
}
void BM_WithholdARecord(benchmark::State& state) {
  FreeText text;
  for (auto _ : state) fill(text, 1);
}

void BM_PatternsAlone(benchmark::State& state) {
  const std::string note = note_with_hits();
  Runs runs;
  std::vector<Match> found;
  for (auto _ : state) {
    found.clear();
    runs.read(note);
    find_patterns(runs, found);
    benchmark::DoNotOptimize(found.size());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * note.size()));
}

// The four of tests/unit/policy/patterns_test.cc in one expression; nothing is checked of what it proposes.
void BM_Re2PatternsAlone(benchmark::State& state) {
  const re2::RE2 expression(
      R"(\d{10}|\d{3}[ -]\d{3}[ -]\d{4}|[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}|)"
      R"((?:\+44 ?(?:\(0\))?|0)[1235789]\d{2,3}[ -]?\d{3}[ -]?\d{3,4}|)"
      R"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})");
  const std::string note = note_with_hits();
  for (auto _ : state) {
    re2::StringPiece match;
    std::size_t found = 0;
    for (std::size_t at = 0; expression.Match(note, at, note.size(), re2::RE2::UNANCHORED, &match, 1); ++found) {
      at = static_cast<std::size_t>(match.data() - note.data()) + match.size();
    }
    benchmark::DoNotOptimize(found);
    state.counters["found"] = static_cast<double>(found);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * note.size()));
}

BENCHMARK(BM_CleanNote)->Arg(0)->Arg(1)->Arg(100);
BENCHMARK(BM_NoteWithHits);
BENCHMARK(BM_AccentedNote);
BENCHMARK(BM_WithholdARecord);
BENCHMARK(BM_PatternsAlone);
BENCHMARK(BM_Re2PatternsAlone);

}  // namespace
}  // namespace concordat::policy
