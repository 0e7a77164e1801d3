#pragma once
// Group commit. Every thread hands over what it judged; the commit thread takes all that is pending, gives each its
// sequence, time and ledger index, writes one batch, signs one checkpoint, and gives the answers back. It is a callable
// step(), so that tests drive it without a thread. Order of a step (LEDGER.md, Durability): build entries, store.commit
// (fsync), head file (fdatasync), answers.
//
// A failed step is final: nothing in it was acknowledged, and the process must exit and recover (DESIGN.md, rule 2).

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "crypto/primitive/digest.h"
#include "crypto/primitive/secret.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Clock;
class LedgerLog;  // gateway/ledger/log.h

// Where an answer goes: meaningless to the committer.
struct Origin {
  std::uint32_t thread = 0;
  std::uint64_t session = 0;
  std::uint64_t sequence = 0;
};

// A ledger entry without what only the commit thread knows. `head` is RFC 8785 JSON from "{" up to and including the
// comma before the key "seq" (gateway/ledger/entry.h); the commit thread adds "seq", "subjects", "time" and "v".
struct EntryDraft {
  std::string head;
  std::vector<std::string> agreements;  // whose sequence numbers rise
};

struct PlanUse {
  Bytes hash;  // 32 bytes
  std::shared_ptr<const std::string> text;
  std::shared_ptr<const std::string> frame;  // as the native door sends it; kept as the value "plan-frame/<hex hash>"
};

// Somebody whom an entry is about, as the vault knows them.
struct Subject {
  Bytes hash = {};                 // 32-byte keyed hash of an identifier; empty: somebody whom nothing identifies
  Bytes detail = {};               // sealed (gateway/ledger/persons/detail.h); empty: none is kept
  crypto::Secret detail_key = {};  // that opens it; kept wrapped under the person's own
};

// A judged submission, accepted or refused.
struct Submission {
  Origin origin;
  RecordId record;
  Bytes dedup_key;  // 32 bytes; always present (the door demands an id)
  Bytes digest;     // 32 bytes over what must be equal in a repeat
  bool accepted = false;
  std::vector<NewDisclosure> disclosures;  // ledger_index and times are filled in
  Bytes receipt;
  EntryDraft entry;
  std::vector<Subject> subjects;  // those whom it is about
  std::vector<PlanUse> plans;
  std::vector<std::pair<std::string, Bytes>> values;  // the store's; written when it is accepted, not for a repeat
  bool want_proof = false;
};

// Ends (or, with kDeadLetter, sets aside) disclosures; skips what no longer waits, as after a repeated acknowledgement.
struct SettleRequest {
  Origin origin;
  std::string recipient;
  std::vector<std::uint64_t> sequences;
  SettleOutcome outcome = SettleOutcome::kDelivered;
  std::string reason;       // a code, never free text
  std::string fingerprint;  // hex, of the certificate that asked; empty when the gateway itself did
  // Whose detail gains what was said in words, of a request for one sequence; `details_hex` are the commitments to it.
  std::vector<Subject> subjects = {};
  std::vector<std::string> details_hex = {};
};

// Anything else that the ledger must hold: start, stop, policy load, key change. With an empty entry, values alone.
struct EventRequest {
  Origin origin;
  EntryDraft entry;
  std::vector<PlanUse> plans = {};
  std::vector<std::pair<std::string, Bytes>> values = {};  // the store's; an empty one erases
  RecordId id = {};                                        // what the subjects' tags are over
  std::vector<Subject> subjects = {};
  std::vector<std::pair<Bytes, Bytes>> vault = {};  // rows; an empty one erases
};

// The store's value that stands from an erasure until Store::scrub() has made it final.
inline constexpr std::string_view kScrubPending = "erasure/scrub";

