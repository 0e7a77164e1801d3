// The judge is judged: a file with a slip is refused, and a wrong expectation is found out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/golden/judge.h"

namespace concordat::golden {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRight = R"(theme: test
policy: small
usual_request: {from: riverside-trust, to: eastshire-council, purpose: direct-care, kinds: [referral], at: "2026-06-15T11:00:00Z"}
cases:
  - case: a name and a telephone number go out
    why: ISA-1
    request: {opt_out: clear}
    expect: {decision: permit, items: {person.name: keep, person.phone: keep}}
    then:
      - agreements: [{agreement: ISA-1, status: suspended}]
        expect: {delivery: stopped, denial: not-in-force, reasons: [ISA-1 is suspended]}
)";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument("no " + std::string(from));
  return text.replace(at, from.size(), to);
}

std::string problems_of(const std::string& text) {
  policy::Problems problems;
  (void)read_cases("f.yaml", text, problems);
  std::string out;
  for (const policy::Problem& problem : problems) out += problem.str() + "\n";
  return out;
}

std::vector<std::string> differences_of(const std::string& text) {
  policy::Problems problems;
  const std::vector<Case> cases = read_cases("f.yaml", text, problems);
  return cases.size() == 1 && problems.empty() ? differences(cases.front()) : std::vector{problems_of(text)};
}

TEST(GoldenCase, ThatIsRightHasNoDifference) {
  EXPECT_THAT(differences_of(kRight), IsEmpty());
}

TEST(GoldenCase, WithASlipIsRefused) {
  const std::tuple<const char*, const char*, const char*> slips[] = {
      {"expect: {decision", "expct: {decision", "unknown key \"expct\"; did you mean \"expect\"?"},
      {"decision: permit", "decison: permit", "unknown key \"decison\"; did you mean \"decision\"?"},
      {"decision: permit", "decision: permits", "did you mean \"permit\"?"},
      {"opt_out: clear", "opt_out: clera", "did you mean \"clear\"?"},
      {"2026-06-15T11", "2026-06-15 11", "no moment"},
      {"why: ISA-1\n", "why: ISA-1\n    whatever: 1\n", "unknown key \"whatever\""},
      {"delivery: stopped, ", "", "it does not say what becomes of the delivery"},
      {"{decision: permit, items: {person.name: keep, person.phone: keep}}", "{agreements: []}", "nothing is expected"},
      {", items: {person.name: keep, person.phone: keep}", "", "what is permitted has items"},
      {", reasons: [ISA-1 is suspended]", "", "what is denied has a denial and reasons"},
      {"usual_request", "usual_reqest", "did you mean \"usual_request\"?"}};
  for (const auto& [from, to, says] : slips) EXPECT_THAT(problems_of(replaced(kRight, from, to)), HasSubstr(says));
}

TEST(GoldenCase, WithAWrongExpectationIsFoundOut) {
  const std::tuple<const char*, const char*, const char*> wrong[] = {
      {"person.phone: keep", "person.phone: withhold", "items: expected"},
      {", person.phone: keep", "", "items: expected"},
      {"decision: permit, items: {person.name: keep, person.phone: keep}",
       "decision: deny, denial: opted-out, reasons: [no]", "decision: expected \"deny\""},
      {"delivery: stopped, denial: not-in-force, reasons: [ISA-1 is suspended]",
       "delivery: as-stored, items: {person.name: keep}", "delivery: expected \"as-stored\""},
      {"reasons: [ISA-1 is suspended]", "reasons: [ISA-1 is a draft]", "reasons: expected"},
      {"decision: permit,", "decision: permit, shadow: would change nothing,", "shadow: expected"},
      {"decision: permit,", "decision: permit, agreements: [ISA-1 version 4],", "agreements: expected"},
      {"decision: permit,", "decision: permit, clauses: {person.name: withhold},", "clause of person.name: expected"},
      {"decision: permit,", "decision: permit, obligations: {retain_days: 1},", "obligations: expected"},
      {"decision: permit,", "decision: permit, problems: [none],", "problems: expected"},
      {"decision: permit,", "decision: permit, same_answer_as: [{to: nobody}],", "answer to the other question"},
      {"request: {opt_out: clear}", "request: {certificate: {san_uris: [nobody]}}", "nobody: expected"},
      {"request: {opt_out: clear}", "request: {address: nowhere}", "an address that leads to no one agency"},
      {"request: {opt_out: clear}", "edits: [{file: floor.yaml, replace: no such words, with: other}]", "does not say"},
      {"request: {opt_out: clear}", "without_files: [missing.yaml]", "there is no file missing.yaml"}};
  for (const auto& [from, to, says] : wrong)
    EXPECT_THAT(differences_of(replaced(kRight, from, to)), Contains(HasSubstr(says))) << to;
}

}  // namespace
}  // namespace concordat::golden
