#pragma once
// The plain words that the public reads instead of codes: days, lawful bases, conditions. Pure.
//
//   in_words(parse_day("2027-12-31").value())        "31 December 2027"
//   in_words(basis)                                   {"A task in the public interest (UK GDPR Article 6(1)(e))", …}

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/purpose.h"

namespace concordat::policy {

[[nodiscard]] std::string in_words(std::chrono::sys_days day);

// On what law a party relies, a line each. A code that is not known is shown as it is.
[[nodiscard]] std::vector<std::string> in_words(const LawfulBasis& basis);

// What is asked of a record before it goes: opt-outs, objections, a written reason, labels.
[[nodiscard]] std::vector<std::string> in_words(const Conditions& conditions, const Purpose& purpose);

// "one", "one and two", "one, two and three"
[[nodiscard]] std::string enumerated(const std::vector<std::string>& texts);
[[nodiscard]] std::string capitalised(std::string text);
// "1 agreement", "2 agreements", "no agreement"
[[nodiscard]] std::string number_of(std::size_t number, std::string_view singular, std::string_view plural);

}  // namespace concordat::policy
