#pragma once
// Brings policies into force: the first at start-up, and a new one whenever the files change or an operator asks. A set
// is loaded whole, checked, and swapped in one step between two records; a set with an error is refused, the old one
// stays, and the log says why. What a new set changes is written to the log and the ledger in words. On the main
// thread.
//
//   PolicyUpdates updates({source, keys, clock, health, …});
//   auto first = updates.first();                 // Result<std::shared_ptr<const Snapshot>>
//   updates.reload(PolicyUpdates::Asked::kYes);   // HUP or `concordat reload`; kNo: a file changed

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config/gateway_config.h"
#include "gateway/config/policy_source.h"
#include "gateway/keys/key_store.h"
#include "gateway/pipeline/policy_in_force.h"
#include "gateway/runtime/clock.h"
#include "gateway/runtime/event_log.h"
#include "gateway/runtime/folder_watch.h"
#include "gateway/runtime/health.h"

namespace concordat::gateway {

class PolicyUpdates {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  struct Dependencies {
    const GatewayConfig& config;
    const KeyStore& keys;
    const Clock& clock;
    Health& health;
    LogBuffer& log;
    std::function<void(std::string_view event, Fields fields)> ledger;
    std::function<void(std::shared_ptr<const Snapshot>)> put_in_force;
  };
  explicit PolicyUpdates(Dependencies dependencies);

  // The configuration's policy or, where it has errors, the last good one, with readiness degraded and the reason said.
  Result<std::shared_ptr<const Snapshot>> first();

  // kNo: say nothing when nothing changed.
  enum class Asked : std::uint8_t { kNo, kYes };
  // An error when the files were refused: its words are the first problem's.
  Result<void> reload(Asked asked);

  // The folders whose files make a policy, and which files there do.
  [[nodiscard]] static FolderWatchOptions watched(const std::string& directory);

 private:
  struct Read {
    std::shared_ptr<const policy::PolicySet> set;  // null: refused
    std::shared_ptr<const Snapshot> snapshot;
    std::string first_error;
    std::string fingerprint;  // of all that was read and found: the same again is not said again
  };
  Read read();
  std::shared_ptr<const Snapshot> snapshot_of(std::shared_ptr<const policy::PolicySet> set, std::string& fingerprint);
  void refresh_lists();
  void say_problems(const policy::Problems& problems);
  void say_change(const Snapshot& before, const Snapshot& after);
  void say(Severity level, std::string_view outcome, std::string_view message, std::string_view reason = {});

  Dependencies deps_;
  PolicySource source_;
  std::shared_ptr<const Snapshot> current_;
  std::string fingerprint_;
  policy::Problems said_;
  std::shared_ptr<const policy::PolicySet> set_;  // in force
};

}  // namespace concordat::gateway
