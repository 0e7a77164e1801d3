#include "gateway/commit/commit_step.h"

#include <iterator>
#include <utility>

#include "crypto/tls/certificate_key.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/receipt_entry.h"
#include "gateway/ledger/retention/pruned_prefix.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kFrameValues = "plan-frame/";
constexpr std::string_view kAfterOffer = "recalled-after-offer";  // the recipient may hold it

SubmissionAnswer answer_to(const Submission& submission, AnswerKind kind) {
  SubmissionAnswer answer;
  answer.origin = submission.origin;
  answer.kind = kind;
  answer.record = submission.record;
  return answer;
}

}  // namespace

CommitStep::CommitStep(Store& store, LedgerLog& log, std::int64_t unix_ms, std::unordered_set<Bytes>& known_frames)
    : store_(store), log_(log), unix_ms_(unix_ms), known_frames_(known_frames) {
  batch_.number = store.last_commit() + 1;
  batch_.unix_ms = unix_ms;
  log_.begin(unix_ms);
}

Result<void> CommitStep::add(Command& command) {
  return std::visit([this](auto& one) { return add_one(one); }, command);
}

// --- Submissions ----------------------------------------------------------------------------------------------------

Result<void> CommitStep::add_one(Submission& submission) {
  ++records_;
  auto repeat = answer_repeat(submission);
  if (!repeat) return fail(repeat.error());
  if (*repeat) {
    if (submission.want_proof && (*repeat)->kind == AnswerKind::kDuplicate && (*repeat)->provable)
      to_prove_.push_back(answers_.size());
    answers_.emplace_back(std::move(**repeat));
    return {};
  }
  if (auto used = use_plans(submission.plans); !used) return used;
  const auto index = log_.append(submission.entry, submission.record, submission.subjects);
  if (!index) {
    if (index.error().code != Code::kTooLarge) return fail(index.error());
    answers_.emplace_back(answer_to(submission, AnswerKind::kTooLarge));
    return {};
  }
  SubmissionAnswer answer = answer_to(submission, AnswerKind::kDurable);
  answer.accepted = submission.accepted;
  answer.ledger_index = *index;
  answer.receipt = submission.receipt;
  if (submission.accepted) accept(submission, answer);
  if (submission.want_proof) to_prove_.push_back(answers_.size());
  answers_.emplace_back(std::move(answer));
  return {};
}

Result<std::optional<SubmissionAnswer>> CommitStep::answer_repeat(const Submission& submission) {
  const auto here = accepted_.find(submission.dedup_key);
  if (here != accepted_.end()) {
    if (here->second.digest != submission.digest) return answer_to(submission, AnswerKind::kConflict);
    SubmissionAnswer answer = here->second.answer;
    answer.origin = submission.origin;
    answer.kind = AnswerKind::kDuplicate;
    return answer;
  }
  const auto row = store_.find(submission.dedup_key);
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  if ((*row)->digest != submission.digest) return answer_to(submission, AnswerKind::kConflict);
  auto original = store_.record((*row)->record);
  if (!original) return fail(original.error());
  if (!*original) return std::nullopt;  // its receipt has just been forgotten, and its dedup key is about to be
  SubmissionAnswer answer = answer_to(submission, AnswerKind::kDuplicate);
  answer.accepted = true;
  answer.record = (*original)->record;
  answer.ledger_index = index_of((*original)->ledger_index);
  if (submission.want_proof) {
    const auto kept = kept_from(store_);
    if (!kept) return fail(kept.error());
    answer.provable = log_number_of((*original)->ledger_index) == log_.number() && answer.ledger_index >= *kept;
  }
  answer.receipt = std::move((*original)->receipt);
  return answer;
}

Result<void> CommitStep::use_plans(const std::vector<PlanUse>& plans) {
  for (const PlanUse& plan : plans) {
    if (auto used = log_.use_plan(plan); !used) return used;
    if (!plan.frame || !known_frames_.insert(plan.hash).second) continue;
    std::string value_name = std::string(kFrameValues) + hex(plan.hash);
    const auto known = store_.value(value_name);
    if (!known) return fail(known.error());
    if (!*known) batch_.values.emplace_back(std::move(value_name), *plan.frame);
  }
  return {};
}

// The origin of the log that the place is in, when that is not the one of today.
std::string CommitStep::elsewhere(std::uint64_t place) const {
  const std::uint64_t number = log_number_of(place);
  return number == log_.number() ? std::string() : log_.origin_of(number);
}

void CommitStep::accept(Submission& submission, const SubmissionAnswer& answer) {
  for (NewDisclosure& disclosure : submission.disclosures) {
    disclosure.ledger_index = place_of(log_.number(), answer.ledger_index);
    disclosure.accepted_unix_ms = unix_ms_;
    recipients_.insert(disclosure.recipient);
    batch_.disclosures.push_back(std::move(disclosure));
  }
  std::move(submission.values.begin(), submission.values.end(), std::back_inserter(batch_.values));
  batch_.records.push_back({.record = submission.record,
                            .receipt = std::move(submission.receipt),
                            .dedup_key = submission.dedup_key,
                            .ledger_index = place_of(log_.number(), answer.ledger_index),
                            .unix_ms = unix_ms_});
  batch_.dedup.push_back(
      {.key = submission.dedup_key, .digest = submission.digest, .record = submission.record, .unix_ms = unix_ms_});
  accepted_.emplace(std::move(submission.dedup_key), Accepted{std::move(submission.digest), answer});
}

