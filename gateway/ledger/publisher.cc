#include "gateway/ledger/publisher.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/durable_file.h"
#include "gateway/ledger/retention/pruned_files.h"
#include "gateway/ledger/retention/pruned_prefix.h"
#include "gateway/runtime/files.h"
#include "gateway/runtime/thread_name.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;
using crypto::Tile;

constexpr const char* kUnfinished = ".new";  // a file that has not its name yet
constexpr mode_t kMode = 0640;               // auditors are of the group
constexpr std::size_t kFilesAtOnce = 256;    // open at a time, at most
constexpr std::size_t kSyncEach = 8;         // more than this many are synced in one go, with their file system

Result<crypto::Checkpoint> read_checkpoint(std::string_view note) {
  const auto parsed = crypto::Note::parse(note);
  if (!parsed) return fail(parsed.error());
  return crypto::Checkpoint::parse(parsed->text);
}

// The tiles and the bundle of a tree of `size` that are not full.
std::vector<Tile> partials_of(std::uint64_t size) {
  std::vector<Tile> partials;
  const auto add = [&](Tile::Kind kind, unsigned level) {
    const std::uint64_t hashes = size >> level * crypto::kTileHeight;
    if (hashes == 0) return;
    const auto last = crypto::tile_holding(kind, level, hashes - 1, size);
    if (last && last->partial()) partials.push_back(*last);
  };
  for (unsigned level = 0; level < crypto::kTileLevels; ++level) add(Tile::Kind::kHashes, level);
  add(Tile::Kind::kEntries, 0);
  return partials;
}

}  // namespace

Publisher::Publisher(const LedgerLog& log, Store& store, fs::path directory)
    : log_(log), store_(store), directory_(std::move(directory)) {}

Publisher::~Publisher() {
  stop();
}

Result<void> Publisher::publish() {
  if (look_at_pruned_.exchange(false)) {
    const auto kept = kept_from(store_);
    if (!kept) look_at_pruned_ = true;
    if (!kept) return fail(kept.error());
    kept_from_ = *kept;
    prune_after_ = log_.size();  // it was durable before prune() was called
    pruning_ = kept_from_ > 0;
  }
  const std::shared_ptr<const std::string> note = log_.checkpoint();
  const auto head = read_checkpoint(*note);
  if (!head) return fail(head.error());
  if (!looked_around_) {
    if (const auto looked = look_around(head->size); !looked) return looked;
  } else if (head->size == published_) {
    return finish_pruning();
  }
  std::vector<Tile> tiles = crypto::new_tiles(published_, head->size);
  tiles.insert(tiles.end(), missing_.begin(), missing_.end());
  std::erase_if(tiles, [this](const Tile& tile) { return is_pruned(tile, kept_from_); });
  looked_around_ = false;  // until all is well: after a failure the files are looked at again
  if (const auto written = write(std::move(tiles)); !written) return written;
  if (const auto replaced = replace_file(directory_ / "checkpoint", *note, kMode); !replaced) return replaced;
  looked_around_ = true;
  missing_.clear();
  if (head->size != published_) {
    for (const Tile& tile : partials_of(before_)) stale_.push_back(directory_ / tile.path());
    before_ = std::exchange(published_, head->size);
  }
  remove_stale();
  return finish_pruning();
}

// In this order: what was decided is there before anything goes, and the files before the rows that they could be made
// from again. After a crash it is done again from the start.
Result<void> Publisher::finish_pruning() {
  if (!pruning_ || published_ < prune_after_) return {};
  const auto pruned = PrunedPrefix::read(store_);
  if (!pruned) return fail(pruned.error());
  if (!*pruned) return {};
  if (const auto written = publish_decision(directory_, **pruned); !written) return written;
  if (const auto removed = remove_pruned_files(directory_, (*pruned)->kept_from); !removed) return removed;
  if (const auto dropped = prune_store(store_, **pruned); !dropped) return dropped;
  pruning_ = false;
  return {};
}

// What an earlier process, or a failure, left behind. A checkpoint that is not of this log's past is written over, with
// everything below it.
Result<void> Publisher::look_around(std::uint64_t size) {
  missing_.clear();
  stale_.clear();
  published_ = before_ = 0;
  std::error_code failure;
  fs::create_directories(directory_ / "tile", failure);
  if (failure) return fail(Code::kIo, "cannot make " + directory_.string() + ": " + failure.message());
  for (auto at = fs::recursive_directory_iterator(directory_ / "tile", failure);
       !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    const bool partial = at->path().parent_path().extension() == ".p";
    if (partial || at->path().extension() == kUnfinished) stale_.push_back(at->path());
  }
  const auto note = read_if_present(directory_ / "checkpoint", crypto::kNoteBytes);
  if (!note) return fail(note.error());
  if (!*note || !is_past_head(**note, size)) return {};
  published_ = before_ = read_checkpoint(**note)->size;
  for (const Tile& tile : crypto::all_tiles(published_)) {
    if (!is_pruned(tile, kept_from_) && !fs::exists(directory_ / tile.path(), failure)) missing_.push_back(tile);
  }
  return {};
}

