#pragma once
// The throw-away keys and certificates of a trial configuration: an authority, the gateway's certificate, one for each
// agency, a revocation list, the store's master key and the ledger's signing key. For a trial only: the authority's key
// lies beside the rest.
//
//   Result<void> made = make_credentials("demo", {"riverside-trust", "eastshire-council"}, now);

#include <chrono>
#include <string>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::cli {

inline constexpr const char* kTrialGateway = "concordat.localhost";
inline constexpr std::chrono::days kRevocationListTime{30};
inline constexpr std::chrono::days kCertificateTime{365};

// Writes tls/, keys/, ledger.vkey and clients/*.{crt,key} under `directory`, whose folders must exist.
[[nodiscard]] Result<void> make_credentials(const std::string& directory, const std::vector<std::string>& agencies,
                                            std::chrono::sys_seconds now);

}  // namespace concordat::cli
