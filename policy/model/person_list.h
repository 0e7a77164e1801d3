#pragma once
// A list of people, kept outside the policy and refreshed by whoever holds it: the national data opt-out's answer, or
// the organisation's own register of objections. The policy says what the list means and how old it may be; the gateway
// reads the numbers (gateway/pipeline/number_lists.h).

#include <chrono>
#include <cstdint>
#include <string>

#include "policy/model/agreement.h"

namespace concordat::policy {

// What it says of a person to stand on the list.
enum class ListMeaning : std::uint8_t {
  kMayUse,    // information about them may be used beyond their care; who is absent may not be (the national check)
  kOptedOut,  // they opted out of uses beyond their own care
  kObjected,  // they objected to being shared about, for any purpose
};

struct PersonList {
  Written id;
  ListMeaning meaning = ListMeaning::kOptedOut;
  Written numbers;                      // a file in lists/
  std::chrono::seconds stale_after{0};  // 0: never
};

}  // namespace concordat::policy
