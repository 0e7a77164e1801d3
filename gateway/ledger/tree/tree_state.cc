#include "gateway/ledger/tree/tree_state.h"

#include <utility>
#include <vector>

#include "crypto/merkle/proof.h"
#include "crypto/merkle/tile.h"

namespace concordat::gateway {
namespace {

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(Code::kLedgerInvalid, "the store's ledger is damaged: " + what +
                                        ". Nothing was changed; restore the newest backup of the store");
}

// A hash of a tile that is not full, and the nodes inside that tile which it completes.
void add_within_tile(Edge& edge, crypto::NodeId id, crypto::Digest hash) {
  edge.add(id, hash);
  while ((id.index & 1) != 0 && (id.level + 1) % crypto::kTileHeight != 0) {
    hash = crypto::node_hash(*edge.find({id.level, id.index - 1}), hash);
    id = {id.level + 1, id.index >> 1};
    edge.add(id, hash);
  }
}

Result<void> rebuild_leaves(Store& store, std::uint64_t size, Edge& edge) {
  const std::uint64_t first = size - size % crypto::kTileWidth;
  const auto entries = store.entries(first, crypto::kTileWidth + 1);
  if (!entries) return fail(entries.error());
  if (entries->size() != size - first) {
    return damaged("it counts " + std::to_string(size) + " entries and holds " +
                   std::to_string(first + entries->size()) + (entries->size() > crypto::kTileWidth ? " or more" : ""));
  }
  for (std::size_t i = 0; i < entries->size(); ++i) {
    add_within_tile(edge, {0, first + i}, crypto::leaf_hash((*entries)[i]));
  }
  return {};
}

// Each hash of a tile above the leaves is the root of a full tile one tile level down.
Result<void> rebuild_edge(Store& store, std::uint64_t size, Edge& edge) {
  if (const auto leaves = rebuild_leaves(store, size, edge); !leaves) return leaves;
  for (unsigned level = crypto::kTileHeight; level < 64 && size >> level != 0; level += crypto::kTileHeight) {
    const std::uint64_t hashes = size >> level;
    for (std::uint64_t i = hashes - hashes % crypto::kTileWidth; i < hashes; ++i) {
      const auto left = node_from_store(store, {level - 1, 2 * i});
      if (!left) return fail(left.error());
      const auto right = node_from_store(store, {level - 1, 2 * i + 1});
      if (!right) return fail(right.error());
      add_within_tile(edge, {level, i}, crypto::node_hash(*left, *right));
    }
  }
  return {};
}

Result<crypto::Digest> find_node(const TreeState& tree, Store& store, crypto::NodeId id) {
  if (const crypto::Digest* hash = tree.edge.find(id)) return *hash;
  return node_from_store(store, id);
}

Result<crypto::Digest> root_at(const TreeState& tree, Store& store, std::uint64_t size) {
  return crypto::tree_root(size, [&](crypto::NodeId id) { return find_node(tree, store, id); });
}

constexpr std::string_view kRestored = ". It was restored from an older backup, or another gateway has used it";
constexpr std::string_view kAdvice =
    ". Do not delete the head file: put back the newest store; if it is lost, `concordat ledger fork DIR` opens a new "
    "log "
    "whose first entry names the old head";

// The origin of a head that these keys signed under another name; empty when it is none.
std::string other_log_of(std::string_view note, const LedgerKeys& keys) {
  const auto parsed = crypto::Note::parse(note);
  if (!parsed) return {};
  const auto head = crypto::Checkpoint::parse(parsed->text);
  if (!head || head->origin == keys.origin()) return {};
  std::vector<crypto::VerifierKey> under_that_name;
  for (const crypto::VerifierKey& key : keys.verifiers()) {
    if (auto other = crypto::VerifierKey::make(head->origin, crypto::KeyType::kLog, key.key())) {
      under_that_name.push_back(std::move(*other));
    }
  }
  return crypto::open_checkpoint(note, under_that_name) ? head->origin : std::string();
}

std::string hex_id(std::uint32_t id) {
  Bytes octets;
  put_u32(octets, id);
  return hex(octets);
}

// A head that this gateway signed. Whoever takes a key away before the gateway has signed with the next one is told
// whose key is missed.
Result<crypto::OpenedCheckpoint> open_own(std::string_view note, const LedgerKeys& keys, const std::string& what) {
  auto head = crypto::open_checkpoint(note, keys.verifiers());
  if (head) return head;
  std::string words =
      what + " is not signed by this ledger's key (" + keys.verifier.str() + "): " + head.error().detail;
  const auto parsed = crypto::Note::parse(note);
  std::string missing;
  for (std::size_t i = 0; parsed && i < parsed->signatures.size(); ++i) {
    const crypto::NoteSignature& signature = parsed->signatures[i];
    if (signature.name != keys.origin()) continue;
    missing += (missing.empty() ? "" : ", ") + hex_id(signature.key_id);
  }
  if (!missing.empty()) {
    words += ". It was signed by the key " + missing +
             ", which the file of keys.ledger no longer holds. Append that private key behind the newer one, start the "
             "gateway once, so that both sign, and take it away then (concordat ledger rotate-key DIR --end-overlap)";
  }
  return fail(Code::kLedgerInvalid, std::move(words));
}

Result<void> check_recovered(const TreeState& tree, Store& store, const LedgerKeys& keys) {
  const auto root = root_at(tree, store, tree.frontier.size());
  if (!root) return fail(root.error());
  if (*root != tree.frontier.root()) return damaged("its entries do not hash to the root that it recorded");
  const auto head = open_own(tree.checkpoint, keys, "the store's checkpoint");
  if (!head) return fail(head.error());
  if (head->checkpoint.size != tree.frontier.size() || head->checkpoint.root != *root) {
    return damaged("its entries do not hash to the root that was signed");
  }
  return {};
}

}  // namespace

