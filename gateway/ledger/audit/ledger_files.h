#pragma once
// The published files of a ledger, as an auditor has them: nothing in them is trusted, and none of it needs the
// gateway. Tiles of an older checkpoint are found too, since the tree only grows: in the full tile, or in a wider
// partial one.
//
// Threads: const, no shared state.
//
//   Result<LedgerFiles> files = LedgerFiles::open("/etc/concordat");   // a configuration, a data or the ledger's own
//   folder Result<Bytes> tile = files->read(tile);

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/merkle/tile.h"
#include "crypto/note/checkpoint.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// Told now and then how far a long piece of work is, in entries.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// The newest checkpoint, or the newest one that witnesses have cosigned: a file of its own, which may be a little
// behind.
enum class Head : std::uint8_t { kNewest, kWitnessed };

class LedgerFiles {
 public:
  // kNotFound when no checkpoint is in `folder`, in its ledger/ or in its data/ledger/.
  [[nodiscard]] static Result<LedgerFiles> open(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // The first entry that is there: those before it were pruned, say the files when they were opened (pruned.h). A
  // multiple of 256; 0 when nothing was pruned.
  [[nodiscard]] std::uint64_t kept_from() const { return kept_from_; }
  // The verifier key beside the ledger: ledger.vkey in the folder that was named or in those above it up to the
  // configuration.
  [[nodiscard]] std::optional<std::filesystem::path> key_file() const;

  // kNotFound when there is none.
  [[nodiscard]] Result<std::string> checkpoint_note(Head head = Head::kNewest) const;
  // Read, but not verified: for those who have no key.
  [[nodiscard]] Result<crypto::Checkpoint> checkpoint() const;

  // The first `tile.width` hashes of a hash tile.
  [[nodiscard]] Result<Bytes> read_hashes(const crypto::Tile& tile) const;
  // A bundle that holds at least the first `tile.width` entries; crypto::parse_bundle() takes it apart.
  [[nodiscard]] Result<Bytes> read_bundle(const crypto::Tile& tile) const;
  // The hash of a complete node of a tree of `size`.
  [[nodiscard]] Result<crypto::Digest> read_node(crypto::NodeId id, std::uint64_t size) const;

 private:
  explicit LedgerFiles(std::filesystem::path folder);
  [[nodiscard]] Result<Bytes> read(const crypto::Tile& tile, std::size_t limit) const;

  std::filesystem::path folder_;
  std::uint64_t kept_from_ = 0;
};

// The bundle of a tree of `size` that holds entry `index`.
[[nodiscard]] crypto::Tile bundle_holding(std::uint64_t index, std::uint64_t size);

// Calls `visit(index, entry)` for the entries [first, size) that are kept, until it returns false. Constant memory.
[[nodiscard]] Result<void> visit_entries(const LedgerFiles& files, std::uint64_t first, std::uint64_t size,
                                         const std::function<Result<bool>(std::uint64_t, ByteView)>& visit,
                                         const Progress& progress = {});

}  // namespace concordat::gateway
