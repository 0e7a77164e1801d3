#include "gateway/runtime/health.h"

namespace concordat::gateway {

bool Health::change(std::string_view part, std::string reason, bool refuses) {
  const std::lock_guard lock(mutex_);
  const auto at = faults_.find(part);
  if (reason.empty()) {
    if (at == faults_.end()) return false;
    faults_.erase(at);
    return true;
  }
  if (at != faults_.end() && at->second.reason == reason && at->second.refuses == refuses) return false;
  faults_.insert_or_assign(std::string(part), Fault{std::move(reason), refuses});
  return true;
}

bool Health::set(std::string_view part, std::string reason) {
  return change(part, std::move(reason), true);
}

void Health::set_degraded(std::string_view part, std::string reason) {
  change(part, std::move(reason), false);
}

std::string Health::refuses() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [part, fault] : faults_) {
    if (fault.refuses) return fault.reason;
  }
  return {};
}

std::vector<std::string> Health::faults() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [part, fault] : faults_) all.push_back(part + ": " + fault.reason);
  return all;
}

}  // namespace concordat::gateway
