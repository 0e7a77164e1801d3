#pragma once
// What identifiers look like in running text, whoever's they are: NHS numbers, telephone numbers, postcodes, e-mail
// addresses. By hand rather than by regular expression: grouping, check digits and what stands around a number decide,
// which expressions can't say (tests/unit/policy/patterns_test.cc holds both beside each other). Pure.
//
//   Runs runs;
//   runs.read("NHS 943 476 5919, LS1 4HR");
//   find_patterns(runs, found);                        "943 476 5919" as kNhsNumber, "LS1 4HR" as kPostcode

#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/value/words/runs.h"

namespace concordat::policy {

// Appends what is found. The letters of a match are what the value would be without its punctuation.
void find_patterns(const Runs& runs, std::vector<Match>& found);

// Ten digits whose last one checks (NHS Data Dictionary, NHS NUMBER: modulus 11).
[[nodiscard]] bool nhs_number(std::string_view digits);
// A national or +44 number of ten or eleven digits. `digits` includes the country code, if any.
[[nodiscard]] bool phone_number(std::string_view digits, bool plus);
// The part of a phone number that is the same however it is written.
[[nodiscard]] std::string_view phone_core(std::string_view digits);
// A postcode in small letters without its space: a district of one of the United Kingdom's areas, the Crown
// dependencies or the Forces, and an inward code.
[[nodiscard]] bool postcode(std::string_view letters);

}  // namespace concordat::policy
