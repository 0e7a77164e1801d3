#include "gateway/ledger/audit/verify.h"

#include <optional>
#include <utility>

#include "crypto/merkle/entry_bundle.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/pruned.h"
#include "gateway/ledger/audit/tree_check.h"

namespace concordat::gateway {
namespace {

std::string entry_number(std::uint64_t index) {
  return "entry " + std::to_string(index);
}

// What one entry says beside what those before it said.
class EntryCheck {
 public:
  explicit EntryCheck(VerifyReport& report) : report_(report) {}

  // What the entries that were pruned came to.
  void go_on_from(const Pruned& pruned) {
    report_.last_time = pruned.decision.through;
    for (const auto& [agreement, last] : pruned.last) counted_.emplace(agreement, Counted{last, 0});
  }

  void check(std::uint64_t index, ByteView bytes) {
    if (const auto read = read_entry(bytes, entry_); !read) {
      report_.problems.add(entry_number(index), read.error().detail);
      skip();
      return;
    }
    count_event();
    check_time(index);
    check_sequences(index);
  }
  // Entries that could not be read: the next number of each agreement may be any larger one.
  void skip() { ++skipped_; }
  // The last number of each agreement.
  void finish() {
    for (const auto& [agreement, counted] : counted_) report_.agreements.emplace(agreement, counted.last);
  }

 private:
  void count_event() {
    const auto known = report_.events.find(entry_.event);
    if (known != report_.events.end()) {
      ++known->second;
    } else {
      report_.events.emplace(entry_.event, 1);
    }
  }

  void check_time(std::uint64_t index) {
    if (report_.first_time.empty()) report_.first_time = entry_.time;
    if (entry_.time < report_.last_time) {
      report_.problems.add(entry_number(index),
                           "its time goes back, from " + report_.last_time + " to " + std::string(entry_.time));
    }
    report_.last_time = entry_.time;
  }

  void check_sequences(std::uint64_t index) {
    if (entry_.log_sequence != index) {
      report_.problems.add(entry_number(index),
                           "calls itself number " + std::to_string(entry_.log_sequence) + " of the log");
    }
    for (const Member& sequence : entry_.sequences) {
      if (sequence.key == "log") continue;
      const auto number = number_of(sequence.value);
      if (!number) {
        report_.problems.add(entry_number(index), "has no sequence number under agreement " + printable(sequence.key));
        continue;
      }
      check_next(index, sequence.key, *number);
    }
  }

  void check_next(std::uint64_t index, std::string_view agreement, std::uint64_t number) {
    auto found = counted_.find(agreement);
    if (found == counted_.end()) found = counted_.emplace(agreement, Counted{}).first;
    Counted& counted = found->second;
    const bool may_skip = std::exchange(counted.skipped, skipped_) != skipped_;
    if (may_skip ? number <= counted.last : number != counted.last + 1) {
      report_.problems.add(entry_number(index), "under agreement " + printable(agreement) + " number " +
                                                    std::to_string(number) + " follows " +
                                                    std::to_string(counted.last));
    }
    counted.last = number;
  }

  struct Counted {
    std::uint64_t last = 0;
    std::uint64_t skipped = 0;  // the value of skipped_ then
  };

