// Redactor and verifier, each with its own reading of selectors, structure and grouping, over random vocabularies,
// plans and messages: the verifier accepts whatever the redactor makes, and rejects it as soon as one value that was
// withheld is put back. Seeds are fixed, so a failure names the case that shows it.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "policy/redact/record.h"
#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "protocol/hl7/tape.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

using Random = std::mt19937;

constexpr int kCases = 4000;
constexpr std::array<const char*, 11> kSegments = {"EVN", "PID", "PV1", "PV2", "AL1", "ORC",
                                                   "OBR", "OBX", "NTE", "PRD", "ZZ1"};
constexpr std::array<const char*, 8> kActions = {
    "keep", "keep", "withhold", "mask: last-2", "mask: all", "generalise: year", "pseudonymise: k", "withhold"};
constexpr std::size_t kUnchanging = 3;  // the first of them
// What conditions ask for, and messages hold now and then.
constexpr std::array<const char*, 4> kCodes = {"NH", "NM", "RP", "ED"};

template <typename Choices>
auto one_of(const Choices& choices, Random& random) {
  return choices[random() % choices.size()];
}
std::string number(Random& random, unsigned most) {
  return std::to_string(1 + random() % most);
}

std::string random_selector(bool conditions, Random& random) {
  std::string text = one_of(kSegments, random);
  if (conditions && random() % 6 == 0) text += "[" + number(random, 3) + "=" + one_of(kCodes, random) + "]";
  if (conditions && random() % 12 == 0) return text;
  // What frames a segment is kept for itself, so an item of it keeps nothing beside it.
  text += "-" + (text.size() > 3 ? std::to_string(3 + random() % 4) : number(random, 6));
  if (conditions && random() % 4 == 0) text += "[" + number(random, 5) + "=" + one_of(kCodes, random) + "]";
  for (int depth = 0; depth < 2 && random() % 4 == 0; ++depth) text += "." + number(random, 4);
  return text;
}

Vocabulary random_vocabulary(bool conditions, Random& random) {
  constexpr std::array kTypes = {ValueType::kText,    ValueType::kName, ValueType::kIdentifier, ValueType::kDate,
                                 ValueType::kContact, ValueType::kCode, ValueType::kNumber,     ValueType::kAddress};
  Vocabulary made;
  const std::size_t items = 2 + random() % 14;
  for (std::size_t i = 0; i < items; ++i) {
    Item item;
    item.id = ItemId("item." + std::to_string(i));
    item.type = one_of(kTypes, random);
    if (random() % 12 == 0) item.category = Category::kStructural;
    for (std::size_t selectors = 1 + random() % 3; selectors > 0; --selectors) {
      item.selectors[static_cast<std::size_t>(Format::kHl7v2)].push_back(
          parse_hl7_selector(random_selector(conditions, random)).value());
    }
    made.item_by_name.emplace(item.id.str(), static_cast<ItemIndex>(i));
    made.items.push_back(std::move(item));
  }
  return made;
}

Plan random_plan(const Vocabulary& vocabulary, bool changes, Random& random) {
  Plan plan;
  std::vector<PlanItem>& items = plan.items.edit();
  for (const Item& item : vocabulary.items) {
    PlanItem planned;
    planned.action = action(kActions[random() % (changes ? kActions.size() : kUnchanging)]);
    if (item.category == Category::kStructural) planned.action.kind = ActionKind::kKeep;
    if (!can_be_done(planned.action, item.type)) planned.action = {};
    items.push_back(planned);
  }
  return plan;
}

// Where a value stands, but for its segment: field, repetition, component, sub-component.
using Where = std::array<unsigned, 4>;
struct Line {
  std::string id;
  std::map<Where, std::string> values;
};

std::string written(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) {
    text += line.id;
    Where at{line.id == "MSH" ? 1u : 0u, 0, 1, 1};
    for (const auto& [where, raw] : line.values) {
      if (line.id == "MSH" && where[0] == 1) continue;
      for (; at[0] < where[0]; ++at[0]) text += '|', at = {at[0], 0, 1, 1};
      for (; at[1] < where[1]; ++at[1]) text += '~', at = {at[0], at[1], 1, 1};
      for (; at[2] < where[2]; ++at[2]) text += '^', at[3] = 1;
      for (; at[3] < where[3]; ++at[3]) text += '&';
      text += raw;
    }
    text += '\r';
  }
  return text;
}

std::vector<Line> read(const std::string& text) {
  protocol::hl7::Tape tape;
  EXPECT_TRUE(tape.parse(text));
  std::vector<Line> lines;
  for (const auto& segment : tape.segments()) {
    lines.push_back({std::string(segment.id()), {}});
    for (const auto& value : tape.values(segment)) {
      lines.back().values[{value.field, value.repetition, value.component, value.subcomponent}] = tape.raw(value);
    }
  }
  return lines;
}

// Each value once in the message, so that none is taken for another's copy; now and then a code.
std::string random_value(Random& random, unsigned& count) {
  const unsigned kind = static_cast<unsigned>(random() % 10);
  if (kind < 2) return one_of(kCodes, random);
  if (kind == 2) return std::to_string(19000101 + count++);
  if (kind == 3) return "\"\"";
  if (kind == 4) return "S" + std::to_string(count++);
  const std::string unlike = std::to_string(count++);
  return "first" + unlike + " second" + unlike;
}

