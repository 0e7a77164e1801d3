#pragma once
// The files of a case's policy: those of its folder, changed as the case says. What a change cannot find is an error,
// so that no case passes because nothing was changed.
//
//   const policy::PolicyFiles folder = read_folder("small");
//   policy::PolicyFiles files = folder;
//   if (auto ok = apply(change, folder, files); !ok) fail(ok.error().detail);

#include "policy/policy_set.h"
#include "protocol/base/result.h"
#include "tests/golden/case.h"

namespace concordat::golden {

// Every *.yaml below tests/golden/policy/NAME. Throws when there is none.
[[nodiscard]] policy::PolicyFiles read_folder(const std::string& name);

// An agreement that is there has the named keys written over; one that is not is the folder's own ISA-1 with those keys
// written over.
[[nodiscard]] Result<void> apply(const PolicyChange& change, const policy::PolicyFiles& folder,
                                 policy::PolicyFiles& files);

}  // namespace concordat::golden
