#pragma once
// What must happen to every leaf of a record, worked out from the policy without the redactor: slowly, over a tree,
// every selector of the vocabulary tried at every leaf, each rule of POLICY.md (Redaction) and policy/redact/README.md
// written a second time. Each leaf has one entry; the expected output follows from the entries, to the byte.
//
//   const Ledger ledger = judge(record, {Format::kFhir, vocabulary, plan, "eastshire-council", keys});
//   EXPECT_EQ(disclosure.bytes, ledger.expected);
//
// What is shared with the product: the parsed selectors, and for kept free text the scrubber itself, which is given
// the values that this ledger says were withheld; what the scrubber does with them has tests of its own.

#include <string>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/redact/redactor.h"
#include "tests/unit/policy/redaction/json_tree.h"

namespace concordat::policy::test {

struct JudgedBy {
  Format format;
  const Vocabulary& vocabulary;
  const Plan& plan;
  std::string recipient;
  const PseudonymKeys& keys;
};

enum class LeafFate { kCopied, kChanged, kAbsent };

struct LeafEntry {
  std::string place;  // "Patient.name.family"
  ItemIndex item = kNoItem;
  LeafFate fate = LeafFate::kAbsent;
  std::string before;  // as it stands in the record
  std::string after;   // as it must stand in the disclosure
  bool text = false;   // kept words, searched for what was withheld
};

struct Ledger {
  bool refused = false;  // nothing may be sent
  std::string expected;  // the disclosure
  std::vector<LeafEntry> leaves;

  [[nodiscard]] std::size_t count(LeafFate fate) const;
};

[[nodiscard]] Ledger judge(std::string_view record, const JudgedBy& by);

}  // namespace concordat::policy::test
