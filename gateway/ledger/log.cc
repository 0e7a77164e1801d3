#include "gateway/ledger/log.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "crypto/merkle/proof.h"
#include "crypto/merkle/tile.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/fork/log_origins.h"
#include "gateway/ledger/head_file.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/tree/seal_check.h"
#include "gateway/ledger/tree/tree_state.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kLogSequence = "log";
// Plans known to have their entry. Policies bring few; past this many they are looked up in the store again.
constexpr std::size_t kKnownPlans = 100'000;

using Sequences = std::unordered_map<std::string, std::uint64_t>;

// All that one step adds; thrown away when the step fails.
struct Step {
  std::uint64_t first = 0;
  std::int64_t unix_ms = 0;
  crypto::Frontier frontier;
  Edge added;
  std::vector<Bytes> entries;
  Sequences sequences;  // of the agreements that it names
  std::vector<crypto::Digest> plans;
  std::vector<std::pair<std::string, Bytes>> plan_values;
  crypto::Digest root;  // from seal() on, as is the next
  std::string checkpoint;
};

}  // namespace

struct LedgerLog::State {
  State(Store& durable, std::shared_ptr<const LedgerKeys> ledger_keys, LogOrigins logs, HeadFile highest,
        TreeState tree)
      : store(durable),
        keys(std::move(ledger_keys)),
        origins(std::move(logs)),
        head(std::move(highest)),
        vault(durable, keys->vault),
        frontier(std::move(tree.frontier)),
        root(frontier.root()),
        last_ms(tree.last_ms),
        edge(std::move(tree.edge)),
        size(frontier.size()),
        checkpoint(std::make_shared<const std::string>(std::move(tree.checkpoint))) {}

  Result<std::uint64_t> last_sequence(const std::string& agreement);
  Result<void> next_sequences(const EntryDraft& draft);
  Result<void> make_tags(std::string_view entry_id, const std::vector<Subject>& subjects);
  Bytes full_tile(const crypto::Tile& tile) const;

  Store& store;
  const std::shared_ptr<const LedgerKeys> keys;
  const LogOrigins origins;

  // Of the commit thread.
  HeadFile head;
  Vault vault;
  crypto::Frontier frontier;
  crypto::Digest root;  // of the newest signed checkpoint
  std::int64_t last_ms;
  Sequences sequences;
  std::unordered_set<crypto::Digest> plans;
  Step step;
  std::vector<std::pair<std::string, std::uint64_t>> entry_sequences;  // scratch of append()
  std::vector<std::string> entry_tags;                                 // likewise

  // Of all threads. The commit thread alone writes them, and reads them without the mutex.
  mutable std::mutex mutex;
  Edge edge;
  std::uint64_t size;
  std::shared_ptr<const std::string> checkpoint;
};

Result<std::uint64_t> LedgerLog::State::last_sequence(const std::string& agreement) {
  if (const auto found = step.sequences.find(agreement); found != step.sequences.end()) return found->second;
  if (const auto found = sequences.find(agreement); found != sequences.end()) return found->second;
  const auto stored = store.value(std::string(kSequenceValues) + agreement);
  if (!stored) return fail(stored.error());
  if (*stored && (*stored)->size() != 8) {
    return fail(Code::kLedgerInvalid, "the store's ledger is damaged: sequence of agreement " + agreement);
  }
  const std::uint64_t last = *stored ? get_u64(**stored) : 0;
  sequences.emplace(agreement, last);
  return last;
}

// The numbers that the entry being appended will have, in order of their names.
Result<void> LedgerLog::State::next_sequences(const EntryDraft& draft) {
  entry_sequences.clear();
  for (const std::string& agreement : draft.agreements) {
    const auto same = [&](const auto& known) { return known.first == agreement; };
    if (agreement == kLogSequence || std::any_of(entry_sequences.begin(), entry_sequences.end(), same)) continue;
    const auto last = last_sequence(agreement);
    if (!last) return fail(last.error());
    entry_sequences.emplace_back(agreement, *last + 1);
  }
  entry_sequences.emplace_back(kLogSequence, step.frontier.size());
  return {};
}