bool Publisher::is_past_head(std::string_view note, std::uint64_t size) const {
  const auto head = read_checkpoint(note);
  if (!head || head->size > size) return false;
  const auto root = crypto::tree_root(head->size, [&](crypto::NodeId id) -> Result<crypto::Digest> {
    const crypto::TileSpan span = crypto::tile_span(id);
    const auto width = static_cast<unsigned>(span.index % crypto::kTileWidth) + span.count;
    const auto bytes = log_.tile({Tile::Kind::kHashes, span.level, span.index / crypto::kTileWidth, width});
    if (!bytes) return fail(bytes.error());
    return crypto::node_from_tile(id, *bytes);
  });
  return root && *root == head->root;
}

Result<Bytes> Publisher::contents(const Tile& tile) const {
  if (tile.kind == Tile::Kind::kHashes) return log_.tile(tile);
  const auto entries = store_.entries(tile.first(), tile.width);
  if (!entries) return fail(entries.error());
  if (entries->size() != tile.width) return fail(Code::kStorageFailed, "the store lacks entries of " + tile.path());
  Bytes bundle;
  for (const Bytes& entry : *entries) {
    if (const auto added = crypto::append_entry(bundle, entry); !added) return fail(added.error());
  }
  return bundle;
}

Result<void> Publisher::write(std::vector<Tile> tiles) const {
  std::span<const Tile> rest = tiles;
  while (!rest.empty()) {
    const std::size_t count = std::min(rest.size(), kFilesAtOnce);
    if (const auto written = write_some(rest.first(count)); !written) return written;
    rest = rest.subspan(count);
  }
  return {};
}

// As replace_file() does for one, but with few syncs for many.
Result<void> Publisher::write_some(std::span<const Tile> tiles) const {
  std::vector<OpenFile> files;
  std::set<fs::path> folders;
  for (const Tile& tile : tiles) {
    const auto bytes = contents(tile);
    if (!bytes) return fail(bytes.error());
    const fs::path path = directory_ / tile.path();
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (failure) return fail(Code::kIo, "cannot make " + path.parent_path().string() + ": " + failure.message());
    for (fs::path folder = path.parent_path(); folders.insert(folder).second && folder != directory_;) {
      folder = folder.parent_path();
    }
    auto file = open_file(path.string() + kUnfinished, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return fail(file.error());
    if (const auto written = write_at(*file, *bytes, 0, path); !written) return written;
    files.push_back(std::move(*file));
  }
  if (files.size() > kSyncEach) {
    if (::syncfs(files.front().number()) != 0) return file_error("cannot sync the file system of", directory_);
  } else {
    for (const OpenFile& file : files) {
      if (::fsync(file.number()) != 0) return file_error("cannot sync a tile in", directory_);
    }
  }
  for (const Tile& tile : tiles) {
    const fs::path path = directory_ / tile.path();
    if (::rename((path.string() + kUnfinished).c_str(), path.c_str()) != 0) return file_error("cannot rename to", path);
  }
  for (const fs::path& folder : folders) {
    if (const auto synced = sync_folder(folder); !synced) return synced;
  }
  return {};
}

// All but the partial tiles of the newest checkpoint and of the one before it. What can't be removed harms nobody.
void Publisher::remove_stale() {
  std::set<fs::path> kept;
  for (const std::uint64_t size : {before_, published_}) {
    for (const Tile& tile : partials_of(size)) kept.insert(directory_ / tile.path());
  }
  std::error_code ignored;
  for (const fs::path& path : stale_) {
    if (kept.contains(path)) continue;
    fs::remove(path, ignored);
    if (path.parent_path().extension() == ".p") fs::remove(path.parent_path(), ignored);  // stays while it is not empty
  }
  stale_.clear();
}

void Publisher::start(std::function<void(const Error&)> failed, std::function<void()> recovered,
                      std::function<void()> published) {
  failed_ = std::move(failed);
  recovered_ = std::move(recovered);
  published_now_ = std::move(published);
  stopping_ = false;
  wanted_ = true;
  thread_ = std::thread([this] { run(); });
}

void Publisher::prune() {
  look_at_pruned_ = true;
  wake();
}

void Publisher::wake() {
  const std::lock_guard lock(mutex_);
  wanted_ = true;
  if (idle_) changed_.notify_one();
}

void Publisher::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Publisher::run() {
  name_this_thread("publish");
  std::unique_lock lock(mutex_);
  bool failing = false;
  while (true) {
    idle_ = true;
    changed_.wait(lock, [this] { return wanted_ || stopping_; });
    idle_ = false;
    wanted_ = false;
    const bool last = stopping_;
    lock.unlock();
    const auto published = publish();
    if (published && published_now_) published_now_();
    if (!published && failed_) failed_(published.error());
    if (published && failing && recovered_) recovered_();
    failing = !published;
    lock.lock();
    if (last) return;
    if (failing) wanted_ = true;
    changed_.wait_for(lock, kInterval, [this] { return stopping_; });
  }
}

}  // namespace concordat::gateway