  VerifyReport& report_;
  EntryView entry_;
  std::map<std::string, Counted, std::less<>> counted_;
  std::uint64_t skipped_ = 0;
};

// Signature, origin and form. The size and root are used even when the signature is wrong, so that the rest is told
// too.
Result<crypto::Checkpoint> check_checkpoint(const LedgerFiles& files, std::span<const crypto::VerifierKey> keys,
                                            Problems& problems) {
  const auto note = files.checkpoint_note();
  if (!note) return fail(note.error());
  const auto opened = crypto::open_checkpoint(*note, keys);
  if (opened) return opened->checkpoint;
  problems.add("checkpoint", opened.error().detail);
  return files.checkpoint();
}

// The hashes that a tile claims for entries whose bundle can't be read, so that what follows can still be checked.
bool append_claimed(const LedgerFiles& files, crypto::Tile bundle, TreeCheck& tree) {
  bundle.kind = crypto::Tile::Kind::kHashes;
  const auto hashes = files.read_hashes(bundle);
  if (!hashes) return false;
  for (std::size_t at = 0; at < hashes->size(); at += crypto::Digest::kSize) {
    tree.append(*crypto::Digest::from(ByteView(*hashes).substr(at, crypto::Digest::kSize)));
  }
  return true;
}

// The entries of one bundle; nullopt after telling why it has not the right ones.
std::optional<std::vector<ByteView>> open_bundle(const crypto::Tile& tile, const Result<Bytes>& bytes,
                                                 Problems& problems) {
  if (!bytes) {
    problems.add(tile.path(), bytes.error().detail);
    return std::nullopt;
  }
  auto entries = crypto::parse_bundle(*bytes);
  if (!entries) {
    problems.add(tile.path(), entries.error().detail);
    return std::nullopt;
  }
  if (entries->size() < tile.width) {
    problems.add(tile.path(),
                 "holds " + std::to_string(entries->size()) + " entries, not " + std::to_string(tile.width));
    return std::nullopt;
  }
  entries->resize(tile.width);
  return std::move(*entries);
}

// The entries that were pruned: the tree goes on from the nodes over them, the numbers from what the decision names.
// False when nothing after them can be checked.
bool begin_after_pruned(const LedgerFiles& files, const std::optional<Pruned>& pruned, TreeCheck& tree,
                        EntryCheck& entries, VerifyReport& report) {
  report.pruned.kept_from = files.kept_from();
  if (files.kept_from() == 0) return true;
  const std::string where = decision_path(files.kept_from());
  if (files.kept_from() > report.size) {
    report.problems.add(where, "speaks of more entries than the ledger has");
    return false;
  }
  if (const auto appended = tree.append_pruned(files.kept_from()); !appended) {
    report.problems.add(where,
                        "the tree cannot be built from the tiles over what was pruned: " + appended.error().detail);
    return false;
  }
  if (!pruned) {
    entries.skip();
    return true;
  }
  const PruneDecision& decision = pruned->decision;
  report.pruned.through = decision.through;
  report.pruned.decision_hex = pruned->decision_hex;
  report.pruned.party = decision.party;
  report.pruned.reason = decision.reason;
  entries.go_on_from(*pruned);
  if (decision.log != report.origin) report.problems.add(where, "is about the ledger " + printable(decision.log));
  if (decision.root != tree.root()) {
    report.problems.add(
        where, "its root is " + decision.root.hex() + ", but the tiles over what was pruned make " + tree.root().hex());
  }
  return true;
}

// Notes the entry that records the decision, if this is it.
void note_record(const std::optional<Pruned>& pruned, std::uint64_t index, ByteView bytes, VerifyReport& report) {
  if (!pruned || !report.pruned.recorded.empty() || !records(bytes, *pruned)) return;
  report.pruned.entry = index;
  report.pruned.recorded = report.last_time;
}

}  // namespace

Result<VerifyReport> verify(const LedgerFiles& files, const crypto::VerifierKey& key, const Progress& progress) {
  return verify(files, std::span(&key, 1), progress);
}

Result<VerifyReport> verify(const LedgerFiles& files, std::span<const crypto::VerifierKey> keys,
                            const Progress& progress) {
  VerifyReport report;
  const auto head = check_checkpoint(files, keys, report.problems);
  if (!head) return fail(head.error());
  report.origin = head->origin;
  report.size = head->size;
  report.root_hex = head->root.hex();

  TreeCheck tree(files, report.problems);
  EntryCheck entries(report);
  std::optional<Pruned> pruned;
  if (auto read = read_pruned(files)) {
    pruned = std::move(*read);
  } else {
    report.problems.add(decision_path(files.kept_from()), read.error().detail);
  }
  if (!begin_after_pruned(files, pruned, tree, entries, report)) return report;
  for (std::uint64_t index = files.kept_from(); index < head->size;) {
    const crypto::Tile tile = bundle_holding(index, head->size);
    const auto bytes = files.read_bundle(tile);
    const auto bundle = open_bundle(tile, bytes, report.problems);
    if (!bundle) {
      entries.skip();
      if (!append_claimed(files, tile, tree)) {
        report.problems.add(tile.path(), "neither it nor its hash tile can be read: nothing after it was checked");
        return report;
      }
    } else {
      for (std::size_t i = 0; i < bundle->size(); ++i) {
        entries.check(index + i, (*bundle)[i]);
        note_record(pruned, index + i, (*bundle)[i], report);
        tree.append(crypto::leaf_hash((*bundle)[i]));
      }
    }
    index += tile.width;
    if (progress) progress(index, head->size);
  }
  entries.finish();
  tree.finish();
  if (pruned && report.pruned.recorded.empty()) {
    report.problems.add(decision_path(files.kept_from()),
                        "no entry of the log records this decision, by which the entries before " +
                            std::to_string(files.kept_from()) + " are said to be pruned");
  }
  if (tree.root() != head->root) {
    report.problems.add("checkpoint", "its root is " + head->root.hex() + ", but the " + std::to_string(head->size) +
                                          " entries make " + tree.root().hex());
  }
  return report;
}

}  // namespace concordat::gateway