// Sorted, so that the order tells nothing about the persons; each person once.
Result<void> LedgerLog::State::make_tags(std::string_view entry_id, const std::vector<Subject>& subjects) {
  entry_tags.clear();
  for (const Subject& subject : subjects) {
    const auto tag = vault.tag(subject.hash, entry_id);
    if (!tag) return fail(tag.error());
    entry_tags.push_back(tag->hex());
  }
  std::sort(entry_tags.begin(), entry_tags.end());
  entry_tags.erase(std::unique(entry_tags.begin(), entry_tags.end()), entry_tags.end());
  return {};
}

Bytes LedgerLog::State::full_tile(const crypto::Tile& tile) const {
  Bytes bytes;
  bytes.reserve(crypto::kTileWidth * crypto::Digest::kSize);
  for (std::uint64_t i = tile.first(); i < tile.first() + crypto::kTileWidth; ++i) {
    const crypto::NodeId id{tile.level * crypto::kTileHeight, i};
    const crypto::Digest* hash = step.added.find(id);
    bytes += (hash != nullptr ? hash : edge.find(id))->view();
  }
  return bytes;
}

LedgerLog::LedgerLog() = default;
LedgerLog::~LedgerLog() = default;

Result<std::unique_ptr<LedgerLog>> LedgerLog::open(Store& store, std::shared_ptr<const LedgerKeys> keys,
                                                   const std::string& head_file, Unfinished fork) {
  auto origins = LogOrigins::read(store);
  if (!origins) return fail(origins.error());
  if (!origins->empty() && origins->current() != keys->origin()) {
    return fail(Code::kConfigInvalid,
                "the store's ledger is " + printable(origins->current()) + ", not " + keys->origin());
  }
  const auto unfinished = store.value(kForkValue);
  if (!unfinished) return fail(unfinished.error());
  if (*unfinished && fork == Unfinished::kRefuse) {
    return fail(Code::kConfigInvalid,
                "a fork of the ledger was begun and cut off: run `concordat ledger fork DIR --yes` again to finish it");
  }
  auto tree = recover_tree(store, *keys);
  if (!tree) return fail(tree.error());
  const bool fresh = tree->frontier.size() == 0;
  auto head = HeadFile::open(head_file, fresh ? HeadFile::IfMissing::kCreate : HeadFile::IfMissing::kRefuse);
  if (!head) return fail(head.error());
  const auto checked = check_against_head(*tree, store, *keys, head->highest(), head_file);
  if (!checked) return fail(checked.error());
  std::unique_ptr<LedgerLog> log(new LedgerLog);
  log->state_ =
      std::make_unique<State>(store, std::move(keys), std::move(*origins), std::move(*head), std::move(*tree));
  return log;
}

void LedgerLog::begin(std::int64_t unix_ms) {
  State& state = *state_;
  state.vault.discard();
  for (const crypto::Digest& plan : state.step.plans) state.plans.erase(plan);
  state.step = Step();
  state.step.first = state.frontier.size();
  state.step.unix_ms = std::max(unix_ms, state.last_ms);  // a clock that was set back does not turn the log's time back
  state.step.frontier = state.frontier;
}

Result<std::uint64_t> LedgerLog::append(const EntryDraft& draft, RecordId entry_id,
                                        const std::vector<Subject>& subjects) {
  State& state = *state_;
  if (const auto numbered = state.next_sequences(draft); !numbered) return fail(numbered.error());
  if (const auto tagged = state.make_tags(subjects.empty() ? std::string() : entry_id.str(), subjects); !tagged)
    return fail(tagged.error());
  std::string entry = finish_entry(draft, state.entry_sequences, state.entry_tags, state.step.unix_ms);
  if (entry.size() > limits::kEntryBytes) {
    return fail(Code::kTooLarge, "a ledger entry would have " + std::to_string(entry.size()) + " bytes");
  }
  for (const auto& [name, number] : state.entry_sequences) {
    if (name != kLogSequence) state.step.sequences[name] = number;
  }
  const std::uint64_t index = state.step.frontier.size();
  state.step.frontier.append(crypto::leaf_hash(entry),
                             [&](crypto::NodeId id, const crypto::Digest& hash) { state.step.added.add(id, hash); });
  state.step.entries.push_back(std::move(entry));
  if (const auto kept = keep_detail(entry_id, index, subjects); !kept) return fail(kept.error());
  return index;
}

