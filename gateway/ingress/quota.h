#pragma once
// What one agency may use of the gateway, whatever the number of its connections (DESIGN.md, rule 10). Thread-safe.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/runtime/clock.h"
#include "policy/model/agency.h"

namespace concordat::gateway {

class Quotas {
 public:
  explicit Quotas(const Clock& clock) : clock_(clock) {}

  // False when the agency has all the connections that it may have; otherwise one more, until leave().
  [[nodiscard]] bool enter(const policy::Agency& agency);
  void leave(std::string_view agency);
  // Takes `records` from this second's allowance; false when it is used up.
  [[nodiscard]] bool take(const policy::Agency& agency, std::uint32_t records);

 private:
  struct Use {
    std::uint32_t connections = 0;
    std::int64_t second = 0;
    std::uint64_t records = 0;
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Use, std::less<>> uses_;
};

}  // namespace concordat::gateway
