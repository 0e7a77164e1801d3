#include "gateway/ledger/fork/fork.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "gateway/ledger/durable_file.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/fork/fork_entries.h"
#include "gateway/ledger/head_file.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/ledger/log.h"
#include "gateway/ledger/log_root.h"
#include "gateway/ledger/publisher.h"
#include "gateway/ledger/tree/tree_state.h"
#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCarriedAtOnce = 1000;  // entries in one commit
constexpr unsigned kOriginsTried = 10'000;
constexpr std::size_t kSaidAgain = 1'000'000;  // vocabularies and signatures
constexpr mode_t kReadable = 0640;

Result<crypto::Checkpoint> checkpoint_of(std::string_view note) {
  const auto parsed = crypto::Note::parse(note);
  if (!parsed) return fail(parsed.error());
  return crypto::Checkpoint::parse(parsed->text);
}

// "hub.example/ledger" -> "hub.example-ledger"
std::string folder_name(std::string origin) {
  std::replace(origin.begin(), origin.end(), '/', '-');
  return origin;
}

// Where the carrying of what waits has got to.
struct Progress {
  std::string recipient;
  std::uint64_t sequence = 0;

  [[nodiscard]] Bytes bytes() const { return recipient + '\n' + std::to_string(sequence); }
  static Progress parse(const Bytes& bytes) {
    Progress progress;
    const std::size_t end = bytes.find('\n');
    if (end == Bytes::npos) return progress;
    progress.recipient = bytes.substr(0, end);
    (void)std::from_chars(bytes.data() + end + 1, bytes.data() + bytes.size(), progress.sequence);
    return progress;
  }
};

}  // namespace

Result<ForkPlan> Fork::plan() {
  const auto origins = LogOrigins::read(store_, places_.gateway_name, places_.configured_origin);
  if (!origins) return fail(origins.error());
  const auto begun = store_.value(kForkValue);
  if (!begun) return fail(begun.error());
  if (*begun) return plan_rest(*origins);

  const auto keys = make_keys_(origins->current());
  if (!keys) return fail(keys.error());
  const auto tree = recover_tree(store_, **keys);
  if (!tree) return fail(tree.error());
  const auto head = HeadFile::open(places_.head_file, HeadFile::IfMissing::kRefuse);
  if (!head) return fail(head.error());
  const auto checked = check_against_head(*tree, store_, **keys, head->highest(), places_.head_file);
  if (checked) {
    return fail(Code::kConflict, "there is nothing to fork: the store is not behind the ledger's head (" +
                                     std::to_string(tree->frontier.size()) + " entries). Start the gateway");
  }
  if (checked.error().code != Code::kStorageBehind) return fail(checked.error());
  ForkPlan plan;
  plan.head = head->highest();
  auto signed_head = checkpoint_of(plan.head);
  if (!signed_head) return fail(signed_head.error());
  plan.signed_head = std::move(*signed_head);
  plan.held = {origins->current(), tree->frontier.size(), tree->frontier.root()};
  auto origin = next_origin(*origins, plan.signed_head.origin);
  if (!origin) return fail(origin.error());
  plan.origin = std::move(*origin);
  plan.waiting = waiting();
  return plan;
}

Result<ForkPlan> Fork::plan_rest(const LogOrigins& origins) {
  const auto head = store_.value(kForkHeadValue);
  if (!head) return fail(head.error());
  if (!*head) return fail(Code::kLedgerInvalid, "the store has begun a fork and does not say from which head");
  auto signed_head = checkpoint_of(**head);
  if (!signed_head) return fail(signed_head.error());
  ForkPlan plan;
  plan.origin = origins.current();
  plan.head = **head;
  plan.signed_head = std::move(*signed_head);
  plan.waiting = waiting();
  plan.begun = true;
  return plan;
}

