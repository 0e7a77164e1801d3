#pragma once
// All that the policy files say, before it is checked across files and compiled.
//
//   Problems problems;
//   Policy policy = read_policy(files, problems);   // as much as could be read; `problems` says what could not

#include <string>
#include <vector>

#include "policy/load/files.h"
#include "policy/policy_set.h"

namespace concordat::policy {

struct Policy {
  std::vector<AgencyFile> agencies;   // sorted by id, so that the names of files never matter
  std::vector<Agreement> agreements;  // sorted by id
  Vocabulary vocabulary;
  std::vector<Purpose> purposes;
  std::vector<Prohibition> floor;
  std::vector<PersonList> lists;  // sorted by id
  Routes routes;
  std::string hash;  // 32 raw bytes: SHA-256 over the canonical texts of all files
  // False: a file could not be read, so that a name which is not found may yet be right.
  bool knows_all_agencies = true;
  bool knows_all_purposes = true;
  bool knows_vocabulary = true;

  [[nodiscard]] const AgencyFile* agency(std::string_view id) const;
  [[nodiscard]] const Agreement* agreement(std::string_view id) const;
  [[nodiscard]] const Purpose* purpose(std::string_view id) const;
};

[[nodiscard]] Policy read_policy(const PolicyFiles& files, Problems& problems);

}  // namespace concordat::policy
