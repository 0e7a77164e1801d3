#pragma once
// Whether the gateway may accept, and if not, why. Set by housekeeping and by faults, read by every door before it
// judges. Thread-safe.

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::gateway {

class Health {
 public:
  // Says that `part` ("disk", "policy") is at fault; an empty reason that it is well again. True when that is news.
  bool set(std::string_view part, std::string reason);
  // Empty when new records may be accepted; else why not, for the sender ("the disk is nearly full").
  [[nodiscard]] std::string refuses() const;
  // Everything that is at fault, also what does not stop acceptance: "policy: running on the last good set".
  [[nodiscard]] std::vector<std::string> faults() const;
  // `part`'s fault is only said; records are accepted all the same.
  void set_degraded(std::string_view part, std::string reason);

 private:
  struct Fault {
    std::string reason;
    bool refuses = false;
  };
  bool change(std::string_view part, std::string reason, bool refuses);
  mutable std::mutex mutex_;
  std::map<std::string, Fault, std::less<>> faults_;
};

}  // namespace concordat::gateway