Bytes write_state(const crypto::Frontier& frontier, std::int64_t last_ms) {
  Bytes bytes;
  put_u64(bytes, static_cast<std::uint64_t>(last_ms));
  bytes += frontier.serialise();
  return bytes;
}

Result<TreeState> recover_tree(Store& store, const LedgerKeys& keys) {
  TreeState tree;
  const auto state = store.value(kStateValue);
  if (!state) return fail(state.error());
  if (!*state) {
    const auto stray = store.entries(0, 1);
    if (!stray) return fail(stray.error());
    if (!stray->empty()) return damaged("it holds entries and has no record of its tree");
    tree.checkpoint = keys.sign(0, crypto::empty_root());
    return tree;
  }
  if ((*state)->size() < 8) return damaged("the record of its tree is too short");
  tree.last_ms = static_cast<std::int64_t>(get_u64(**state));
  auto frontier = crypto::Frontier::parse(ByteView(**state).substr(8));
  if (!frontier) return damaged("the record of its tree cannot be read");
  tree.frontier = std::move(*frontier);
  auto checkpoint = store.value(kCheckpointValue);
  if (!checkpoint) return fail(checkpoint.error());
  if (!*checkpoint) return damaged("it has no checkpoint");
  tree.checkpoint = std::move(**checkpoint);
  if (const auto rebuilt = rebuild_edge(store, tree.frontier.size(), tree.edge); !rebuilt) return fail(rebuilt.error());
  if (const auto checked = check_recovered(tree, store, keys); !checked) return fail(checked.error());
  return tree;
}

Result<crypto::Digest> node_from_store(Store& store, crypto::NodeId id) {
  const crypto::TileSpan span = crypto::tile_span(id);
  const crypto::Tile tile{crypto::Tile::Kind::kHashes, span.level, span.index / crypto::kTileWidth};
  const auto bytes = store.tile(tile.path());
  if (!bytes) return fail(bytes.error());
  if (!*bytes) return damaged(tile.path() + " is missing");
  return crypto::node_from_tile(id, **bytes);
}

Result<void> check_against_head(const TreeState& tree, Store& store, const LedgerKeys& keys, std::string_view highest,
                                const std::filesystem::path& head_file) {
  if (highest.empty()) return {};
  if (const std::string newer = other_log_of(highest, keys); !newer.empty()) {
    return fail(Code::kStorageBehind, "the store's ledger is " + keys.origin() +
                                          ", but this gateway has already signed a head of its later log " + newer +
                                          " (" + head_file.string() +
                                          "). The store was restored from a backup of before the fork" +
                                          std::string(kAdvice));
  }
  const auto head = open_own(highest, keys, head_file.string() + ": the highest head");
  if (!head) return fail(head.error());
  const std::uint64_t signed_size = head->checkpoint.size;
  if (signed_size > tree.frontier.size()) {
    return fail(Code::kStorageBehind, "the store holds " + std::to_string(tree.frontier.size()) +
                                          " ledger entries, but this gateway has already signed a head of " +
                                          std::to_string(signed_size) + " (" + head_file.string() + ")" +
                                          std::string(kRestored) + std::string(kAdvice));
  }
  const auto root = root_at(tree, store, signed_size);
  if (!root) return fail(root.error());
  if (*root != head->checkpoint.root) {
    return fail(Code::kStorageBehind, "the first " + std::to_string(signed_size) +
                                          " ledger entries of the store are not those that this gateway signed (" +
                                          head_file.string() + ")" + std::string(kRestored) + std::string(kAdvice));
  }
  return {};
}

}  // namespace concordat::gateway
