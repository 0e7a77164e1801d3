#include "gateway/witness/asker.h"

#include <algorithm>
#include <array>

#include "crypto/merkle/decimal.h"
#include "crypto/merkle/proof.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/durable_file.h"
#include "gateway/runtime/files.h"
#include "gateway/runtime/thread_name.h"

namespace concordat::gateway {
namespace {

constexpr mode_t kMode = 0640;  // auditors are of the group
constexpr const char* kWitnessed = "checkpoint.witnessed";
constexpr int kTries = 3;  // in one round: another asker may be quicker than us now and then

}  // namespace

Asker::Asker(Dependencies dependencies) : deps_(std::move(dependencies)) {
  const auto& witnesses = deps_.policy.witnesses();
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    if (witnesses[i].url.empty()) continue;
    Asked asked;
    asked.name = witnesses[i].name;
    asked.url = witnesses[i].url + (witnesses[i].url.ends_with('/') ? "add-checkpoint" : "/add-checkpoint");
    asked.index = i;
    asked_.push_back(std::move(asked));
  }
  publish_status();
}

Asker::~Asker() {
  stop();
}

std::optional<std::int64_t> Asker::round() {
  const auto head = newest();
  if (!head) return std::nullopt;  // nothing is published yet, or the publisher says what is wrong
  if (!kept_) read_kept(head->checkpoint.origin);
  if (text_ != head->note_text) {
    text_ = head->note_text;
    signatures_.clear();
    kept_signatures_ = 0;
  }
  std::vector<Asked*> whom;
  for (Asked& asked : asked_) {
    if (asked.cosigned_text != text_ && deps_.clock.steady_ms() >= asked.next_ms) whom.push_back(&asked);
  }
  if (!whom.empty()) {
    ask(*head, whom);
    keep(*head);
    publish_status();
  }
  std::optional<std::int64_t> soonest;
  for (const Asked& asked : asked_) {
    if (asked.cosigned_text == text_) continue;
    const std::int64_t left = std::max<std::int64_t>(0, asked.next_ms - deps_.clock.steady_ms());
    soonest = std::min(soonest.value_or(left), left);
  }
  return soonest;
}

Result<Asker::Head> Asker::newest() const {
  const auto files = LedgerFiles::open(deps_.ledger);
  if (!files) return fail(files.error());
  auto note = files->checkpoint_note();
  if (!note) return fail(note.error());
  auto parsed = crypto::Note::parse(*note);
  if (!parsed) return fail(parsed.error());
  auto checkpoint = crypto::Checkpoint::parse(parsed->text);
  if (!checkpoint) return fail(checkpoint.error());
  return Head{std::move(parsed->text), std::move(*note), std::move(*checkpoint)};
}

void Asker::ask(const Head& head, std::vector<Asked*> whom) {
  for (int tries = 0; tries < kTries && !whom.empty(); ++tries) {
    std::vector<WitnessCall> calls;
    std::vector<Asked*> called;
    for (Asked* asked : whom) {
      auto body = request_for(*asked, head);
      if (!body) {
        failed(*asked, Severity::kError, "a witness could not be asked", body.error().detail);
        continue;
      }
      calls.push_back({asked->url, std::move(*body)});
      called.push_back(asked);
    }
    if (calls.empty()) return;
    const auto answers = deps_.exchange(calls);
    whom.clear();
    for (std::size_t i = 0; i < called.size(); ++i) {
      if (take_answer(*called[i], head, answers[i]) == Next::kAgain) whom.push_back(called[i]);
    }
  }
  for (Asked* asked : whom) failed(*asked, Severity::kWarning, "a witness changes its mind", "it names ever new sizes");
}

Result<std::string> Asker::request_for(const Asked& asked, const Head& head) const {
  const auto files = LedgerFiles::open(deps_.ledger);
  if (!files) return fail(files.error());
  const std::uint64_t size = head.checkpoint.size;
  auto proof =
      crypto::consistency_proof(asked.known_size, size, [&](crypto::NodeId id) { return files->read_node(id, size); });
  if (!proof) return fail(proof.error());
  return AddCheckpoint{asked.known_size, std::move(*proof), head.note}.str();
}

Asker::Next Asker::take_answer(Asked& asked, const Head& head, const Result<WitnessAnswer>& answer) {
  constexpr std::string_view kMissing = "a witness does not cosign; traffic goes on, and it is asked again";
  if (!answer) {
    failed(asked, Severity::kWarning, kMissing, answer.error().detail);
    return Next::kDone;
  }
  switch (answer->status) {
    case 200: take_cosignature(asked, head, answer->body); break;
    case 409: return take_size(asked, head, answer->body);
    case 422:
      failed(asked, Severity::kCritical, "a witness holds another history of this ledger",
             "it was shown a head that ours does not continue: an older backup runs here, or somebody else signs with "
             "the ledger's key");
      break;
    case 403:
    case 404:
      failed(asked, Severity::kError, kMissing,
             "it does not know this ledger or its key: give it the line `log` with ledger.vkey (it answered " +
                 std::to_string(answer->status) + ")");
      break;
    default: failed(asked, Severity::kWarning, kMissing, "it answered " + std::to_string(answer->status));
  }
  return Next::kDone;
}

