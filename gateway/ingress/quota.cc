#include "gateway/ingress/quota.h"

namespace concordat::gateway {

bool Quotas::enter(const policy::Agency& agency) {
  const std::lock_guard lock(mutex_);
  Use& use = uses_[agency.id.str()];
  if (use.connections >= agency.quota.connections) return false;
  ++use.connections;
  return true;
}

void Quotas::leave(std::string_view agency) {
  const std::lock_guard lock(mutex_);
  const auto use = uses_.find(agency);
  if (use != uses_.end() && use->second.connections > 0) --use->second.connections;
}

bool Quotas::take(const policy::Agency& agency, std::uint32_t records) {
  const std::lock_guard lock(mutex_);
  Use& use = uses_[agency.id.str()];
  const std::int64_t second = clock_.steady_ms() / 1000;
  if (use.second != second) {
    use.second = second;
    use.records = 0;
  }
  if (use.records + records > agency.quota.records_per_second) return false;
  use.records += records;
  return true;
}

}  // namespace concordat::gateway
