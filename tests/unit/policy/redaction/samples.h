#pragma once
// What the tests of redaction run on: every published sample and every example record of the project, the shipped
// policy, the plans that its agreements give, and plans drawn at random over its vocabulary.

#include <map>
#include <random>
#include <string>
#include <vector>

#include "policy/policy_set.h"

namespace concordat::policy::test {

struct Sample {
  std::string name;
  Format format;
  std::string text;
};

// FHIR and JSON: ../shared/data/fhir-bars where it is there, deploy/examples/records, and records/ beside this file.
[[nodiscard]] const std::vector<Sample>& samples();
// HL7 v2: ../shared/data/hl7v2, and a message of our own with what those do not have.
[[nodiscard]] const std::vector<Sample>& hl7_samples();
// True when the published samples stand beside the checkout (or where CONCORDAT_SHARED says).
[[nodiscard]] bool published_samples_are_there();

// deploy/examples, every agreement active.
[[nodiscard]] const PolicySet& shipped_policy();
// Every plan that any two agencies can come to, for any purpose and kind of record, each once, by a name for messages.
[[nodiscard]] const std::map<std::string, Plan>& shipped_plans();
// Each item with an action that can be done to its type of value.
[[nodiscard]] Plan generated_plan(unsigned seed);
// The seed that tests start from: CONCORDAT_SEED, or 1.
[[nodiscard]] unsigned first_seed();

}  // namespace concordat::policy::test