Result<void> LedgerLog::keep_detail(RecordId record, std::uint64_t index, const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects) {
    if (const auto kept = state_->vault.keep(subject, record, place_of(number(), index)); !kept) return kept;
  }
  return {};
}

Result<Vault::Known> LedgerLog::known(const std::vector<Bytes>& subjects) {
  return state_->vault.known(subjects);
}

void LedgerLog::erase(const Vault::Known& known) {
  state_->vault.erase(known);
}

Result<void> LedgerLog::use_plan(const PlanUse& plan) {
  State& state = *state_;
  const auto hash = crypto::Digest::from(plan.hash);
  if (!hash || !plan.text) return fail(Code::kInternal, "a plan without its hash or its text");
  if (!state.plans.insert(*hash).second) return {};
  state.step.plans.push_back(*hash);
  std::string value_name = std::string(kPlanValues) + hash->hex();
  // A later log says again what an earlier one said: the text alone does not tell which has.
  const std::string said_name = std::string(kSaidPlanValues) + hash->hex();
  const bool forked = state.origins.number() > 0;
  const auto known = state.store.value(forked ? said_name : value_name);
  if (!known) return fail(known.error());
  if (*known) return {};
  if (const auto index = append(plan_entry(hash->hex(), *plan.text), {}, {}); !index) return fail(index.error());
  state.step.plan_values.emplace_back(std::move(value_name), *plan.text);
  if (forked) state.step.plan_values.emplace_back(said_name, "said");
  if (plan.frame) state.step.plan_values.emplace_back(std::string(kPlanFrameValues) + hash->hex(), *plan.frame);
  return {};
}

Result<void> LedgerLog::repeat_plan(ByteView hash) {
  const auto text = state_->store.value(std::string(kPlanValues) + hex(hash));
  if (!text) return fail(text.error());
  if (!*text) return {};
  if (const auto index = append(plan_entry(hex(hash), **text), {}, {}); !index) return fail(index.error());
  return {};
}

Result<void> LedgerLog::seal(CommitBatch& batch) {
  State& state = *state_;
  Step& step = state.step;
  batch.first_entry = step.first;
  if (step.entries.empty()) return {};
  const std::uint64_t size = step.frontier.size();
  batch.entries = step.entries;  // a copy: pending_entry() still answers after the store has taken these
  for (const crypto::Tile& tile : crypto::new_tiles(step.first, size)) {
    if (tile.kind != crypto::Tile::Kind::kHashes || tile.partial()) continue;
    batch.tiles.emplace_back(tile.path(), state.full_tile(tile));
  }
  batch.values.emplace_back(kStateValue, write_state(step.frontier, step.unix_ms));
  // Signed last, and only what is hashed again: a checkpoint can't be taken back.
  step.root = step.frontier.root();
  if (const auto same = check_sealed({state.frontier, state.root}, step.root, batch); !same) return same;
  step.checkpoint = state.keys->sign(size, step.root);
  batch.values.emplace_back(kCheckpointValue, step.checkpoint);
  for (const auto& [agreement, last] : step.sequences) {
    Bytes number;
    put_u64(number, last);
    batch.values.emplace_back(std::string(kSequenceValues) + agreement, std::move(number));
  }
  std::move(step.plan_values.begin(), step.plan_values.end(), std::back_inserter(batch.values));
  state.vault.seal(batch);
  return {};
}

