#include "gateway/cli/ledger/export/ledger_line.h"

#include <algorithm>

#include "crypto/merkle/entry_bundle.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kBundlesKept = 16;  // some 4 MB

}  // namespace

const EntrySource::Bundle* EntrySource::bundle(std::uint64_t index) {
  const crypto::Tile tile = gateway::bundle_holding(index, size_);
  const std::uint64_t number = tile.first();
  const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const auto& one) { return one->number == number; });
  if (known != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, known);
    return kept_.front().get();
  }
  auto bytes = files_.read_bundle(tile);
  if (!bytes) return nullptr;
  auto read = std::make_unique<Bundle>();
  read->number = number;
  read->bytes = std::move(*bytes);
  auto entries = crypto::parse_bundle(read->bytes);
  if (!entries) return nullptr;
  read->entries = std::move(*entries);
  if (kept_.size() == kBundlesKept) kept_.pop_back();
  kept_.push_front(std::move(read));
  return kept_.front().get();
}

const gateway::EntryView* EntrySource::entry(std::uint64_t index) {
  if (index >= size_) return nullptr;
  const Bundle* found = bundle(index);
  if (found == nullptr || index - found->number >= found->entries.size()) return nullptr;
  return gateway::read_entry(found->entries[index - found->number], view_) ? &view_ : nullptr;
}

}  // namespace concordat::cli