// --- Settlements, events, reservations ------------------------------------------------------------------------------

Result<void> CommitStep::add_one(SettleRequest& request) {
  SettleAnswer answer;
  answer.origin = request.origin;
  std::vector<ReceiptLineBeside> beside;
  if (auto known = know_certificate(request); !known) return known;
  for (std::size_t i = 0; i < request.sequences.size(); ++i) {
    const SignedReceipt::Line* line = request.receipt ? &request.receipt->lines.at(i) : nullptr;
    const auto settled = settle(request, request.sequences[i], line);
    if (!settled) return fail(settled.error());
    if (!*settled && line != nullptr) beside.push_back({i, line->record, line->commitment});
    if (!*settled) continue;
    if (answer.settled.empty()) answer.first_index = index_of(batch_.settlements.back().ledger_index);
    answer.settled.push_back(request.sequences[i]);
  }
  records_ += answer.settled.size();
  if (request.receipt) {
    const EntryDraft draft = receipt_entry({.origin = log_.origin(),
                                            .recipient = request.recipient,
                                            .fingerprint_hex = request.fingerprint,
                                            .algorithm = request.receipt->certificate->algorithm(),
                                            .signature = request.receipt->signature,
                                            .first = answer.first_index,
                                            .count = answer.settled.size(),
                                            .beside = std::move(beside)});
    if (const auto index = log_.append(draft); !index) return fail(index.error());
  }
  answer.sequences = std::move(request.sequences);
  answers_.emplace_back(std::move(answer));
  return {};
}

Result<std::optional<Claimed>> CommitStep::still_waiting(const std::string& recipient, std::uint64_t sequence) {
  if (ended_.count({recipient, sequence}) > 0) return std::nullopt;
  return store_.waiting_at(recipient, sequence);
}

Result<bool> CommitStep::settle(const SettleRequest& request, std::uint64_t sequence,
                                const SignedReceipt::Line* signed_line) {
  const auto waiting = still_waiting(request.recipient, sequence);
  if (!waiting) return fail(waiting.error());
  if (!*waiting) return false;
  const Claimed& disclosure = **waiting;
  const EntryDraft draft = settle_entry({.record = disclosure.record,
                                         .sender = disclosure.route.sender,
                                         .recipient = request.recipient,
                                         .accept_index = index_of(disclosure.ledger_index),
                                         .outcome = std::string(name(request.outcome)),
                                         .reason = request.reason,
                                         .fingerprint_hex = request.fingerprint,
                                         .agreements = disclosure.route.agreements,
                                         .plan_hash_hex = hex(disclosure.route.plan_hash),
                                         .commitment_hex = signed_line ? signed_line->commitment.hex() : "",
                                         .details_hex = request.details_hex,
                                         .accept_log = elsewhere(disclosure.ledger_index)});
  const auto index = log_.append(draft);
  if (!index) return fail(index.error());
  if (auto kept = log_.keep_detail(disclosure.record, *index, request.subjects); !kept) return fail(kept.error());
  batch_.settlements.push_back({.recipient = request.recipient,
                                .sequence = sequence,
                                .outcome = request.outcome,
                                .ledger_index = place_of(log_.number(), *index),
                                .unix_ms = unix_ms_});
  if (request.outcome != SettleOutcome::kDeadLetter) ended_.emplace(request.recipient, sequence);
  return true;
}

Result<void> CommitStep::add_one(AttemptRequest& request) {
  for (const AttemptRequest::Attempt& attempt : request.attempts) {
    const auto waiting = still_waiting(request.recipient, attempt.sequence);
    if (!waiting) return fail(waiting.error());
    if (!*waiting) continue;
    const Claimed& disclosure = **waiting;
    const EntryDraft draft = attempt_entry({.record = disclosure.record,
                                            .sender = disclosure.route.sender,
                                            .recipient = request.recipient,
                                            .accept_index = index_of(disclosure.ledger_index),
                                            .number = attempt.number,
                                            .reason = request.reason,
                                            .fingerprint_hex = request.fingerprint},
                                           disclosure.route.agreements);
    if (const auto index = log_.append(draft); !index) return fail(index.error());
  }
  return {};
}

Result<void> CommitStep::add_one(RecallRequest& request) {
  RecallAnswer answer{request.origin, request.record, {}};
  for (RecallRequest::Target& target : request.targets) {
    auto state = target.sequence == 0 ? recalled_before(request, target.recipient) : recall(request, target);
    if (!state) return fail(state.error());
    answer.recipients.push_back({std::move(target.recipient), *state});
  }
  answers_.emplace_back(std::move(answer));
  return {};
}

