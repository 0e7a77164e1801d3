#pragma once
// The policy and the records of deploy/examples as a test wants them: read from the checkout, changed where a test says
// so, compiled into a snapshot.
//
//   policy::PolicyFiles files = example_files();
//   change(files, "agreements/isa-2026-014.yaml", "status: active", "status: suspended");
//   auto snapshot = snapshot_of(files);

#include <memory>
#include <string>
#include <string_view>

#include "gateway/keys/key_store.h"
#include "gateway/pipeline/snapshot.h"
#include "gateway/runtime/clock.h"
#include "policy/policy_set.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {

inline constexpr std::string_view kAgreementFile = "agreements/isa-2026-014.yaml";

[[nodiscard]] policy::PolicyFiles example_files();
// Replaces the first `from` in the file. Throws when it has none, so that a test never runs on what it did not change.
void change(policy::PolicyFiles& files, std::string_view path, std::string_view from, std::string_view to);
[[nodiscard]] std::shared_ptr<const Snapshot> snapshot_of(const policy::PolicyFiles& files, PersonLists lists = {});
// "discharge-referral-1.json"
[[nodiscard]] std::string example_record(const std::string& name);
[[nodiscard]] std::unique_ptr<KeyStore> example_keys(const TemporaryFolder& folder, const Clock& clock);

}  // namespace concordat::gateway
