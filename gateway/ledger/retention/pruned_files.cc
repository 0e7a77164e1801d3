#include "gateway/ledger/retention/pruned_files.h"

#include <set>
#include <system_error>
#include <vector>

#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;
using crypto::Tile;

constexpr mode_t kReadable = 0640;  // auditors are of the group
constexpr mode_t kFolderReadable = 0750;

// Collected first: what a walk sees of a folder that changes meanwhile is not said.
Result<std::vector<fs::path>> pruned_below(const fs::path& ledger, const char* below, std::uint64_t kept_from) {
  std::vector<fs::path> found;
  std::error_code failure;
  const fs::path folder = ledger / below;
  if (!fs::exists(folder, failure)) return found;
  for (auto at = fs::recursive_directory_iterator(folder, failure);
       !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    const auto tile = Tile::parse(at->path().lexically_relative(ledger).generic_string());
    if (tile && is_pruned(*tile, kept_from)) found.push_back(at->path());
  }
  if (failure) return fail(Code::kIo, "cannot look through " + folder.string() + ": " + failure.message());
  return found;
}

}  // namespace

bool is_pruned(const Tile& tile, std::uint64_t kept_from) {
  return tile.level == 0 && tile.first() + crypto::kTileWidth <= kept_from;
}

Result<void> publish_decision(const fs::path& ledger, const PrunedPrefix& pruned) {
  if (const auto made = make_folder((ledger / "prune").string(), kFolderReadable); !made) return made;
  // The decision last: whoever finds it finds the numbers that it names.
  const auto numbers = replace_file((ledger / sequences_path(pruned.kept_from)).string(), pruned.sequences, kReadable);
  if (!numbers) return numbers;
  return replace_file((ledger / decision_path(pruned.kept_from)).string(), pruned.note, kReadable);
}

Result<void> remove_pruned_files(const fs::path& ledger, std::uint64_t kept_from) {
  std::set<fs::path> folders;
  for (const char* below : {"tile/entries", "tile/0"}) {
    const auto found = pruned_below(ledger, below, kept_from);
    if (!found) return fail(found.error());
    for (const fs::path& path : *found) {
      std::error_code failure;
      fs::remove(path, failure);
      if (failure) return fail(Code::kIo, "cannot remove " + path.string() + ": " + failure.message());
      folders.insert(path.parent_path());
    }
  }
  // The deepest first; one that is not empty stays.
  std::error_code ignored;
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) fs::remove(*folder, ignored);
  return {};
}

}  // namespace concordat::gateway
