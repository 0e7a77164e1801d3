#pragma once
// A receipt that can be checked offline (C2SP tlog-proof v1, file extension .tlog-proof): where an entry is, the path
// to the root, and the checkpoint, byte for byte as it was signed. A plain value.
//
//   Result<TlogProof> proof = TlogProof::parse(file);
//   Result<OpenedCheckpoint> head = proof->check(leaf_hash(entry), log_vkey);

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/merkle/tree_hash.h"
#include "crypto/note/checkpoint.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

struct TlogProof {
  std::optional<Bytes> extra;  // signed by nobody: never to be trusted
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // the whole signed note

  [[nodiscard]] std::string str() const;
  // kMalformed on anything that str() would not write. The checkpoint's own form is left to check().
  [[nodiscard]] static Result<TlogProof> parse(std::string_view bytes);
  // The opened checkpoint, when `log` signed it and the path leads from `leaf` at `index` to its root.
  [[nodiscard]] Result<OpenedCheckpoint> check(const Digest& leaf, const VerifierKey& log,
                                               std::span<const VerifierKey> witnesses = {}) const;
  // Likewise by one of a log's keys, old or new.
  [[nodiscard]] Result<OpenedCheckpoint> check(const Digest& leaf, std::span<const VerifierKey> logs,
                                               std::span<const VerifierKey> witnesses = {}) const;
};

}  // namespace concordat::crypto
