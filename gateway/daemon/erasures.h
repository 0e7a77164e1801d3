#pragma once
// Erasures that a restored backup brought back: whoever stands on the erasure list and is still known is erased again,
// before anything is served. On the main thread, before the commit thread runs.

#include <cstddef>
#include <cstdint>

#include "gateway/commit/committer.h"
#include "gateway/ledger/persons/erasure_list.h"
#include "gateway/ledger/persons/person_file.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// How many were erased again. Steps the committer.
[[nodiscard]] Result<std::size_t> replay_erasures(const ErasureList& list, const PersonFile& persons,
                                                  Committer& committer, std::uint32_t thread);

}  // namespace concordat::gateway