Result<void> LedgerLog::committed() {
  State& state = *state_;
  Step& step = state.step;
  if (step.entries.empty()) return {};
  if (const auto written = state.head.write(step.checkpoint); !written) return written;
  state.vault.committed();
  step.plans.clear();
  if (state.plans.size() > kKnownPlans) state.plans.clear();
  for (const auto& [agreement, last] : step.sequences) state.sequences[agreement] = last;
  state.last_ms = step.unix_ms;
  state.frontier = step.frontier;
  state.root = step.root;
  auto checkpoint = std::make_shared<const std::string>(std::move(step.checkpoint));
  const std::lock_guard lock(state.mutex);
  state.size = state.frontier.size();
  state.edge.absorb(std::move(step.added), state.size);
  state.checkpoint = std::move(checkpoint);
  return {};
}

const std::string& LedgerLog::origin() const {
  return state_->keys->origin();
}

std::uint64_t LedgerLog::number() const {
  return state_->origins.number();
}

std::string LedgerLog::origin_of(std::uint64_t log_number) const {
  return state_->origins.name(log_number);
}

std::uint64_t LedgerLog::size() const {
  const std::lock_guard lock(state_->mutex);
  return state_->size;
}

std::shared_ptr<const std::string> LedgerLog::checkpoint() const {
  const std::lock_guard lock(state_->mutex);
  return state_->checkpoint;
}

const Bytes& LedgerLog::pending_entry(std::uint64_t index) const {
  return state_->step.entries.at(index - state_->step.first);
}

// RFC 6962 section 2.1.1, for the durable tree. On the way up at most one subtree is ragged: the one at the right edge.
Result<std::vector<crypto::Digest>> LedgerLog::inclusion_proof(std::uint64_t index) const {
  const State& state = *state_;
  std::vector<crypto::Digest> proof;
  std::vector<std::pair<std::size_t, crypto::NodeId>> in_tiles;  // to be read when the mutex is free
  {
    const std::lock_guard lock(state.mutex);
    if (index >= state.size) {
      return fail(Code::kNotFound, "entry " + std::to_string(index) + " is not in the ledger");
    }
    const auto add = [&](crypto::NodeId id) {
      const crypto::Digest* hash = state.edge.find(id);
      if (hash == nullptr) in_tiles.emplace_back(proof.size(), id);
      proof.push_back(hash == nullptr ? crypto::Digest() : *hash);
    };
    const auto at_edge = [&](crypto::NodeId id) -> Result<crypto::Digest> { return *state.edge.find(id); };
    crypto::NodeId node{0, index};
    for (std::uint64_t last = state.size - 1; last > 0; last >>= 1, ++node.level, node.index >>= 1) {
      const crypto::NodeId sibling{node.level, node.index ^ 1};
      if (sibling.index > last) continue;
      const bool complete = sibling.index < state.size >> node.level;
      if (complete) {
        add(sibling);
      } else {
        proof.push_back(*crypto::subtree_hash(crypto::subtree(sibling.index << node.level, state.size), at_edge));
      }
    }
  }
  for (const auto& [position, id] : in_tiles) {
    const auto hash = node_from_store(state.store, id);
    if (!hash) return fail(hash.error());
    proof[position] = *hash;
  }
  return proof;
}

Result<Bytes> LedgerLog::tile(const crypto::Tile& tile) const {
  const State& state = *state_;
  const auto full = state.store.tile(tile.full().path());
  if (!full) return fail(full.error());
  if (*full) return (*full)->substr(0, std::size_t{tile.width} * crypto::Digest::kSize);
  Bytes bytes;
  const std::lock_guard lock(state.mutex);
  for (std::uint64_t i = tile.first(); i < tile.first() + tile.width; ++i) {
    const crypto::Digest* hash = state.edge.find({tile.level * crypto::kTileHeight, i});
    if (hash == nullptr) return fail(Code::kNotFound, tile.path() + " is not in the ledger");
    bytes += hash->view();
  }
  return bytes;
}

}  // namespace concordat::gateway
