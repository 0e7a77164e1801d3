#include "crypto/note/tlog_proof.h"

#include <algorithm>

#include "crypto/merkle/decimal.h"
#include "crypto/merkle/proof.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr std::size_t kPathLength = 64;  // no tree that fits a uint64 is deeper

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::kMalformed, "not a ledger proof (c2sp.org/tlog-proof@v1): " + std::string(what));
}

}  // namespace

std::string TlogProof::str() const {
  std::string out(kHeader);
  if (extra) out.append(kExtra).append(base64(*extra)).append("\n");
  out.append(kIndex).append(std::to_string(index)).append("\n");
  for (const Digest& hash : hashes) out.append(base64(hash.view())).append("\n");
  return out.append("\n").append(checkpoint);
}

Result<TlogProof> TlogProof::parse(std::string_view bytes) {
  if (bytes.size() > kNoteBytes) return fail(Code::kTooLarge, "a ledger proof is at most a megabyte");
  if (!bytes.starts_with(kHeader)) return malformed("its first line is another");
  bytes.remove_prefix(kHeader.size());
  // The lines up to the empty one; what follows is the checkpoint.
  const auto take_line = [&]() {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    return line;
  };
  TlogProof proof;
  std::string_view line = take_line();
  if (line.starts_with(kExtra)) {
    proof.extra = parse_base64(line.substr(kExtra.size()));
    if (!proof.extra) return malformed("its extra data is not base64");
    line = take_line();
  }
  const auto index = line.starts_with(kIndex) ? parse_decimal(line.substr(kIndex.size())) : std::nullopt;
  if (!index) return malformed("its index line is missing or not a decimal number");
  proof.index = *index;
  for (line = take_line(); !line.empty(); line = take_line()) {
    const auto hash_bytes = parse_base64(line);
    const auto hash = hash_bytes ? Digest::from(*hash_bytes) : std::nullopt;
    if (!hash || proof.hashes.size() == kPathLength)
      return malformed("a hash is not base64 of 32 bytes, or there are too many");
    proof.hashes.push_back(*hash);
  }
  if (bytes.empty()) return malformed("the checkpoint is missing");
  proof.checkpoint = bytes;
  return proof;
}

Result<OpenedCheckpoint> TlogProof::check(const Digest& leaf, const VerifierKey& log,
                                          std::span<const VerifierKey> witnesses) const {
  return check(leaf, std::span(&log, 1), witnesses);
}

Result<OpenedCheckpoint> TlogProof::check(const Digest& leaf, std::span<const VerifierKey> logs,
                                          std::span<const VerifierKey> witnesses) const {
  Result<OpenedCheckpoint> opened = open_checkpoint(checkpoint, logs, witnesses);
  if (!opened) return opened;
  const Result<void> included = check_inclusion(index, opened->checkpoint.size, leaf, hashes, opened->checkpoint.root);
  if (!included) return fail(included.error());
  return opened;
}

}  // namespace concordat::crypto
