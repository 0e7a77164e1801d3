#pragma once
// What is asked of the committer and what it answers, as plain values: judged submissions, settlements, events,
// erasures. Each request names where its answer goes. recipient_commands.h has those that come from a recipient's or a
// sender's session about what is under way.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/primitive/digest.h"
#include "crypto/primitive/secret.h"
#include "gateway/commit/recipient_commands.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

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
  std::optional<SignedReceipt> receipt = {};
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
  std::vector<Bytes> plans_again = {};                     // hashes of plans that are to be said again before it
  std::uint64_t certificates_again = 0;                    // likewise certificates whose entries are below this index
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
  // Must make the handles durable outside the store: called before anything is erased. Its failure is the answer.
  std::function<Result<void>(const std::vector<Bytes>& handles)> note;
};

// Raises the offered watermark of a recipient (Claim::needs_reservation).
struct ReserveRequest {
  std::string recipient;
};

using Command =
    std::variant<Submission, SettleRequest, EventRequest, EraseRequest, ReserveRequest, AttemptRequest, RecallRequest>;

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
  bool provable = true;  // false: of a duplicate whose entry this log no longer has, or never had; it comes without
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
  std::optional<Error> failed;  // the note could not be made: nothing was erased
  // Recipient and record: what waits, where that stood in the way. Nothing was erased then.
  std::vector<std::pair<std::string, RecordId>> waiting;
};

using Answer = std::variant<SubmissionAnswer, SettleAnswer, EventAnswer, EraseAnswer, RecallAnswer>;

}  // namespace concordat::gateway