// What the witness has cosigned last, from where the next proof has to begin.
Asker::Next Asker::take_size(Asked& asked, const Head& head, std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  const auto size = crypto::parse_decimal(body);
  if (!size) {
    failed(asked, Severity::kWarning, "a witness does not speak the protocol", "its conflict names no size");
  } else if (*size > head.checkpoint.size) {
    failed(asked, Severity::kCritical, "a witness has cosigned a larger tree of this ledger than there is here",
           "it knows " + std::to_string(*size) + " entries, and here are " + std::to_string(head.checkpoint.size) +
               ": an older backup runs here, or somebody else signs with the ledger's key");
  } else if (*size == asked.known_size && *size == head.checkpoint.size) {
    failed(asked, Severity::kCritical, "a witness holds another history of this ledger",
           "it has cosigned another root of the same " + std::to_string(*size) +
               " entries: somebody else signs with the ledger's key");
  } else {
    asked.known_size = *size;
    return Next::kAgain;
  }
  return Next::kDone;
}

void Asker::take_cosignature(Asked& asked, const Head& head, std::string_view lines) {
  const crypto::VerifierKey& key = deps_.policy.witnesses()[asked.index].key;
  // As the specification suggests: what came is read as the signatures of our own checkpoint.
  auto note = crypto::Note::parse(head.note_text + "\n" + std::string(lines));
  auto by = note ? crypto::verify(*note, std::array{key}) : fail(note.error());
  if (!by) {
    return failed(asked, Severity::kError, "a witness's cosignature is not good",
                  by.error().detail + "; its key in the policy is " + key.str());
  }
  for (const crypto::NoteSignature& signature : note->signatures) {
    if (signature.name != key.name() || signature.key_id != key.id()) continue;
    signatures_.push_back(signature);
    break;
  }
  asked.known_size = asked.cosigned_size = head.checkpoint.size;
  asked.cosigned_text = head.note_text;
  well(asked);
}

void Asker::failed(Asked& asked, Severity severity, std::string_view message, const std::string& reason) {
  asked.pause_ms = asked.pause_ms == 0 ? kFirstPauseMs : std::min(2 * asked.pause_ms, kLongestPauseMs);
  asked.next_ms = deps_.clock.steady_ms() + asked.pause_ms;
  asked.fault = reason;
  deps_.fault(asked.name, reason);
  // Its kind is said once: what exactly a network answers changes from one try to the next.
  if (asked.said == message) return;
  asked.said = message;
  deps_.say(severity, std::string(message) + ": " + printable(asked.name), printable(reason, 500));
}

void Asker::well(Asked& asked) {
  asked.pause_ms = 0;
  asked.next_ms = 0;
  if (asked.fault.empty()) return;
  asked.fault.clear();
  asked.said.clear();
  deps_.say(Severity::kInfo, "a witness cosigns again: " + printable(asked.name), {});
  deps_.fault(asked.name, {});
}

// Whether the quorum has cosigned; nullopt when no witness has.
std::optional<bool> Asker::quorum_of(const crypto::Note& note) const {
  const auto by = crypto::verify(note, deps_.policy.witness_keys());
  if (!by) return std::nullopt;
  std::vector<crypto::Cosigner> cosigners;
  for (const crypto::Signed& one : *by) cosigners.push_back({one.key, *one.time});
  return deps_.policy.satisfied(cosigners);
}

// Writes the checkpoint with what was gathered, unless what is there says more: the newest that the quorum has
// cosigned.
void Asker::keep(const Head& head) {
  if (signatures_.size() == kept_signatures_) return;
  auto note = crypto::Note::parse(head.note);
  if (!note) return;
  note->signatures.insert(note->signatures.end(), signatures_.begin(), signatures_.end());
  const auto quorum = quorum_of(*note);
  if (!quorum) return;
  if (!*quorum && kept_ && kept_->quorum && kept_->size <= head.checkpoint.size) return;
  if (const auto written = replace_file(deps_.ledger / kWitnessed, note->str(), kMode); !written) {
    deps_.say(Severity::kError, "the cosigned checkpoint could not be kept; it is tried again", written.error().detail);
    return;
  }
  kept_signatures_ = signatures_.size();
  kept_ = WitnessedStatus{head.checkpoint.size, *quorum, {}};
}

// What an earlier process left, if it is of this log.
void Asker::read_kept(const std::string& origin) {
  kept_.emplace();
  const auto bytes = read_if_present(deps_.ledger / kWitnessed, crypto::kNoteBytes);
  if (!bytes || !*bytes) return;
  const auto note = crypto::Note::parse(**bytes);
  const auto head = note ? crypto::Checkpoint::parse(note->text) : fail(note.error());
  if (!head || head->origin != origin) return;
  const auto quorum = quorum_of(*note);
  if (!quorum) return;
  kept_ = WitnessedStatus{head->size, *quorum, {}};
}

void Asker::publish_status() {
  WitnessedStatus status = kept_.value_or(WitnessedStatus{});
  for (const Asked& asked : asked_) status.witnesses.push_back({asked.name, asked.cosigned_size, asked.fault});
  const std::lock_guard lock(status_mutex_);
  status_ = std::move(status);
}

WitnessedStatus Asker::status() const {
  const std::lock_guard lock(status_mutex_);
  return status_;
}

void Asker::start() {
  thread_ = std::thread([this] { run(); });
}

void Asker::wake() {
  const std::lock_guard lock(mutex_);
  wanted_ = true;
  changed_.notify_one();
}

void Asker::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Asker::run() {
  name_this_thread("witnesses");
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wanted_ = false;
    lock.unlock();
    const auto pause_ms = round();
    lock.lock();
    const auto due = [this] { return wanted_ || stopping_; };
    if (pause_ms) {
      changed_.wait_for(lock, std::chrono::milliseconds(*pause_ms), due);
    } else {
      changed_.wait(lock, due);
    }
  }
}

}  // namespace concordat::gateway
