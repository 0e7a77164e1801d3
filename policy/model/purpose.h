#pragma once
// The closed list of purposes, the prohibitions that no agreement can relax, and the codes that lead a record to an
// agency.

#include <map>
#include <string>
#include <vector>

#include "policy/model/agreement.h"

namespace concordat::policy {

struct Purpose {
  PurposeId id;
  std::string label;
  bool beyond_direct_care = false;  // then the national data opt-out has to be thought of
  bool break_glass = false;         // an emergency's: every use raises an alert that a named person must acknowledge
  bool held_from_subject = false;   // a person's own report says nothing of it until a named officer releases it
};

// floor.yaml: these items are withheld whatever an agreement says.
struct Prohibition {
  Written pattern;
  std::string reason;  // "Gender Recognition Act 2004 s.22"
};

// routes.yaml: code -> agency, for records that name no recipient.
struct Routes {
  std::map<std::string, Written> postcode;  // an outward code or its beginning
  std::map<std::string, Written> gp;        // a practice's ODS code
  std::map<std::string, Written> local_authority;
};

}  // namespace concordat::policy
