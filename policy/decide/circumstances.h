#pragma once
// What the conditions of agreements ask about one record, beyond who sends it to whom: found out by the gateway, judged
// here. A value that nobody set is the one that permits least.
//
//   request.circumstances = {.labels = record.labels(), .justified = !justification.empty(),
//                            .opt_out = lists.opt_out(subjects, now), .objection = lists.objection(subjects, now)};

#include <cstdint>

#include "policy/model/security_label.h"

namespace concordat::policy {

// What the lists of one kind say of all the people whom a record speaks of (POLICY.md, The decision, rule 8).
enum class ListAnswer : std::uint8_t {
  kClear,     // nothing stands against any of them
  kBarred,    // one of them opted out, or objected
  kNoNumber,  // the record names nobody who could be looked up
  kStale,     // a list is older than it may be
  kMissing,   // there is no list, or one could not be read
};

struct Circumstances {
  LabelSet labels = 0;     // that the record bears
  bool justified = false;  // the envelope says in writing why this is an emergency
  ListAnswer opt_out = ListAnswer::kMissing;
  ListAnswer objection = ListAnswer::kMissing;
};

// For tools that show what the policy lets through: a justified record of people against whom nothing stands.
inline constexpr Circumstances kNothingAgainst{0, true, ListAnswer::kClear, ListAnswer::kClear};

// What the agreements in force for a disclosure demand together: the strictest of each.
struct Demands {
  bool opt_out = false;        // the national data opt-out applies
  bool objection = false;      // an objection denies
  bool justification = false;  // a written one is required
  bool break_glass = false;    // the purpose is an emergency's
  bool beyond_care = false;    // the purpose goes beyond direct care: a list that is too old denies
  LabelSet labels = 0;         // that records may bear
  bool operator==(const Demands&) const = default;
};

// What stands against a disclosure; in the order in which they are told.
enum class Unmet : std::uint8_t { kNothing, kLabel, kJustification, kOptOut, kObjection };

[[nodiscard]] constexpr Unmet unmet(const Demands& demands, const Circumstances& circumstances) {
  if ((circumstances.labels & ~demands.labels) != 0) return Unmet::kLabel;
  if (demands.justification && !circumstances.justified) return Unmet::kJustification;
  if (demands.opt_out && circumstances.opt_out != ListAnswer::kClear) return Unmet::kOptOut;
  // Nobody can have objected where nobody is named. For a person's own care, a register that is too old still holds
  // what was recorded in it, and goes on being heard.
  const ListAnswer objection = circumstances.objection;
  const bool denies = objection == ListAnswer::kBarred || objection == ListAnswer::kMissing ||
                      (objection == ListAnswer::kStale && demands.beyond_care);
  return demands.objection && denies ? Unmet::kObjection : Unmet::kNothing;
}

}  // namespace concordat::policy
