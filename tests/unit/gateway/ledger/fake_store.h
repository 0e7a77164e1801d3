#pragma once
// The ledger's side of a store in plain containers that a test may look into and tamper with. Queues are not the
// ledger's concern.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/store/store.h"

namespace concordat::gateway {

class FakeStore final : public Store {
 public:
  std::vector<Bytes> kept_entries;
  std::map<std::string, Bytes, std::less<>> kept_tiles;
  std::map<std::string, Bytes, std::less<>> kept_values;
  std::map<Bytes, Bytes, std::less<>> kept_vault;

  FakeStore() = default;
  FakeStore(const FakeStore& other)
      : kept_entries(other.kept_entries),
        kept_tiles(other.kept_tiles),
        kept_values(other.kept_values),
        kept_vault(other.kept_vault) {}

  Result<void> commit(CommitBatch& batch) override {
    const std::lock_guard lock(mutex_);
    if (batch.first_entry != kept_entries.size()) return fail(Code::kInternal, "the batch's entries do not follow");
    for (Bytes& entry : batch.entries) kept_entries.push_back(std::move(entry));
    for (auto& [path, bytes] : batch.tiles) kept_tiles.insert_or_assign(path, std::move(bytes));
    for (auto& [name, bytes] : batch.values) {
      if (bytes.empty()) {
        kept_values.erase(name);
      } else {
        kept_values.insert_or_assign(name, std::move(bytes));
      }
    }
    for (auto& [key, row] : batch.vault) {
      if (row.empty()) {
        kept_vault.erase(key);
      } else {
        kept_vault.insert_or_assign(key, std::move(row));
      }
    }
    return {};
  }
  Result<std::optional<Bytes>> value(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_values.find(name);
    return found == kept_values.end() ? std::optional<Bytes>() : std::optional<Bytes>(found->second);
  }
  Result<std::vector<std::pair<std::string, Bytes>>> values_with(std::string_view, std::size_t) override {
    return std::vector<std::pair<std::string, Bytes>>();
  }
  Result<std::vector<Bytes>> entries(std::uint64_t first, std::size_t count) override {
    const std::lock_guard lock(mutex_);
    std::vector<Bytes> found;
    for (std::uint64_t i = first; i < kept_entries.size() && found.size() < count; ++i) {
      found.push_back(kept_entries[i]);
    }
    return found;
  }
  Result<std::optional<Bytes>> vault_row(ByteView key) override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_vault.find(key);
    return found == kept_vault.end() ? std::optional<Bytes>() : std::optional<Bytes>(found->second);
  }
  Result<std::vector<std::pair<Bytes, Bytes>>> vault_rows(ByteView prefix, ByteView after, std::size_t max) override {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<Bytes, Bytes>> found;
    auto at = after < prefix ? kept_vault.lower_bound(prefix) : kept_vault.upper_bound(after);
    for (; at != kept_vault.end() && found.size() < max && at->first.starts_with(prefix); ++at) found.push_back(*at);
    return found;
  }
  Result<void> scrub() override { return {}; }
  Result<std::optional<Bytes>> tile(std::string_view path) override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_tiles.find(path);
    return found == kept_tiles.end() ? std::optional<Bytes>() : std::optional<Bytes>(found->second);
  }

  [[nodiscard]] std::uint64_t last_commit() const override { return 0; }
  Result<Claim> claim(std::string_view, std::size_t, std::size_t) override { return Claim{}; }
  void release(std::string_view, const std::vector<std::uint64_t>&) override {}
  Result<std::optional<Claimed>> waiting_at(std::string_view, std::uint64_t) override {
    return std::optional<Claimed>();
  }
  Result<void> revive(std::string_view, std::uint64_t) override { return {}; }
  Result<std::vector<std::pair<std::string, std::uint64_t>>> expired(std::int64_t, std::size_t) override {
    return std::vector<std::pair<std::string, std::uint64_t>>();
  }
  [[nodiscard]] std::map<std::string, Waiting> waiting() const override { return {}; }
  Result<std::vector<QueuedId>> queued(std::string_view) override { return std::vector<QueuedId>(); }
  Result<SettledState> state_of(std::string_view, RecordId) override { return SettledState{}; }
  Result<std::optional<DedupRow>> find(ByteView) override { return std::optional<DedupRow>(); }
  Result<std::optional<RecordRow>> record(RecordId) override { return std::optional<RecordRow>(); }
  Result<void> forget_before(std::int64_t) override { return {}; }

 private:
  std::mutex mutex_;
};

}  // namespace concordat::gateway
