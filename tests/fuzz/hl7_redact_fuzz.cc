// An HL7 v2 message and a plan, both grown from the input, so that nearly every input is a message that is read: known
// and unknown segments, repetitions, components, sub-components, escapes, free text that speaks of other values, under
// delimiters of its own. Every value that is nobody's structure is a canary.
//
// Oracle: the ledger of values (tests/unit/policy/redaction), which shares no code with the redactor but the parsed
// selectors. Each value of the output is one of the input's, there by a named rule; each that an item releases is
// there, or said to be altered; nothing withheld is in the output; what comes out is read again, and a plan that keeps
// everything changes nothing of it.
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "tests/fuzz/target.h"
#include "tests/unit/policy/redaction/hl7_ledger.h"

namespace concordat::policy {
namespace {

struct Row {
  ValueType type;
  bool identifying;
  const char* place;
};
constexpr Row kRows[] = {
    {ValueType::kIdentifier, true, "PID-3[type=NHS]"},
    {ValueType::kIdentifier, true, "PID-3"},
    {ValueType::kName, true, "PID-5"},
    {ValueType::kDate, true, "PID-7"},
    {ValueType::kCode, false, "PID-8"},
    {ValueType::kAddress, true, "PID-11"},
    {ValueType::kPostcode, true, "PID-11.5"},
    {ValueType::kContact, true, "PID-13"},
    {ValueType::kName, true, "NK1-2"},
    {ValueType::kName, false, "PRD[1.1=RP]-2"},
    {ValueType::kCode, false, "DG1-3"},
    {ValueType::kCode, false, "RF1-1"},
    {ValueType::kNumber, false, "OBX[2=NM]-5"},
    {ValueType::kFreeText, false, "OBX[2=TX]-5"},
    {ValueType::kFreeText, false, "NTE-3"},
    {ValueType::kCode, false, "ORC-1"},
};

const Vocabulary& vocabulary() {
  static const Vocabulary built = [] {
    Vocabulary made;
    for (const Row& row : kRows) {
      Item item;
      item.id = ItemId("item." + std::to_string(made.items.size()));
      item.type = row.type;
      item.identifying = row.identifying;
      item.selectors[2].push_back(parse_selector(Format::kHl7v2, row.place).value());
      made.items.push_back(std::move(item));
    }
    return made;
  }();
  return built;
}

class Keys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
    return std::string(32, '\x5a');
  }
};

// Choices, in the order in which they are needed; after the input's end each is 0.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
  unsigned below(unsigned limit) { return at_ == end_ ? 0 : *at_++ % limit; }
  template <typename T, std::size_t N>
  T of(const T (&list)[N]) {
    return list[below(N)];
  }
  [[nodiscard]] bool spent() const { return at_ == end_; }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

constexpr const char* kSegments[] = {"PID", "NK1", "PRD", "DG1", "RF1", "OBX", "NTE", "ORC", "OBR", "PV1", "ZPI"};
constexpr const char* kWords[] = {"NHS", "RP", "NM",           "TX",   "19410309",           "194103", "ZE1 1AA", "47",
                                  "A",   "NW", "943 476 5919", "\"\"", "No known allergies", "ED",     "F",       "1"};

class Grower {
 public:
  explicit Grower(Choices& choices) : choices_(choices) {
    if (choices_.below(4) == 0) {
      field_ = '#';
      encoding_ = "*%!$";
    }
  }

  std::string message() {
    const char f = field_;
    std::string out = std::string("MSH") + f + encoding_ + f + "A" + f + "B" + f + "C" + f + "D" + f +
                      "20260105090000" + f + f + choices_.of(kTypes) + f + "X1" + f + "P" + f + "2.5.1\r";
    const unsigned segments = 1 + choices_.below(6);
    for (unsigned i = 0; i < segments; ++i) out += segment();
    return out;
  }
  [[nodiscard]] unsigned planted() const { return planted_; }

 private:
  static constexpr const char* kTypes[] = {"ADT", "REF", "ORU"};

  std::string segment() {
    std::string out = choices_.of(kSegments);
    const unsigned fields = choices_.below(14);
    for (unsigned i = 0; i < fields; ++i) out += field_ + (choices_.below(2) == 0 ? "" : repetitions());
    return out + '\r';
  }
  std::string repetitions() {
    std::string out = components();
    while (choices_.below(5) == 4) out += encoding_[1] + components();
    return out;
  }
  std::string components() {
    std::string out = value();
    for (unsigned more = choices_.below(6); more > 0 && more < 5; --more)
      out += encoding_[choices_.below(6) == 5 ? 3 : 0] + (choices_.below(3) == 0 ? "" : value());
    return out;
  }
  std::string value() {
    const std::string escape(1, encoding_[2]);
    switch (choices_.below(8)) {
      case 0: return choices_.of(kWords);
      case 1: return escape + "T" + escape + canary();
      case 2: return "of " + earlier() + ", X" + escape + "X4B" + escape + "anari" + earlier().substr(6) + " here";
      case 3: return canary() + escape + ".br" + escape + "and " + earlier();
      default: return canary();
    }
  }
  std::string canary() { return "Kanari" + std::to_string(1000 + ++planted_) + "q"; }
  std::string earlier() {
    return "Kanari" + std::to_string(1000 + (planted_ == 0 ? 1 : 1 + choices_.below(planted_))) + "q";
  }

