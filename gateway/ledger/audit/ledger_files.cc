#include "gateway/ledger/audit/ledger_files.h"

#include <algorithm>
#include <charconv>

#include "crypto/merkle/decimal.h"
#include "crypto/merkle/entry_bundle.h"
#include "gateway/ledger/durable_file.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;
using crypto::Tile;

constexpr std::size_t kBundleBytes = std::size_t{crypto::kTileWidth} * (crypto::kEntryBytes + 2);
constexpr std::size_t kHashTileBytes = std::size_t{crypto::kTileWidth} * crypto::Digest::kSize;

// The narrowest partial tile of the same place that is wide enough.
std::optional<fs::path> wider_partial(const fs::path& partials, unsigned width) {
  std::optional<fs::path> found;
  unsigned narrowest = crypto::kTileWidth;
  std::error_code none;
  for (const auto& file : fs::directory_iterator(partials, none)) {
    const std::string name = file.path().filename();
    unsigned has = 0;
    const auto [after, error] = std::from_chars(name.data(), name.data() + name.size(), has);
    if (error != std::errc() || after != name.data() + name.size() || has < width || has >= narrowest) continue;
    narrowest = has;
    found = file.path();
  }
  return found;
}

}  // namespace

LedgerFiles::LedgerFiles(fs::path folder) : folder_(std::move(folder)) {
  constexpr std::string_view kDecision = ".decision";
  std::error_code none;
  for (const auto& file : fs::directory_iterator(folder_ / "prune", none)) {
    const std::string name = file.path().filename();
    if (!name.ends_with(kDecision)) continue;
    const auto index = crypto::parse_decimal(std::string_view(name).substr(0, name.size() - kDecision.size()));
    if (index && *index % crypto::kTileWidth == 0) kept_from_ = std::max(kept_from_, *index);
  }
}

Result<LedgerFiles> LedgerFiles::open(const fs::path& folder) {
  std::error_code ignored;
  for (const char* below : {".", "ledger", "data/ledger"}) {
    const fs::path candidate = (folder / below).lexically_normal();
    if (fs::is_regular_file(candidate / "checkpoint", ignored)) return LedgerFiles(candidate);
  }
  return fail(Code::kNotFound,
              folder.string() +
                  ": no ledger here (no checkpoint in it, nor in its ledger or data/ledger folder). A gateway that "
                  "has just started publishes its first one within a second");
}

std::optional<fs::path> LedgerFiles::key_file() const {
  constexpr int kLevels = 3;  // the ledger's folder, the data folder, the configuration
  std::error_code ignored;
  fs::path folder = fs::absolute(folder_, ignored).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  for (int level = 0; level < kLevels; ++level, folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / "ledger.vkey", ignored)) return folder / "ledger.vkey";
  }
  return std::nullopt;
}

Result<std::string> LedgerFiles::checkpoint_note(Head head) const {
  const fs::path path = folder_ / (head == Head::kNewest ? "checkpoint" : "checkpoint.witnessed");
  auto note = read_if_present(path, crypto::kNoteBytes);
  if (!note) return fail(note.error());
  if (*note) return std::move(**note);
  return fail(Code::kNotFound, path.string() + (head == Head::kNewest ? " is missing"
                                                                      : " is missing: no witness has cosigned this "
                                                                        "ledger yet"));
}

Result<crypto::Checkpoint> LedgerFiles::checkpoint() const {
  const auto note = checkpoint_note();
  if (!note) return fail(note.error());
  const auto parsed = crypto::Note::parse(*note);
  if (!parsed) return fail(parsed.error());
  return crypto::Checkpoint::parse(parsed->text);
}

Result<Bytes> LedgerFiles::read(const Tile& tile, std::size_t limit) const {
  auto bytes = read_if_present(folder_ / tile.path(), limit);
  if (!bytes) return fail(bytes.error());
  if (*bytes) return std::move(**bytes);
  const fs::path full = folder_ / tile.full().path();
  if (tile.partial()) {
    bytes = read_if_present(full, limit);
    if (!bytes) return fail(bytes.error());
    if (*bytes) return std::move(**bytes);
    if (const auto wider = wider_partial(full.string() + ".p", tile.width)) bytes = read_if_present(*wider, limit);
    if (!bytes) return fail(bytes.error());
    if (*bytes) return std::move(**bytes);
  }
  return fail(Code::kNotFound, tile.path() + " is missing");
}

Result<Bytes> LedgerFiles::read_hashes(const Tile& tile) const {
  auto bytes = read(tile, kHashTileBytes);
  if (!bytes) return bytes;
  const std::size_t wanted = std::size_t{tile.width} * crypto::Digest::kSize;
  if (bytes->size() < wanted || bytes->size() % crypto::Digest::kSize != 0) {
    return fail(Code::kLedgerInvalid,
                tile.path() + " has " + std::to_string(bytes->size()) + " bytes, not " + std::to_string(wanted));
  }
  bytes->resize(wanted);
  return bytes;
}

Result<Bytes> LedgerFiles::read_bundle(const Tile& tile) const {
  return read(tile, kBundleBytes);
}

Result<crypto::Digest> LedgerFiles::read_node(crypto::NodeId id, std::uint64_t size) const {
  const crypto::TileSpan span = crypto::tile_span(id);
  const auto tile = crypto::tile_holding(Tile::Kind::kHashes, span.level, span.index, size);
  if (!tile) return fail(Code::kNotFound, "no tile of this tree holds the node");
  const auto bytes = read_hashes(*tile);
  if (!bytes) return fail(bytes.error());
  return crypto::node_from_tile(id, *bytes);
}

Tile bundle_holding(std::uint64_t index, std::uint64_t size) {
  const std::uint64_t number = index / crypto::kTileWidth;
  const std::uint64_t width = std::min<std::uint64_t>(crypto::kTileWidth, size - number * crypto::kTileWidth);
  return {Tile::Kind::kEntries, 0, number, static_cast<unsigned>(width)};
}

Result<void> visit_entries(const LedgerFiles& files, std::uint64_t first, std::uint64_t size,
                           const std::function<Result<bool>(std::uint64_t, ByteView)>& visit,
                           const Progress& progress) {
  first = std::max(first, files.kept_from());
  while (first < size) {
    const Tile tile = bundle_holding(first, size);
    const auto bundle = files.read_bundle(tile);
    if (!bundle) return fail(bundle.error());
    const auto entries = crypto::parse_bundle(*bundle);
    if (!entries) return fail(Code::kLedgerInvalid, tile.path() + ": " + entries.error().detail);
    if (entries->size() < tile.width) {
      return fail(Code::kLedgerInvalid, tile.path() + " holds " + std::to_string(entries->size()) + " entries, not " +
                                            std::to_string(tile.width));
    }
    for (; first < tile.first() + tile.width; ++first) {
      const auto more = visit(first, (*entries)[first - tile.first()]);
      if (!more) return fail(more.error());
      if (!*more) return {};
    }
    if (progress) progress(first, size);
  }
  return {};
}

}  // namespace concordat::gateway
