#pragma once
// Reads the numbers of the lists that the policy names, from lists/ in the configuration directory. Each file begins
// with the moment at which it was true, and has one NHS number a line:
//
//   as-of: 2026-11-20T06:00:00Z
//   999 000 0018            # spaces and dashes may stand in it; what follows a '#' is not read
//
// A file that is missing or that says something else makes that one list unreadable, with a problem in words; it never
// fails a load (POLICY.md, The decision, rule 8, says what an unreadable list denies).

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pipeline/person_lists.h"
#include "policy/problem.h"

namespace concordat::gateway {

struct NumberLists {
  std::vector<PersonListEntry> lists;
  policy::Problems problems;
};

// `subject` hashes a normalised number (KeyStore::subject).
using HashNumber = std::function<Bytes(std::string_view number)>;

[[nodiscard]] NumberLists read_number_lists(const std::string& directory, const std::vector<policy::PersonList>& wanted,
                                            const HashNumber& subject);

// An NHS number's ten digits, its spaces and dashes left out; empty when it is not one (modulus 11 check digit, NHS
// Data Dictionary).
[[nodiscard]] std::string nhs_number(std::string_view written);

}  // namespace concordat::gateway
