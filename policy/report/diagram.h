#pragma once
// The diagram of flows: on the left the agencies that send, on the right those that receive, and between them an arrow
// an agreement and recipient, with the agreement's reference on it. A dashed arrow is not in force, and says so. Each
// arrow has a place of its own at both ends, and its text stands where it begins, so that no two texts meet.

#include "policy/report/facts.h"
#include "policy/report/html.h"

namespace concordat::policy {

// An inline <svg role="img"> with a title and a description. Nothing when there is no agreement.
void write_diagram(Html& html, const Facts& facts);

}  // namespace concordat::policy