Result<std::string> Fork::next_origin(const LogOrigins& origins, const std::string& signed_origin) const {
  const auto used = [&](const std::string& origin) { return origin == signed_origin || origins.has(origin); };
  const std::string before = places_.gateway_name + "/";
  if (!places_.suffix.empty()) {
    const std::string origin = before + places_.suffix;
    const bool plain = std::all_of(places_.suffix.begin(), places_.suffix.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
    if (!plain) {
      return fail(Code::kUsage, "an origin's suffix has small letters, digits, '-', '.' and '_' only, as in ledger-2");
    }
    if (used(origin)) return fail(Code::kUsage, origin + " was this gateway's log before: take another suffix");
    return origin;
  }
  for (unsigned number = 2; number < kOriginsTried; ++number) {
    const std::string origin = before + "ledger-" + std::to_string(number);
    if (!used(origin)) return origin;
  }
  return fail(Code::kUsage, "name the new log with --origin-suffix");
}

std::uint64_t Fork::waiting() const {
  std::uint64_t count = 0;
  for (const auto& [recipient, queue] : store_.waiting()) count += queue.records;
  return count;
}

Result<ForkDone> Fork::run(const ForkPlan& plan) {
  const auto keys = make_keys_(plan.origin);
  if (!keys) return fail(keys.error());
  if (const auto added = add_keys(plan, **keys); !added) return fail(added.error());
  if (!plan.begun) {
    if (const auto published = publish_old(plan); !published) return fail(published.error());
    if (const auto begun = begin(plan, **keys); !begun) return fail(begun.error());
  }
  ForkDone done;
  auto kept = move_files(plan);
  if (!kept) return fail(kept.error());
  done.kept = std::move(*kept);
  if (const auto replaced = replace_head(plan, **keys); !replaced) return fail(replaced.error());
  auto log = LedgerLog::open(store_, *keys, places_.head_file, LedgerLog::Unfinished::kGoesOn);
  if (!log) return fail(log.error());
  const auto carried = carry(**log);
  if (!carried) return fail(carried.error());
  done.carried = *carried;
  Publisher publisher(**log, store_, places_.files);
  if (const auto published = publisher.publish(); !published) return fail(published.error());
  return done;
}

// The new log's, and the old one's where they were not written down.
Result<void> Fork::add_keys(const ForkPlan& plan, const LedgerKeys& keys) {
  std::vector<crypto::VerifierKey> verifiers = keys.verifiers();
  for (const std::string& origin : {plan.signed_head.origin, plan.held.origin}) {
    if (origin.empty()) continue;
    const auto old = make_keys_(origin);
    if (!old) return fail(old.error());
    const std::vector<crypto::VerifierKey> own = (*old)->verifiers();
    for (const crypto::VerifierKey& verifier : own) {
      if (std::find(verifiers.begin(), verifiers.end(), verifier) == verifiers.end()) verifiers.push_back(verifier);
    }
  }
  return add_verifiers(places_.vkeys, verifiers);
}

// What the store holds of the old log, in the files too, unless they have more of it or tell of another history.
Result<void> Fork::publish_old(const ForkPlan& plan) {
  if (plan.held.size == 0) return {};
  const auto keys = make_keys_(plan.held.origin);
  if (!keys) return fail(keys.error());
  // Over a head file of its own: the real one is ahead, which is why there is a fork.
  const fs::path scratch = places_.head_file.string() + ".fork";
  if (const auto made = replace_file(scratch.string(), ""); !made) return made;
  const auto log = LedgerLog::open(store_, *keys, scratch.string());
  if (!log) return fail(log.error());
  std::error_code ignored;
  fs::remove(scratch, ignored);
  const auto note = read_if_present(places_.files / "checkpoint", crypto::kNoteBytes);
  if (!note) return fail(note.error());
  if (*note) {
    const auto published = checkpoint_of(**note);
    if (!published || published->origin != plan.held.origin || published->size > plan.held.size) return {};
    const auto root = log_root(**log, published->size);
    if (!root) return fail(root.error());
    if (*root != published->root) return {};
  }
  return Publisher(**log, store_, places_.files).publish();
}

// The one commit that begins the new log: the old entries, tiles and numbers go, and its first entry comes.
Result<void> Fork::begin(const ForkPlan& plan, const LedgerKeys& keys) {
  const auto origins = LogOrigins::read(store_, places_.gateway_name, places_.configured_origin);
  if (!origins) return fail(origins.error());
  CommitBatch batch;
  batch.number = store_.last_commit() + 1;
  batch.unix_ms = unix_ms_;
  batch.restart_ledger = true;
  batch.entries.push_back(finish_entry(fork_entry(plan), {{"log", 0}}, {}, unix_ms_));
  crypto::Frontier frontier;
  frontier.append(crypto::leaf_hash(batch.entries.front()));
  // What the old log said once, of vocabularies and signatures, the gateway says again when it starts.
  for (const char* said : {"certificate/", "signature/", "vocabulary/"}) {
    const auto values = store_.values_with(said, kSaidAgain);
    if (!values) return fail(values.error());
    for (const auto& [name, bytes] : *values) batch.values.emplace_back(name, Bytes());
  }
  batch.values.push_back(origins->value_with(plan.origin));
  batch.values.emplace_back(kForkValue, Progress().bytes());
  batch.values.emplace_back(kForkHeadValue, plan.head);
  batch.values.emplace_back(kStateValue, write_state(frontier, unix_ms_));
  batch.values.emplace_back(kCheckpointValue, keys.sign(1, frontier.root()));
  return store_.commit(batch);
}

// The files of the log that they are of; nothing when they are the new one's already.
Result<fs::path> Fork::move_files(const ForkPlan& plan) {
  const auto note = read_if_present(places_.files / "checkpoint", crypto::kNoteBytes);
  if (!note) return fail(note.error());
  if (!*note) return fs::path();
  const auto head = checkpoint_of(**note);
  if (head && head->origin == plan.origin) return fs::path();
  const std::string stem = places_.files.string() + "-" + folder_name(head ? head->origin : "damaged");
  fs::path kept = stem;
  std::error_code failure;
  for (unsigned number = 2; fs::exists(kept, failure); ++number) kept = stem + "." + std::to_string(number);
  // So that whoever verifies these files sees what was signed beyond them.
  const auto noted = replace_file((places_.files / "highest-head").string(), plan.head, kReadable);
  if (!noted) return fail(noted.error());
  fs::rename(places_.files, kept, failure);
  if (failure) return fail(Code::kIo, "cannot rename " + places_.files.string() + ": " + failure.message());
  if (const auto synced = sync_folder(places_.files.parent_path()); !synced) return fail(synced.error());
  return kept;
}

Result<void> Fork::replace_head(const ForkPlan& plan, const LedgerKeys& keys) {
  if (auto head = HeadFile::open(places_.head_file, HeadFile::IfMissing::kRefuse)) {
    const auto signed_head = checkpoint_of(head->highest());
    if (signed_head && signed_head->origin == plan.origin) return {};
  }
  const auto checkpoint = store_.value(kCheckpointValue);
  if (!checkpoint) return fail(checkpoint.error());
  if (!*checkpoint || !crypto::open_checkpoint(**checkpoint, keys.verifiers())) {
    return fail(Code::kLedgerInvalid, "the store has begun a fork and its checkpoint is not the new log's");
  }
  if (const auto emptied = replace_file(places_.head_file.string(), ""); !emptied) return emptied;
  auto head = HeadFile::open(places_.head_file, HeadFile::IfMissing::kRefuse);
  if (!head) return fail(head.error());
  return head->write(**checkpoint);
}

// One commit of the new log; `progress` (empty: the fork is whole) goes with it.
Result<void> Fork::step(LedgerLog& log, const std::function<Result<void>()>& append, Bytes progress) {
  CommitBatch batch;
  batch.number = store_.last_commit() + 1;
  batch.unix_ms = unix_ms_;
  log.begin(unix_ms_);
  if (const auto appended = append(); !appended) return appended;
  if (const auto sealed = log.seal(batch); !sealed) return sealed;
  if (progress.empty()) batch.values.emplace_back(kForkHeadValue, Bytes());
  batch.values.emplace_back(kForkValue, std::move(progress));
  if (const auto committed = store_.commit(batch); !committed) return committed;
  return log.committed();
}

// Whatever waits, said again by the log that its end will be written in.
Result<std::uint64_t> Fork::carry(LedgerLog& log) {
  const auto value = store_.value(kForkValue);
  if (!value) return fail(value.error());
  if (!*value) return 0;
  const Progress done = Progress::parse(**value);
  const auto origins = LogOrigins::read(store_);
  if (!origins) return fail(origins.error());
  std::uint64_t carried = 0;
  for (const auto& [recipient, queue] : store_.waiting()) {
    if (recipient < done.recipient) continue;
    const auto queued = store_.queued(recipient);
    if (!queued) return fail(queued.error());
    std::size_t next = 0;
    while (next < queued->size() && recipient == done.recipient && (*queued)[next].sequence <= done.sequence) ++next;
    while (next < queued->size()) {
      const std::size_t end = std::min(queued->size(), next + kCarriedAtOnce);
      const Progress reached{recipient, (*queued)[end - 1].sequence};
      const auto append = [&, from = next]() -> Result<void> {
        for (std::size_t i = from; i < end; ++i) {
          const auto appended = append_carry(log, store_, *origins, recipient, (*queued)[i]);
          if (!appended) return appended;
        }
        return {};
      };
      if (const auto stepped = step(log, append, reached.bytes()); !stepped) return fail(stepped.error());
      carried += end - next;
      next = end;
    }
  }
  const auto nothing = []() -> Result<void> { return {}; };
  if (const auto finished = step(log, nothing, {}); !finished) return fail(finished.error());
  return carried;
}

}  // namespace concordat::gateway
