// Each value by itself: which item decides, and what that asks for.
#include <algorithm>
#include <tuple>

#include "tests/unit/policy/redaction/hl7_ledger.h"
#include "tests/unit/policy/redaction/slow_change.h"

namespace concordat::policy::test {
namespace {

// Routing, reading and numbering (HL7 v2.8, chapter 2), and the codes that POLICY.md says go with what they modify.
bool structure(const std::string& segment, int field) {
  static const std::set<std::string> known{
      "MSH-3",  "MSH-4",  "MSH-5",  "MSH-6",  "MSH-7",  "MSH-9",  "MSH-10", "MSH-11", "MSH-12", "MSH-15", "MSH-16",
      "MSH-17", "MSH-18", "MSH-19", "MSH-20", "MSH-21", "MSH-26", "EVN-1",  "PID-1",  "NK1-1",  "PV1-1",  "AL1-1",
      "DG1-1",  "OBR-1",  "OBX-1",  "NTE-1",  "IN1-1",  "GT1-1",  "PR1-1",  "TXA-1",  "RXA-1",  "RXA-2",  "SPM-1",
      "TQ1-1",  "RGS-1",  "AIS-1",  "AIG-1",  "AIL-1",  "AIP-1",  "IAM-1",  "DB1-1",  "FT1-1",  "ARV-1",  "ORC-1",
      "ORC-5",  "OBX-2",  "OBX-6",  "OBX-11", "OBR-11", "OBR-25", "RXA-7",  "RXA-20", "RXA-21", "RF1-1",  "DG1-6",
      "DG1-21", "MSA-1",  "PRB-1",  "PRB-13", "PRB-14", "PRD-1",  "SCH-25", "TXA-17", "TXA-18", "TXA-19", "AIS-2",
      "AIG-2",  "AIL-2",  "AIP-2",  "RGS-2",  "GOL-1",  "PTH-1",  "ROL-2",  "PID-30", "PID-31", "PID-32", "PD1-12",
      "PV2-22", "ORC-28", "DG1-18", "AIS-10", "AIG-14", "AIL-12", "AIP-12", "ABS-10", "ACC-10", "CON-1",  "CON-11",
      "FT1-6",  "IAM-6",  "IAM-17", "PDA-3",  "PR1-20", "PRT-2",  "ARV-2",  "BTS-1",  "FTS-1"};
  return known.count(segment + "-" + std::to_string(field)) > 0;
}

bool code_like(const std::string& raw, bool units) {
  const bool plain = std::all_of(raw.begin(), raw.end(), [](char c) { return c >= ' ' && c < 0x7f && c != '\\'; });
  return plain && raw.size() <= 64 && (units || raw.find(' ') == std::string::npos);
}

enum class Piece { kValue, kBeside, kNeither };

// HL7 v2.8, 2A: CX, XPN, XAD, XTN, CWE, CQ, DR.
Piece piece(ValueType type, int component) {
  const auto in = [component](std::initializer_list<int> list) {
    return std::find(list.begin(), list.end(), component) != list.end();
  };
  const auto of = [&](std::initializer_list<int> values, std::initializer_list<int> beside) {
    return in(values) ? Piece::kValue : in(beside) ? Piece::kBeside : Piece::kNeither;
  };
  switch (type) {
    case ValueType::kIdentifier: return of({1}, {4, 5});
    case ValueType::kName: return of({1, 2, 3, 4, 5, 6}, {7});
    case ValueType::kAddress: return of({1, 2, 3, 4, 5, 6, 8, 9, 10}, {7});
    case ValueType::kContact: return of({1, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {2, 3});
    case ValueType::kDate: return of({1, 2}, {});
    case ValueType::kCode: return of({1, 2, 4, 5, 9}, {3, 6, 7, 8});
    case ValueType::kNumber: return of({1}, {2});
    default: return Piece::kValue;
  }
}

class Duties {
 public:
  Duties(const Hl7Text& text, const JudgedBy& by) : text_(text), by_(by) {}

  std::vector<Hl7Duty> run() const {
    std::vector<Hl7Duty> out;
    for (const Hl7Leaf& leaf : text_.leaves) out.push_back(duty(leaf));
    return out;
  }

 private:
  struct Found {
    ItemIndex item = kNoItem;
    bool exact = false;  // its selector names the component
  };

  // "4.2": a component and its sub-component; of the same repetition, or of the whole segment where a field is named.
  [[nodiscard]] bool condition(const Step& step, const Hl7Leaf& about, bool of_segment) const {
    if (step.where_key.empty()) return true;
    int numbers[3] = {0, 0, 0};
    std::size_t count = 0;
    for (std::size_t at = 0; at != std::string::npos && count < 3;) {
      numbers[count++] = std::stoi(step.where_key.substr(at));
      at = step.where_key.find('.', at);
      if (at != std::string::npos) ++at;
    }
    const int field = of_segment ? numbers[0] : about.field;
    const int component = of_segment ? std::max(numbers[1], 1) : numbers[0];
    const int sub = std::max(of_segment ? numbers[2] : numbers[1], 1);
    return std::any_of(text_.leaves.begin(), text_.leaves.end(), [&](const Hl7Leaf& leaf) {
      return leaf.segment == about.segment && leaf.field == field && leaf.component == component &&
             leaf.subcomponent == sub && (of_segment || leaf.repetition == about.repetition) &&
             text_.decoded(leaf.raw) == step.where_value;
    });
  }

  [[nodiscard]] Found decider(const Hl7Leaf& leaf) const {
    std::tuple<std::size_t, std::ptrdiff_t> best{0, -1};
    Found found;
    for (std::size_t i = 0; i < by_.vocabulary.items.size(); ++i) {
      for (const Selector& selector : by_.vocabulary.items[i].selectors[2]) {
        const std::vector<Step>& steps = selector.steps;
        const int here[] = {0, leaf.field, leaf.component, leaf.subcomponent};
        bool fits = steps[0].name == text_.names[leaf.segment] && condition(steps[0], leaf, true);
        for (std::size_t step = 1; step < steps.size(); ++step) {
          fits = fits && std::stoi(steps[step].name) == here[step] && condition(steps[step], leaf, false);
        }
        const auto conditions =
            std::count_if(steps.begin(), steps.end(), [](const Step& step) { return !step.where_key.empty(); });
        const std::tuple merit{steps.size(), conditions};
        if (!fits || merit < best) continue;
        const bool tie = merit == best && found.item != i;
        best = merit;
        found = {tie ? kNoItem : static_cast<ItemIndex>(i), steps.size() > 2};
      }
    }
    return found;
  }

  // What a condition found is the vocabulary's own text.
  [[nodiscard]] bool condition_value(const Hl7Leaf& leaf) const {
    for (const Item& item : by_.vocabulary.items) {
      for (const Selector& selector : item.selectors[2]) {
        for (const Step& step : selector.steps) {
          if (!step.where_key.empty() && step.where_value == text_.decoded(leaf.raw)) return true;
        }
      }
    }
    return false;
  }

  // OBX-2 says that OBX-5 is a number: no band can stand there.
  [[nodiscard]] bool says_number(const Hl7Leaf& leaf) const {
    if (text_.names[leaf.segment] != "OBX" || leaf.field != 5) return false;
    return std::any_of(text_.leaves.begin(), text_.leaves.end(), [&](const Hl7Leaf& other) {
      return other.segment == leaf.segment && other.field == 2 && other.raw == "NM";
    });
  }

  [[nodiscard]] Hl7Duty duty(const Hl7Leaf& leaf) const {
    const std::string& segment = text_.names[leaf.segment];
    const Found found = decider(leaf);
    Hl7Duty out{Hl7Must::kBeWithheld, found.item, leaf.raw, false};
    const bool header = (segment == "MSH" || segment == "BHS" || segment == "FHS") && leaf.field <= 2;
    const bool units = (segment == "OBX" && leaf.field == 6) || (segment == "RXA" && leaf.field == 7);
    const bool goes = header || condition_value(leaf) || (structure(segment, leaf.field) && code_like(leaf.raw, units));
    if (goes) out.must = Hl7Must::kGoAlong;
    if (found.item == kNoItem) return out;
    const Item& item = by_.vocabulary.items[found.item];
    Action action = by_.plan.items[found.item].action;
    // Country, area and extension: of a number the last figures are its own, not theirs.
    const bool inner = leaf.component == 5 || leaf.component == 6 || (leaf.component >= 8 && leaf.component <= 11);
    if (action.kind == ActionKind::kMask && item.type == ValueType::kContact && inner) action.number = 0;
    const Piece what = found.exact ? Piece::kValue : piece(item.type, leaf.component);
    if (action.kind == ActionKind::kKeep) {
      out.must = item.category == Category::kStructural ? Hl7Must::kGoAlong : Hl7Must::kBeCopied;
      const bool words_of_code = leaf.component == 2 || leaf.component == 5 || leaf.component == 9;
      out.text = item.type == ValueType::kFreeText || (item.type == ValueType::kCode && words_of_code);
    } else if (action.kind != ActionKind::kWithhold && leaf.raw == "\"\"") {
      out.must = Hl7Must::kGoAlong;
    } else if (action.kind != ActionKind::kWithhold && what == Piece::kValue) {
      const auto changed =
          slow_change({action, item.type, false, by_.recipient, by_.keys, true}, text_.decoded(leaf.raw));
      if (!changed || (action.kind == ActionKind::kGeneralise && says_number(leaf))) return out;
      out.must = Hl7Must::kBeChanged;
      out.after = text_.escaped(*changed);
    } else if (action.kind != ActionKind::kWithhold && what == Piece::kBeside) {
      out.must = Hl7Must::kGoAlong;
      const bool authority = leaf.component == 4 && item.type == ValueType::kIdentifier;
      if (action.kind == ActionKind::kPseudonymise && authority)
        out.after = text_.escaped(slow_pseudonym_system(action.key, text_.decoded(leaf.raw)));
    }
    return out;
  }

  const Hl7Text& text_;
  const JudgedBy& by_;
};

}  // namespace

std::vector<Hl7Duty> hl7_duties(const Hl7Text& record, const JudgedBy& by) {
  return Duties(record, by).run();
}

}  // namespace concordat::policy::test