// Destroys the keys of persons, and with them all that is kept about them: detail, receipts, dedup keys. Alone in its
// step, so that nothing about them is under way in it.
struct EraseRequest {
  Origin origin;
  RecordId id;                   // of the request
  std::vector<Bytes> subjects;   // keyed hashes, as in Subject
  std::string officer;           // the id of the key of who ordered it; empty: the erasure list did
  bool discard_waiting = false;  // else nothing is erased while a record about them waits
  // Values of the store that go too: a prefix, followed by the id of a record about them.
  std::vector<std::string> value_prefixes;
  // Must make the handles durable outside the store: called before anything is erased.
  std::function<Result<void>(const std::vector<Bytes>& handles)> note;
};

// Raises the offered watermark of a recipient (Claim::needs_reservation).
struct ReserveRequest {
  std::string recipient;
};

using Command = std::variant<Submission, SettleRequest, EventRequest, EraseRequest, ReserveRequest>;

enum class AnswerKind : std::uint8_t {
  kDurable,
  kDuplicate,  // the original's answer
  kConflict,   // the same id with other bytes: nothing was written
  kTooLarge,   // its ledger entry would be over limits::kEntryBytes: nothing was written
};

struct SubmissionAnswer {
  Origin origin;
  AnswerKind kind = AnswerKind::kDurable;
  bool accepted = false;
  RecordId record;
  std::uint64_t ledger_index = 0;
  Bytes receipt;  // the submission's own, or the original one of a duplicate
  Bytes entry;    // with want_proof
  std::vector<crypto::Digest> proof;
};

struct SettleAnswer {
  Origin origin;
  std::vector<std::uint64_t> sequences;  // all that were asked for
  std::vector<std::uint64_t> settled;    // those that waited until now
  std::uint64_t first_index = 0;         // of the first one's ledger entry; the others follow it one by one
};

struct EventAnswer {
  Origin origin;
  std::uint64_t ledger_index = 0;
};

struct EraseAnswer {
  Origin origin;
  std::uint64_t ledger_index = 0;
  std::vector<Bytes> handles;  // of those erased; empty: the vault knows none of them, and there is no entry
  std::uint64_t records = 0;
  // Recipient and record: what waits, where that stood in the way. Nothing was erased then.
  std::vector<std::pair<std::string, RecordId>> waiting;
};

using Answer = std::variant<SubmissionAnswer, SettleAnswer, EventAnswer, EraseAnswer>;

// One commit's answers, for one thread.
struct Answers {
  std::uint64_t commit = 0;
  std::shared_ptr<const std::string> checkpoint;  // the signed note that proofs of this commit lead to
  std::vector<Answer> answers;
};

struct Committed {
  std::uint64_t records = 0;  // submissions and settlements in this step
  std::uint64_t entries = 0;
  std::vector<std::string> recipients;  // who has something new to claim, or a raised watermark
};

class Committer {
 public:
  struct Dependencies {
    Store& store;
    LedgerLog& log;
    const Clock& clock;
    // Called on the commit thread after a durable step: once for each thread that has answers, then once for all.
    std::function<void(std::uint32_t thread, Answers answers)> deliver_answers;
    std::function<void(const Committed&)> committed;
  };
  explicit Committer(Dependencies dependencies);

  // From any thread. Everything handed over in one call is committed in order, and in one step where the limits allow.
  void submit(std::vector<Command> commands);

  // Takes what is pending (up to limits::kCommitRecords and kCommitBytes) through one commit. Returns false at once
  // when nothing is pending.
  Result<bool> step();

  // Runs steps until stop(); returns the first failure. With nothing to do it sleeps.
  Result<void> run();
  // run() returns after everything pending was committed.
  void stop();

  [[nodiscard]] std::size_t pending() const;

 private:
  std::vector<Command> take();
  Result<void> commit(std::vector<Command> commands);

  Dependencies deps_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Command> pending_;
  bool stopping_ = false;
  // Of the commit thread.
  std::int64_t last_unix_ms_ = 0;
  std::unordered_set<Bytes> known_frames_;  // plans whose frame the store has
};

}  // namespace concordat::gateway
