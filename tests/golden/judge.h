#pragma once
// Puts a case's question to the policy, and says where the answer differs from the one that the case expects. What
// waits in a queue is treated as gateway/egress/dispatcher.cc treats it: the question is put again to the policy then
// in force, and what was stored is delivered as it is, narrowed, or stopped.
//
//   for (const std::string& difference : differences(one)) ADD_FAILURE() << difference;
//
// One thread.

#include <string>
#include <vector>

#include "tests/golden/case.h"

namespace concordat::golden {

// A line each; none when all is as expected.
[[nodiscard]] std::vector<std::string> differences(const Case& one);

}  // namespace concordat::golden
