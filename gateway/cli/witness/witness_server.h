#pragma once
// A witness that stands alone: a folder with its key, its policy and what it has cosigned, and a small server. For an
// agency that vouches for others' ledgers without running a gateway (C2SP tlog-witness).
//
//   make_witness_folder(folder, "north.example/witness");
//   return serve_witness({.folder = folder, .listen = "127.0.0.1:7500"});     // until TERM

#include <string>

#include "crypto/note/verifier_key.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// witness.key (only its owner reads it), policy (to be filled in), state, witness.vkey. kConfigInvalid, and nothing is
// changed, when the folder holds anything already.
[[nodiscard]] Result<crypto::VerifierKey> make_witness_folder(const std::string& folder, const std::string& name);

struct WitnessServerOptions {
  std::string folder;
  std::string listen;
  // All four, or none: without TLS it answers on this machine only.
  std::string certificate, key, authorities, crls;
};
// Prints one line when ready; ends with TERM or INT. An error when it cannot start.
[[nodiscard]] Result<void> serve_witness(const WitnessServerOptions& options);

}  // namespace concordat::cli