// Each segment once, so that what remains can be told from what was there.
std::vector<Line> random_message(Random& random) {
  unsigned count = 1000;
  std::vector<Line> lines = {{"MSH", {{{1, 0, 1, 1}, "|"}, {{2, 0, 1, 1}, "^~\\&"}, {{3, 0, 1, 1}, "GHH"}}}};
  lines[0].values[{9, 0, 1, 1}] = random() % 2 == 0 ? "ADT" : "REF";
  lines[0].values[{10, 0, 1, 1}] = "MSG00001";
  lines[0].values[{8, 0, 1, 1}] = "some words";
  for (const char* id : kSegments) {
    if (random() % 3 == 0) continue;
    Line line{id, {}};
    for (std::size_t values = random() % 8; values > 0; --values) {
      const auto part = [&](unsigned most) {
        return random() % 2 == 0 ? 1u : 1u + static_cast<unsigned>(random() % most);
      };
      const unsigned repetition = random() % 5 == 0 ? 1 : 0;
      const unsigned field = 1 + static_cast<unsigned>(random() % 6);
      const bool simple = line.id == "OBX" && field == 2;  // says how field 5 is to be read: one code
      const Where where = simple ? Where{2, 0, 1, 1} : Where{field, repetition, part(5), part(3)};
      line.values[where] = random_value(random, count);
    }
    if (line.id == "OBX" && random() % 2 == 0) line.values[{11, 0, 1, 1}] = "F";
    lines.push_back(std::move(line));
  }
  return lines;
}

const Line* line_of(const std::vector<Line>& lines, const std::string& id) {
  for (const Line& line : lines) {
    if (line.id == id) return &line;
  }
  return nullptr;
}

bool repeats(const Line& line, unsigned field) {
  for (const auto& [where, raw] : line.values) {
    if (where[0] == field && where[1] > 0) return true;
  }
  return false;
}

struct Case {
  explicit Case(unsigned seed)
      : random(seed),
        // Not both: what a condition found and the plan changes is not there to be found again.
        changes(seed % 2 == 0),
        vocabulary(random_vocabulary(!changes, random)),
        plan(random_plan(vocabulary, changes, random)),
        message(random_message(random)),
        reading(Format::kHl7v2, vocabulary),
        verifying(Format::kHl7v2, vocabulary) {}

  bool redact() {
    const std::string text = written(message);
    const PlainKeys keys;
    return record.read(Format::kHl7v2, text, reading).has_value() &&
           Redactor().redact(record, plan, vocabulary, "eastshire-council", keys, out).has_value();
  }
  [[nodiscard]] Result<void> verify(const std::string& bytes) const {
    return Verifier().verify(bytes, plan, verifying);
  }
  // For a failure's reader.
  [[nodiscard]] std::string story() const {
    std::string told = written(message) + "\n->\n" + out.bytes + "\n";
    for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
      told += plan.items[i].action.str() + ":";
      for (const Selector& selector : vocabulary.items[i].selectors[2]) told += " " + selector.text;
      told += "\n";
    }
    std::replace(told.begin(), told.end(), '\r', '\n');
    return told;
  }

  Random random;
  bool changes;
  Vocabulary vocabulary;
  Plan plan;
  std::vector<Line> message;
  RecordIndex reading;
  VerifierIndex verifying;
  Record record;
  Disclosure out;
};

TEST(Hl7RedactorAndVerifier, AgreeOnWhatIsReleased) {
  int disclosures = 0;
  for (unsigned seed = 1; seed <= kCases; ++seed) {
    Case made(seed);
    if (!made.redact()) continue;
    ++disclosures;
    const auto verdict = made.verify(made.out.bytes);
    ASSERT_TRUE(verdict) << "seed " << seed << ": " << verdict.error().detail << "\n" << made.story();
  }
  EXPECT_GT(disclosures, kCases / 4);
}

TEST(Hl7RedactorAndVerifier, AValuePutBackIsFound) {
  int put_back = 0;
  for (unsigned seed = 1; seed <= kCases; ++seed) {
    Case made(seed);
    // What a withholding condition found may be missing from a forgery, as from an honest record of something else.
    if (!made.changes || !made.redact() || !made.out.altered.empty()) continue;
    const std::vector<Line> released = read(made.out.bytes);
    for (std::size_t i = 0; i < released.size(); ++i) {
      const Line& before = *line_of(made.message, released[i].id);
      for (const auto& [where, raw] : before.values) {
        if (repeats(before, where[0]) || released[i].values.count(where) != 0) continue;
        std::vector<Line> forged = released;
        forged[i].values[where] = raw;
        ++put_back;
        EXPECT_FALSE(made.verify(written(forged)))
            << "seed " << seed << ", " << before.id << "-" << where[0] << "." << where[2] << "." << where[3] << "\n"
            << made.story();
      }
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(put_back, kCases);
}

TEST(Hl7RedactorAndVerifier, ASegmentPutBackIsFound) {
  int put_back = 0;
  for (unsigned seed = 1; seed <= kCases; ++seed) {
    Case made(seed);
    // Where meaning took what the plan would release, only the redactor can know.
    if (!made.changes || !made.redact() || !made.out.altered.empty()) continue;
    const std::vector<Line> released = read(made.out.bytes);
    for (const Line& line : made.message) {
      if (line_of(released, line.id) != nullptr || line.id == "EVN" || line.id == "PID") continue;
      std::vector<Line> forged = released;
      forged.push_back({line.id, {}});
      EXPECT_FALSE(made.verify(written(forged))) << "seed " << seed << ", " << line.id << "\n" << made.story();
      for (const auto& value : line.values) {
        forged.back().values = {value};
        ++put_back;
        EXPECT_FALSE(made.verify(written(forged)))
            << "seed " << seed << ", " << line.id << "-" << value.first[0] << "\n"
            << made.story();
      }
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(put_back, kCases);
}

}  // namespace
}  // namespace concordat::policy::test
