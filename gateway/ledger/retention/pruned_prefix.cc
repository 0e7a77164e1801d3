#include "gateway/ledger/retention/pruned_prefix.h"

#include "crypto/merkle/tile.h"

namespace concordat::gateway {
namespace {

constexpr const char* kPrunedValue = "ledger/pruned";  // u32 length of the note, the note, the sequences
constexpr std::size_t kTilesAtOnce = 4096;             // dropped in one write
constexpr std::uint64_t kUnderOneTile = std::uint64_t{crypto::kTileWidth} * crypto::kTileWidth;  // of level 1

tl::unexpected<Error> damaged() {
  return fail(Code::kLedgerInvalid, "the store's record of what was pruned from the ledger cannot be read");
}

}  // namespace

Result<std::optional<PrunedPrefix>> PrunedPrefix::read(Store& store) {
  const auto value = store.value(kPrunedValue);
  if (!value) return fail(value.error());
  if (!*value) return std::optional<PrunedPrefix>();
  const ByteView bytes = **value;
  if (bytes.size() < 4 || get_u32(bytes) > bytes.size() - 4) return damaged();
  PrunedPrefix pruned;
  pruned.note = bytes.substr(4, get_u32(bytes));
  pruned.sequences = bytes.substr(4 + pruned.note.size());
  const auto decision = read_decision(pruned.note);
  if (!decision) return damaged();
  pruned.kept_from = decision->kept_from;
  return std::optional<PrunedPrefix>(std::move(pruned));
}

std::pair<std::string, Bytes> PrunedPrefix::value() const {
  Bytes bytes;
  put_u32(bytes, static_cast<std::uint32_t>(note.size()));
  return {kPrunedValue, bytes + note + sequences};
}

Result<std::uint64_t> kept_from(Store& store) {
  const auto pruned = PrunedPrefix::read(store);
  if (!pruned) return fail(pruned.error());
  return *pruned ? (*pruned)->kept_from : 0;
}

// The oldest first, so that what is left after a crash still lies together.
Result<void> prune_store(Store& store, const PrunedPrefix& pruned) {
  const auto path = [](std::uint64_t tile) { return crypto::Tile{crypto::Tile::Kind::kHashes, 0, tile}.path(); };
  const std::uint64_t end = pruned.kept_from / kUnderOneTile * crypto::kTileWidth;
  std::uint64_t first = end;
  for (; first > 0; --first) {
    const auto there = store.tile(path(first - 1));
    if (!there) return fail(there.error());
    if (!*there) break;  // it and those before it went with an earlier decision
  }
  while (first < end) {
    std::vector<std::string> paths;
    while (first < end && paths.size() < kTilesAtOnce) paths.push_back(path(first++));
    if (const auto dropped = store.prune_ledger(0, paths); !dropped) return dropped;
  }
  const auto left = store.entries(0, 1);
  if (!left) return fail(left.error());
  const auto before = store.entries(pruned.kept_from - 1, 1);
  if (!before) return fail(before.error());
  if (left->empty() && before->empty()) return {};
  return store.prune_ledger(pruned.kept_from, {});
}

}  // namespace concordat::gateway
