#pragma once
// Runs the examples that an agreement gives of itself: a record, and which items its recipients have as they are,
// changed, or not at all. An example speaks of its agreement alone, as if that were active and in date, with the floor
// applied; so drafts and suspended agreements can be tried before anything flows. Redacts and verifies exactly as the
// gateway does, but with stand-in pseudonyms. Pure; one runner an agreement and thread. No message quotes a record.
//
//   ExampleRunner runner(*set, agreement);
//   for (const Example& example : agreement.examples) show(runner.run(example, Format::kFhir, body_of(example)));
//   for (const Rule* rule : runner.uncovered()) warn(rule->pattern.place);

#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/resolve.h"
#include "policy/model/envelope.h"
#include "policy/policy_set.h"
#include "policy/redact/record.h"
#include "policy/redact/redactor.h"

namespace concordat::policy {

// What an example said, and the record does not bear out.
struct BrokenExpectation {
  Place place;        // of the expectation; of the record's name where all of the example fails
  std::string item;   // empty: the whole example
  std::string words;  // "person.phone was expected to be withheld and is released by share.keep person.*"
};

struct ExampleOutcome {
  std::vector<std::string> kinds;  // what the record is
  std::vector<BrokenExpectation> broken;

  [[nodiscard]] bool ok() const { return broken.empty(); }
};

// How many items the example says something of.
[[nodiscard]] std::size_t expectations(const Example& example);

class ExampleRunner {
 public:
  // Both must outlive the runner; `agreement` is one of the set's.
  ExampleRunner(const PolicySet& set, const Agreement& agreement);

  // What holds for one recipient holds for all: their disclosures differ in the pseudonyms alone.
  [[nodiscard]] ExampleOutcome run(const Example& example, Format format, std::string_view body,
                                   const Envelope& envelope = {});
  // The rules that decide no item of any record that was run, in the order of the file.
  [[nodiscard]] std::vector<const Rule*> uncovered() const;

 private:
  [[nodiscard]] std::vector<BrokenExpectation> compare(const Example& example, const Record& record) const;
  [[nodiscard]] std::string withheld_by(ItemIndex item) const;

  const PolicySet& set_;
  const Agreement& agreement_;
  std::vector<Spoken> spoken_;
  Plan plan_;
  std::vector<bool> held_;  // by item: some record that was run holds it
};

}  // namespace concordat::policy
