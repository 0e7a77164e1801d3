#pragma once
// gateway.yaml: what the operator sets. Read strictly like every policy file; each problem with its place. Paths are
// relative to the configuration directory.

#include <cstdint>
#include <string>

#include "policy/policy_set.h"
#include "policy/problem.h"
#include "protocol/base/error.h"

namespace concordat::gateway {

struct GatewayConfig {
  std::string directory;
  std::string name;           // the ledger's origin is <name>/ledger
  std::string listen_native;  // host:port
  std::string listen_https;   // host:port; empty: no such door
  std::uint32_t threads = 0;  // 0: one a core
  std::string tls_certificate, tls_key, tls_ca, tls_crl;
  std::string master_key, ledger_key;
  std::string data;
  std::uint32_t retain_years = 6;           // no entry of the ledger is pruned sooner
  std::string erasure_list;                 // whom to erase again from a restored backup: outside the data folder
  std::string ledger_witnesses;             // who cosigns our ledger: a tlog-policy; empty: nobody is asked
  std::string witness_key, witness_policy;  // for which logs this gateway is a witness; empty: it is none
  policy::Signatures signatures = policy::Signatures::kRequired;
  std::string log_file;  // empty: none
  Severity log_level = Severity::kInfo;

  [[nodiscard]] std::string origin() const { return name + "/ledger"; }
};

// What a directory's gateway.yaml says of signatures, for tools that look at the policy alone; kNotRequired where there
// is no such file.
[[nodiscard]] policy::Signatures signatures_setting(const std::string& directory);

// Problems go to `problems`; the config is usable when none of them is an error.
[[nodiscard]] GatewayConfig read_gateway_config(const std::string& directory, policy::Problems& problems);

}  // namespace concordat::gateway
