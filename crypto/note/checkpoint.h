#pragma once
// A log's signed head (C2SP tlog-checkpoint v1): origin, size and root, each on its line, and no extension lines. Plain
// values.
//
//   std::string file = sign_checkpoint({origin, size, root}, log_vkey, log_key);
//   Result<OpenedCheckpoint> head = open_checkpoint(file, log_vkey, witness_vkeys);

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle/tree_hash.h"
#include "crypto/note/note.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;

  // The text that is signed.
  [[nodiscard]] std::string text() const;
  // kMalformed on anything that text() would not write.
  [[nodiscard]] static Result<Checkpoint> parse(std::string_view text);
  bool operator==(const Checkpoint&) const = default;
};

// A whole note with the log's signature.
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const VerifierKey& log,
                                          const SigningKey& signer);

struct Cosigner {
  std::size_t witness = 0;  // index into the witnesses that were given
  std::chrono::sys_seconds time;
};

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<Cosigner> cosigners;
};

// The checkpoint, when `log` signed it and its origin is the log's name. Cosignatures by `witnesses` are checked too: a
// wrong one refuses the whole note. How many are needed is the caller's to say. kMalformed or kLedgerInvalid otherwise.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log,
                                                       std::span<const VerifierKey> witnesses = {});
// Likewise for a log whose key was rotated, or for several logs: the checkpoint's origin must be the name of one of
// `logs`, and one of that name must have signed; a wrong signature by any known key refuses the note.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> logs,
                                                       std::span<const VerifierKey> witnesses = {});

}  // namespace concordat::crypto
