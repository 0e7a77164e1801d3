#pragma once
// A vocabulary and a plan in one list, for tests that need elements the small vocabulary of redaction.h does not name.
//
//   EXPECT_EQ(redacted({{"code", ValueType::kCode, "Observation.code", "keep"}}, body), expected);

#include <string>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy::test {

struct OwnItem {
  const char* id;
  ValueType type;
  const char* selectors;  // FHIR, separated by spaces
  const char* action;
  bool identifying = false;
};

// What comes out, "refused: …" or "unreadable: …". A test failure if the verifier disagrees.
[[nodiscard]] std::string redacted(const std::vector<OwnItem>& items, const std::string& body);

// `text` without the label that redaction adds to its root.
[[nodiscard]] std::string unlabelled(std::string text);

}  // namespace concordat::policy::test
