#pragma once
// What must happen to every value of an HL7 v2 message, worked out from the policy without the redactor, and held
// against what did: each value in the output is one of the input's, in its own place, and is there by a named rule;
// each value that an item releases is there, or the manifest says that the item was altered.
//
//   const Hl7Verdict verdict = judge_hl7(record, disclosure, by, altered);
//   EXPECT_EQ(verdict.faults, …empty); verdict.withheld: indexes into cut_hl7(record).leaves

#include <set>
#include <string>
#include <vector>

#include "tests/unit/policy/redaction/hl7_message.h"
#include "tests/unit/policy/redaction/leaf_ledger.h"

namespace concordat::policy::test {

enum class Hl7Must {
  kBeCopied,   // an item keeps it
  kBeChanged,  // to what the item's action makes of it
  kBeWithheld,
  kGoAlong,  // structure, a modifier, what says how to read a changed value: it may be there, as it stands
};

struct Hl7Duty {
  Hl7Must must = Hl7Must::kBeWithheld;
  ItemIndex item = kNoItem;
  std::string after;  // what it may be
  bool text = false;  // kept words
};

struct Hl7Verdict {
  std::vector<std::string> faults;
  std::set<std::size_t> withheld;  // leaves that must not be known from the output
  std::size_t copied = 0, changed = 0, absent = 0;
};

// Of each leaf of cut_hl7(record).
[[nodiscard]] std::vector<Hl7Duty> hl7_duties(const Hl7Text& record, const JudgedBy& by);
[[nodiscard]] Hl7Verdict judge_hl7(std::string_view record, std::string_view disclosure, const JudgedBy& by,
                                   const std::vector<ItemIndex>& altered);

}  // namespace concordat::policy::test