  Choices& choices_;
  char field_ = '|';
  std::string encoding_ = "^~\\&";
  unsigned planted_ = 0;
};

Plan grown_plan(Choices& choices) {
  static const char* const kActions[] = {
      "keep", "withhold", "mask: last-2", "generalise: year", "generalise: outward", "pseudonymise: k"};
  Plan plan;
  for (const Item& item : vocabulary().items) {
    Action action = *Action::parse(choices.of(kActions));
    if (!can_be_done(action, item.type)) action = Action{};
    plan.items.edit().push_back({action, {}});
  }
  return plan;
}

Plan all_kept() {
  Plan plan;
  for (std::size_t i = 0; i < vocabulary().items.size(); ++i) plan.items.edit().push_back({*Action::parse("keep"), {}});
  return plan;
}

// A broken promise is shown with the message that the input grew into.
void require(bool holds, const std::string& promise, const std::string& body, const Plan& plan,
             const std::string& output) {
  if (holds) return;
  std::string actions;
  for (std::size_t i = 0; i < std::size(kRows); ++i)
    actions += std::string("  ") + kRows[i].place + ": " + plan.items[i].action.str() + "\n";
  std::string shown = "record\n" + body + "\nplan\n" + actions + "output\n" + output + "\n";
  for (char& c : shown) c = c == '\r' ? '\n' : c;
  std::fputs(shown.c_str(), stderr);
  fuzz::require(false, promise.c_str());
}

// The words of a value that nobody says: whole canaries.
bool withheld_word_in(const std::string& output, const std::string& raw) {
  const std::size_t at = raw.find("Kanari");
  if (at != 0 || raw.find_first_not_of("0123456789", 6) != raw.size() - 1) return false;
  return output.find(raw) != std::string::npos;
}

// Released all the same, by another item's value.
bool said_by_a_kept_value(const test::Hl7Text& text, const std::vector<test::Hl7Duty>& duties, const std::string& raw) {
  for (std::size_t i = 0; i < duties.size(); ++i) {
    const bool kept = duties[i].must == test::Hl7Must::kBeCopied || duties[i].must == test::Hl7Must::kGoAlong;
    if (kept && !duties[i].text && text.decoded(text.leaves[i].raw).find(raw) != std::string::npos) return true;
  }
  return false;
}

void run(const Plan& plan, const std::string& body) {
  static const RecordIndex index(Format::kHl7v2, vocabulary());
  static const VerifierIndex verifier_index(Format::kHl7v2, vocabulary());
  static Record record;
  static Redactor redactor;
  static Verifier verifier;
  static Disclosure out;
  static const Keys keys;
  if (!record.read(Format::kHl7v2, body, index)) return;
  if (!redactor.redact(record, plan, vocabulary(), "recipient", keys, out)) return;
  const test::JudgedBy by{Format::kHl7v2, vocabulary(), plan, "recipient", keys};
  const test::Hl7Verdict verdict = test::judge_hl7(body, out.bytes, by, out.altered);
  const auto hold = [&](bool holds, const std::string& promise) { require(holds, promise, body, plan, out.bytes); };
  hold(verdict.faults.empty(), verdict.faults.empty() ? "" : verdict.faults.front());
  const test::Hl7Text before = test::cut_hl7(body);
  const std::vector<test::Hl7Duty> duties = test::hl7_duties(before, by);
  for (std::size_t i = 0; i < duties.size(); ++i) {
    const bool identifying = duties[i].item != kNoItem && vocabulary().items[duties[i].item].identifying;
    const bool unsaid = duties[i].must == test::Hl7Must::kBeWithheld && duties[i].item == kNoItem;
    const std::string& raw = before.leaves[i].raw;
    // What identifies nobody may be told by kept words; it is not searched for.
    if (unsaid && body.find(raw) == body.rfind(raw))
      hold(!withheld_word_in(out.bytes, raw), "no value that no item names is in the output");
    const bool withheld = duties[i].must == test::Hl7Must::kBeWithheld && before.leaves[i].component == 1;
    if (identifying && withheld && !said_by_a_kept_value(before, duties, raw))
      hold(!withheld_word_in(before.decoded(out.bytes), raw), "no withheld value is in the output");
  }
  hold(verifier.verify(out.bytes, plan, verifier_index).has_value(), "the verifier agrees with the redactor");

  const std::string once = out.bytes;
  hold(record.read(Format::kHl7v2, once, index).has_value(), "the output is a message");
  static const Plan keep = all_kept();
  if (!redactor.redact(record, keep, vocabulary(), "recipient", keys, out)) return;
  hold(out.bytes == once, "a plan that keeps everything changes nothing of an output");
}

}  // namespace
}  // namespace concordat::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat::policy;
  Choices choices(data, size);
  const Plan plan = grown_plan(choices);
  run(plan, Grower(choices).message());
  return 0;
}