Result<SettledState> CommitStep::recall(const RecallRequest& request, RecallRequest::Target& target) {
  const SettleRequest end{.origin = {},
                          .recipient = target.recipient,
                          .sequences = {},
                          .outcome = SettleOutcome::kRecalled,
                          .reason = std::string(target.offered ? kAfterOffer : "recalled-by-sender"),
                          .fingerprint = request.fingerprint,
                          .subjects = std::move(target.subjects),
                          .details_hex = std::move(target.details_hex)};
  const auto settled = settle(end, target.sequence);
  if (!settled) return fail(settled.error());
  if (*settled) {
    ++records_;
    return SettledState{.outcome = SettleOutcome::kRecalled,
                        .offered = target.offered,
                        .attempts = target.attempts,
                        .ledger_index = batch_.settlements.back().ledger_index,
                        .unix_ms = unix_ms_};
  }
  // It ended otherwise meanwhile; what did so in this very step the store does not know yet.
  for (const Settlement& ended : batch_.settlements) {
    const bool same = ended.recipient == target.recipient && ended.sequence == target.sequence;
    if (!same || ended.outcome == SettleOutcome::kDeadLetter) continue;
    return SettledState{.outcome = ended.outcome, .ledger_index = ended.ledger_index, .unix_ms = ended.unix_ms};
  }
  return recalled_before(request, target.recipient);
}

// Why it is too late; of what was recalled before, what was said then.
Result<SettledState> CommitStep::recalled_before(const RecallRequest& request, const std::string& recipient) {
  auto state = store_.state_of(recipient, request.record);
  if (!state || state->outcome != SettleOutcome::kRecalled) return state;
  if (log_number_of(state->ledger_index) != log_.number()) return state;  // before a fork: its entry is not here
  const auto entry = store_.entries(index_of(state->ledger_index), 1);
  if (!entry) return fail(entry.error());
  state->offered = !entry->empty() && entry->front().find(kAfterOffer) != Bytes::npos;
  return state;
}

Result<void> CommitStep::add_one(EventRequest& request) {
  if (auto used = use_plans(request.plans); !used) return used;
  for (const Bytes& plan : request.plans_again) {
    if (auto repeated = log_.repeat_plan(plan); !repeated) return repeated;
  }
  if (auto repeated = repeat_certificates(request.certificates_again); !repeated) return repeated;
  std::move(request.vault.begin(), request.vault.end(), std::back_inserter(batch_.vault));
  std::move(request.values.begin(), request.values.end(), std::back_inserter(batch_.values));
  EventAnswer answer;
  answer.origin = request.origin;
  if (!request.entry.head.empty()) {
    const auto index = log_.append(request.entry, request.id, request.subjects);
    if (!index) return fail(index.error());
    answer.ledger_index = *index;
  }
  answers_.emplace_back(answer);
  return {};
}

Result<void> CommitStep::add_one(ReserveRequest& request) {
  reserves_ = true;  // the store raises the watermarks that need it with any commit
  recipients_.insert(std::move(request.recipient));
  return {};
}

// --- Writing and answering ------------------------------------------------------------------------------------------

Result<void> CommitStep::write() {
  if (auto sealed = log_.seal(batch_); !sealed) return sealed;
  if (batch_.entries.empty() && batch_.values.empty() && !reserves_) return {};  // nothing but repeats
  if (auto durable = store_.commit(batch_); !durable) return durable;
  return log_.committed();
}

Result<std::map<std::uint32_t, Answers>> CommitStep::answers() {
  for (const std::size_t position : to_prove_) {
    if (auto proved = prove(std::get<SubmissionAnswer>(answers_[position])); !proved) return fail(proved.error());
  }
  std::map<std::uint32_t, Answers> by_thread;
  for (Answer& answer : answers_) {
    const std::uint32_t thread = std::visit([](const auto& one) { return one.origin.thread; }, answer);
    Answers& answers = by_thread[thread];
    answers.commit = batch_.number;
    answers.answers.push_back(std::move(answer));
  }
  const auto checkpoint = log_.checkpoint();
  for (auto& [thread, answers] : by_thread) answers.checkpoint = checkpoint;
  return by_thread;
}

Result<void> CommitStep::prove(SubmissionAnswer& answer) {
  auto proof = log_.inclusion_proof(answer.ledger_index);
  if (!proof) return fail(proof.error());
  answer.proof = std::move(*proof);
  if (!batch_.entries.empty() && answer.ledger_index >= batch_.first_entry) {
    answer.entry = log_.pending_entry(answer.ledger_index);
    return {};
  }
  auto entry = store_.entries(answer.ledger_index, 1);
  if (!entry) return fail(entry.error());
  if (entry->empty()) return fail(Code::kLedgerInvalid, "the store lacks an entry of its ledger");
  answer.entry = std::move(entry->front());
  return {};
}

Committed CommitStep::committed() const {
  Committed done;
  done.records = records_;
  done.entries = batch_.entries.size();
  done.recipients.assign(recipients_.begin(), recipients_.end());
  return done;
}

}  // namespace concordat::gateway
