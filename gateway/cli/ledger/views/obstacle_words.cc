#include "gateway/cli/ledger/views/obstacle_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

// Denials (policy/policy_set.h), codes of errors (protocol/base/error.h), reasons of ends (gateway/egress) and of items
// (gateway/pipeline/manifest.h).
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kWords = {{
    {"no-shared-agreement", "no agreement between the two agencies"},
    {"unknown-kind", "a kind of record that the policy does not know"},
    {"unknown-purpose", "a purpose that the policy does not know"},
    {"not-in-force", "the agreement was not in force"},
    {"other-purpose", "the agreement is for another purpose"},
    {"other-kind", "the agreement does not cover this kind of record"},
    {"nothing-released", "nothing in the record may be shared"},
    {"security-label", "the record bears a label that the agreement does not allow"},
    {"not-justified", "an emergency was claimed without a written reason"},
    {"opted-out", "the person had opted out, or it could not be told"},
    {"objected", "the person had objected, or it could not be told"},
    {"refused-by-policy", "the policy refused it"},
    {"malformed", "the record could not be read"},
    {"too-large", "the record was too large"},
    {"unsupported", "a form of record that the gateway does not read"},
    {"unknown-recipient", "no recipient could be found for it"},
    {"verifier-mismatch", "the second check of the finished record failed"},
    {"policy-unavailable", "there was no valid policy"},
    {"conflict", "the same id came with another record"},
    {"forbidden", "the sender may not ask this"},
    {"unacknowledged", "offered often, and never acknowledged"},
    {"expired", "not collected in time"},
    {"rejected-by-recipient", "the recipient did not want it"},
    {"operator", "an operator gave it up"},
    {"erased", "the person was forgotten, at an officer's word"},
    {"recalled-by-sender", "the sender took it back"},
    {"recalled-after-offer", "the sender took it back, but the recipient may hold it"},
    {"agreed", "later than the agreement allows"},
    {"usual", "later than is usual"},
    {"not-named", "no agreement names it"},
    {"floor", "nobody may ever share it"},
    {"not-yet-signed", "not every party has signed it yet"},
    {"agreements-differ", "the agreements differ, and the stricter one holds"},
    {"withheld-by-agreement", "the agreement withholds it"},
    {"not-certain", "what the agreement asks for could not be done with certainty"},
    {"timeout", "it took too long"},
    {"internal", "a fault of the gateway"},
    {"", "no reason is recorded"},
}};

}  // namespace

std::string_view in_words(gateway::Obstacle obstacle) {
  using gateway::Obstacle;
  switch (obstacle) {
    case Obstacle::kRefused: return "Refused";
    case Obstacle::kSetAside: return "Set aside";
    case Obstacle::kStopped: return "Stopped while it waited";
    case Obstacle::kExpired: return "Expired";
    case Obstacle::kRejected: return "Rejected by the recipient";
    case Obstacle::kRecalled: return "Recalled";
    case Obstacle::kDiscarded: return "Discarded";
    case Obstacle::kLate: return "Late";
    case Obstacle::kWithheld: return "Withheld";
    case Obstacle::kNotCertain: return "Withheld after all";
    case Obstacle::kNarrowed: return "Withheld while it waited";
  }
  return {};
}

std::string reason_in_words(std::string_view reason) {
  const auto known = std::find_if(kWords.begin(), kWords.end(), [&](const auto& one) { return one.first == reason; });
  return known == kWords.end() ? printable(reason) : std::string(known->second);
}

}  // namespace concordat::cli
