#pragma once
// One loader a kind of file: tree -> model. Each reads like the table of the file's keys; it reports what the file
// alone shows to be wrong, and leaves to policy/check what needs the other files.

#include <map>
#include <vector>

#include "policy/model/agency.h"
#include "policy/model/agreement.h"
#include "policy/model/person_list.h"
#include "policy/model/purpose.h"
#include "policy/model/vocabulary.h"
#include "policy/source/node.h"
#include "policy/source/report.h"

namespace concordat::policy {

// An agency with the places that the checker points at.
struct AgencyFile {
  Agency agency;
  Place place;                      // of its id
  std::vector<Written> identities;  // "san_uri spiffe://…": two agencies may share none
  std::vector<Written> destinations;
  Written default_purpose;
};

[[nodiscard]] AgencyFile load_agency(const Node& root, Report& report);
[[nodiscard]] Agreement load_agreement(const Node& root, Report& report);
[[nodiscard]] Vocabulary load_vocabulary(const Node& root, Report& report);
[[nodiscard]] std::vector<Purpose> load_purposes(const Node& root, Report& report);
[[nodiscard]] std::vector<Prohibition> load_floor(const Node& root, Report& report);
[[nodiscard]] PersonList load_person_list(const Node& root, Report& report);
[[nodiscard]] Routes load_routes(const Node& root, Report& report);

}  // namespace concordat::policy
