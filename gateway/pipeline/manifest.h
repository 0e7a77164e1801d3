#pragma once
// What a manifest says beyond where an item stands in its plan: why the plan withholds it, so that "withheld" is never
// mistaken for "absent" and a recipient can tell a person why; and how much was taken out of free text. Pure.

#include <cstddef>
#include <string_view>

#include "policy/compile/plan.h"
#include "policy/redact/value/scrub_kind.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {

// A code. "not-named": no agreement names it; "withheld-by-agreement": a clause says so; "agreements-differ": two ask
// for changes that cannot both be made; "not-yet-signed": not every party has signed what would release it; "floor": no
// agreement may share it. Empty: the plan does not withhold it.
[[nodiscard]] std::string_view withheld_because(const policy::Plan& plan, std::size_t item);

// Adds to what is counted there already; only kinds that occurred.
using ScrubField = google::protobuf::RepeatedPtrField<native::v1::ScrubCount>;
void add_scrubbed(const policy::ScrubCounts& counts, ScrubField& field);

}  // namespace concordat::gateway
