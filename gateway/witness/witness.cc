#include "gateway/witness/witness.h"

#include <fcntl.h>
#include <sys/file.h>

#include <chrono>

#include "crypto/merkle/proof.h"
#include "crypto/note/cosignature.h"
#include "gateway/runtime/files.h"
#include "gateway/witness/evidence.h"

namespace concordat::gateway {
namespace {

constexpr mode_t kReadable = 0644;

WitnessAnswer refusal(std::uint16_t status, std::string_view why) {
  WitnessAnswer answer;
  answer.status = status;
  answer.body = std::string(why) + "\n";
  return answer;
}

// C2SP tlog-witness: "409 Conflict", with the size that was cosigned last.
WitnessAnswer conflict(std::uint64_t size) {
  return {409, std::string(kSizeType), std::to_string(size) + "\n"};
}

Result<OpenFile> take_lock(const std::string& folder) {
  auto file = open_file(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC);
  if (!file) return file;
  if (::flock(file->number(), LOCK_EX | LOCK_NB) != 0)
    return fail(Code::kConfigInvalid, folder + " is in use: another process is this witness");
  return file;
}

}  // namespace

Result<std::unique_ptr<Witness>> Witness::open(Options options, const Clock& clock, WitnessSay say) {
  auto key = crypto::VerifierKey::make(options.name, crypto::KeyType::kWitness, options.key.public_key());
  if (!key) return fail(key.error());
  if (const auto made = make_folder(options.folder); !made) return fail(made.error());
  auto lock = take_lock(options.folder);
  if (!lock) return fail(lock.error());
  const std::string state_file = options.folder + "/state";
  const std::string key_file = options.folder + "/witness.vkey";
  // The key's file comes after the state's: where it is, a missing state was lost.
  if (options.if_new == IfNew::kMake && !file_exists(key_file) && !file_exists(state_file)) {
    if (const auto made = WitnessState::create(state_file); !made) return fail(made.error());
  }
  auto state = WitnessState::open(state_file, *key);
  if (!state) return fail(state.error());
  if (const auto written = replace_file(key_file, key->str() + "\n", kReadable); !written) return fail(written.error());
  return std::unique_ptr<Witness>(
      new Witness(std::move(options), std::move(*key), std::move(*lock), std::move(*state), clock, std::move(say)));
}

Witness::Witness(Options options, crypto::VerifierKey key, OpenFile lock, WitnessState state, const Clock& clock,
                 WitnessSay say)
    : folder_(std::move(options.folder)),
      signing_(std::move(options.key)),
      policy_(std::move(options.policy)),
      key_(std::move(key)),
      lock_(std::move(lock)),
      clock_(clock),
      say_(std::move(say)),
      state_(std::move(state)) {}

WitnessAnswer Witness::add_checkpoint(std::string_view body) {
  auto read_body = read(body);
  if (auto* refused = std::get_if<WitnessAnswer>(&read_body)) return std::move(*refused);
  const std::lock_guard lock(mutex_);
  if (broken_) return refusal(503, "this witness cannot keep what it cosigns");
  return judge(std::get<Submitted>(read_body), body);
}

std::variant<Witness::Submitted, WitnessAnswer> Witness::read(std::string_view body) const {
  auto asked = AddCheckpoint::parse(body);
  if (!asked) return refusal(400, asked.error().detail);
  auto note = crypto::Note::parse(asked->note);
  if (!note) return refusal(400, note.error().detail);
  auto head = crypto::Checkpoint::parse(note->text);
  if (!head) return refusal(400, head.error().detail);
  const std::vector<crypto::VerifierKey> keys = policy_.keys_of(head->origin);
  if (keys.empty()) return refusal(404, "this witness does not know the log " + printable(head->origin));
  if (const auto by = crypto::verify(*note, keys); !by) return refusal(403, by.error().detail);
  if (asked->old_size > head->size) return refusal(400, "the old size is larger than the checkpoint's");
  return Submitted{std::move(*asked), std::move(*note), std::move(*head)};
}

WitnessAnswer Witness::judge(const Submitted& submitted, std::string_view body) {
  const crypto::Checkpoint& head = submitted.head;
  const std::uint64_t old_size = submitted.asked.old_size;
  const KnownHead* known = state_.find(head.origin);
  const std::uint64_t known_size = known == nullptr ? 0 : known->checkpoint.size;
  const crypto::Digest known_root = known == nullptr ? crypto::empty_root() : known->checkpoint.root;
  // Also when the old size is another: the log has signed both.
  if (known != nullptr && head.size == known_size && head.root != known_root) {
    contradicted("the log signed two heads of size " + std::to_string(known_size), *known, body);
    return conflict(known_size);
  }
  if (old_size != known_size) return conflict(known_size);
  if (!crypto::check_consistency(old_size, head.size, known_root, head.root, submitted.asked.proof)) {
    const auto shown = crypto::older_root_shown(old_size, head.size, head.root, submitted.asked.proof);
    if (known != nullptr && shown && *shown != known_root) {
      contradicted("the log signed a head of size " + std::to_string(head.size) +
                       " that does not continue the one of " + std::to_string(known_size) + " that it signed before",
                   *known, body);
    } else {
      say_(Severity::kWarning, "a head was not cosigned: the proof does not show that it continues the last one",
           head.origin + ", from " + std::to_string(old_size) + " to " + std::to_string(head.size));
    }
    return refusal(422, "the proof does not show that this head continues the one of size " +
                            std::to_string(known_size) + ", which was cosigned last");
  }
  return cosign(submitted, known == nullptr || head.size != known_size);
}

WitnessAnswer Witness::cosign(const Submitted& submitted, bool is_new) {
  const std::chrono::sys_seconds now(std::chrono::seconds(clock_.unix_ms() / 1000));
  crypto::Note signature_only;
  signature_only.signatures.push_back(crypto::cosign(submitted.note.text, key_, signing_, now));
  // A note of no text is an empty line and its signature lines.
  const std::string line = signature_only.str().substr(1);
  if (is_new) {
    if (const auto kept = state_.replace({submitted.head, submitted.asked.note, line}); !kept) {
      broken_ = true;
      say_(Severity::kCritical, "the witness cosigns nothing more: its state cannot be kept; start it again",
           kept.error().detail);
      return refusal(503, "this witness cannot keep what it cosigns");
    }
  }
  WitnessAnswer answer;
  answer.status = 200;
  answer.body = line;
  return answer;
}

void Witness::contradicted(std::string_view what, const KnownHead& known, std::string_view body) {
  const auto kept = keep_evidence(folder_ + "/evidence", {what, clock_.unix_ms(), known.note, body});
  say_(Severity::kCritical,
       "ledger " + printable(known.checkpoint.origin) + " contradicts itself: " + std::string(what),
       kept ? "both heads are kept in " + *kept : "the evidence could not be kept: " + kept.error().detail);
}

}  // namespace concordat::gateway
