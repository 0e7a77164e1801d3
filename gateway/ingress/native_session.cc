#include "gateway/ingress/native_session.h"

#include <algorithm>

#include "gateway/ingress/sent_record.h"
#include "gateway/ledger/log_place.h"
#include "gateway/pipeline/kept_receipt.h"
#include "protocol/base/utf8.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/splice.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using protocol::native::Frame;

constexpr std::uint32_t kVersion = 1;
constexpr std::string_view kProofs = "proofs";
constexpr std::string_view kSignedReceipts = "signed-receipts";
constexpr std::string_view kRecall = "recall";

std::string code_name(Code code) {
  return std::string(info(code).name);
}

}  // namespace

NativeSession::NativeSession(SessionServices& services, Peer peer, Origin origin)
    : services_(services),
      peer_(std::move(peer)),
      origin_(origin),
      plans_(services.store),
      dispatcher_(services.delivery, peer_, origin, plans_) {}

NativeSession::~NativeSession() {
  dispatcher_.release(released_because_);
}

bool NativeSession::wants_input() const {
  return !closing_ && submissions_.size() < limits::kSessionInFlight &&
         waiting_bytes_ < limits::kSessionInFlightBytes && recalls_ < limits::kSessionRecalls &&
         output_.size() < limits::kSessionWriteBytes;
}

void NativeSession::send(const Frame& frame) {
  protocol::native::append_frame(output_, frame);
}

void NativeSession::on_frame(const Frame& frame) {
  if (closing_) return;  // after a Close nothing more is taken
  if (!greeted_ && !frame.has_hello()) return end({Code::kMalformed, "the first frame must be Hello"});
  switch (frame.body_case()) {
    case Frame::kHello: return greet(frame.hello());
    case Frame::kSubmit: return submit(frame.submit());
    case Frame::kCredit:
      if (!receipts_agreed_ && must_sign()) return end(unsigned_here());
      return dispatcher_.grant(frame.credit().records(), frame.credit().bytes());
    case Frame::kAck: return acknowledge(frame.ack());
    case Frame::kReject:
      if (frame.reject().reason().size() > limits::kReasonBytes || !valid_utf8(frame.reject().reason())) {
        return end({Code::kTooLarge, "the reason of a reject is longer than " + std::to_string(limits::kReasonBytes) +
                                         " bytes or is not UTF-8"});
      }
      return dispatcher_.reject(*services_.policy.get(), frame.reject().sequence(), frame.reject().reason());
    case Frame::kStatusRequest: return answer_status(frame.status_request());
    case Frame::kRecall: return recall(frame.recall());
    case Frame::kPing: {
      Frame pong;
      pong.mutable_pong()->set_token(frame.ping().token());
      return send(pong);
    }
    case Frame::kClose: return say_goodbye({}, {});
    default: return end({Code::kMalformed, "a frame that only the gateway sends, or of a kind that was not agreed on"});
  }
}

void NativeSession::on_bad_bytes(const Error& error) {
  end(error);
}

void NativeSession::greet(const wire::Hello& hello) {
  if (greeted_) return end({Code::kMalformed, "a second Hello"});
  if (hello.version() != kVersion)
    return end({Code::kUnsupported, "this gateway speaks version 1 of the native protocol"});
  greeted_ = true;
  const auto named = [&hello](std::string_view feature) {
    return std::find(hello.features().begin(), hello.features().end(), feature) != hello.features().end();
  };
  proofs_ = named(kProofs);
  receipts_agreed_ = named(kSignedReceipts);
  recall_agreed_ = named(kRecall);
  Frame frame;
  wire::Hello& answer = *frame.mutable_hello();
  answer.set_version(kVersion);
  for (const std::string_view feature : {kProofs, kSignedReceipts, kRecall}) answer.add_features(std::string(feature));
  answer.set_ledger_origin(services_.delivery.ledger_origin);
  answer.set_agency(peer_.agency);
  answer.set_software("concordatd");
  answer.set_max_record_bytes(limits::kRecordBytes);
  answer.set_max_in_flight(limits::kSessionInFlight);
  send(frame);
}

std::optional<Error> NativeSession::busy(const wire::Submit& submit) const {
  if (const std::string reason = services_.health.refuses(); !reason.empty())
    return Error{Code::kBusy, reason + "; try again later"};
  const auto snapshot = services_.policy.get();
  const policy::Agency* agency = snapshot->policy().agency(peer_.agency);
  if (agency == nullptr) return Error{Code::kForbidden, "this agency is no longer in the configuration"};
  if (!services_.quotas.take(*agency, 1)) {
    return Error{Code::kBusy, "more than " + std::to_string(agency->quota.records_per_second) +
                                  " records a second; try again in a second"};
  }
  if (sequences_.count(submit.sequence()) != 0)
    return Error{Code::kMalformed, "a sequence that still waits for its receipt"};
  return std::nullopt;
}

void NativeSession::submit(const wire::Submit& submit) {
  if (auto error = busy(submit)) return answer_failed(submit.sequence(), *error);
  const auto snapshot = services_.policy.get();
  auto judged = services_.judge.judge(*snapshot, peer_, submit);
  if (!judged) {
    const Severity level = info(judged.error().code).severity;
    services_.log.add({.level = level,
                       .action = "refuse",
                       .outcome = "failure",
                       .message = judged.error().detail,
                       .sender = peer_.agency,
                       .error_code = info(judged.error().code).name});
    return answer_failed(submit.sequence(), judged.error());
  }
  Waiting waiting{
      submit.sequence(), submit.body().size(), std::move(judged->summary), submit.want_proof() && proofs_, {}};
  if (!judged->submission.disclosures.empty()) waiting.plans = judged->submission.plans;
  judged->submission.want_proof = waiting.want_proof;
  judged->submission.origin = origin_;
  judged->submission.origin.sequence = next_;
  waiting_bytes_ += waiting.bytes;
  sequences_.insert(waiting.sequence);
  submissions_.emplace(next_++, std::move(waiting));
  services_.outbox.emplace_back(std::move(judged->submission));
}

void NativeSession::answer_failed(std::uint64_t sequence, const Error& error) {
  Frame frame;
  wire::Receipt& receipt = *frame.mutable_receipt();
  receipt.set_sequence(sequence);
  receipt.set_outcome(wire::FAILED);
  receipt.set_error(code_name(error.code));
  receipt.set_detail(error.detail);
  send(frame);
}

void NativeSession::on_answer(const SubmissionAnswer& answer, const std::string& checkpoint) {
  const auto at = submissions_.find(answer.origin.sequence);
  if (at == submissions_.end()) return;
  const Waiting waiting = std::move(at->second);
  submissions_.erase(at);
  sequences_.erase(waiting.sequence);
  waiting_bytes_ -= waiting.bytes;
  log_answer(waiting, answer);
  if (answer.kind == AnswerKind::kConflict) {
    return answer_failed(
        waiting.sequence,
        {Code::kConflict, "this id was accepted before with other bytes; use a new id for a new record"});
  }
  if (answer.kind == AnswerKind::kTooLarge) {
    return answer_failed(
        waiting.sequence,
        {Code::kTooLarge, "the ledger entry of this record would be too large; send it to fewer recipients at a time"});
  }
  auto kept = unpack_receipt(answer.receipt);
  if (!kept) return answer_failed(waiting.sequence, kept.error());

  const bool duplicate = answer.kind == AnswerKind::kDuplicate;
  for (const PlanUse& plan : waiting.plans) plans_.ensure(plan.hash, *plan.frame, output_);
  if (!duplicate && !waiting.want_proof) {
    return protocol::native::append_receipt(output_, kept->receipt, {waiting.sequence, answer.ledger_index, false});
  }
  Frame frame;
  wire::Receipt& receipt = *frame.mutable_receipt();
  if (!receipt.ParseFromArray(kept->receipt.data(), static_cast<int>(kept->receipt.size()))) {
    return answer_failed(waiting.sequence, {Code::kStorageFailed, "the kept receipt is damaged"});
  }
  for (const wire::RecipientResult& recipient : receipt.recipients()) {
    if (!recipient.permit()) continue;
    if (auto ok = plans_.ensure(recipient.plan_hash(), output_); !ok)
      return answer_failed(waiting.sequence, ok.error());
  }
  receipt.set_sequence(waiting.sequence);
  receipt.set_ledger_index(answer.ledger_index);
  receipt.set_duplicate(duplicate);
  if (waiting.want_proof && !answer.entry.empty()) {
    receipt.set_entry(answer.entry);
    for (const crypto::Digest& hash : answer.proof) receipt.add_proof(std::string(hash.view()));
    receipt.set_checkpoint(checkpoint);
  }
  send(frame);
}

void NativeSession::log_answer(const Waiting& waiting, const SubmissionAnswer& answer) {
  LogEvent event{.action = "accept",
                 .outcome = "success",
                 .message = "accepted",
                 .record = answer.record,
                 .sender = peer_.agency,
                 .recipient = waiting.summary.recipients,
                 .agreement = waiting.summary.agreements,
                 .index = answer.ledger_index,
                 .trace = waiting.summary.trace};
  if (answer.kind == AnswerKind::kDuplicate) event.message = "accepted before; the first receipt was sent again";
  if (answer.kind == AnswerKind::kTooLarge) {
    event.action = "refuse";
    event.outcome = "failure";
    event.message = "the ledger entry would have been too large";
    event.error_code = info(Code::kTooLarge).name;
    event.level = info(Code::kTooLarge).severity;
  } else if (answer.kind == AnswerKind::kConflict) {
    event.action = "refuse";
    event.outcome = "failure";
    event.message = "the sender used an id again for other bytes";
    event.error_code = info(Code::kConflict).name;
    event.level = info(Code::kConflict).severity;
  } else if (!answer.accepted) {
    event.action = "refuse";
    event.outcome = "failure";
    event.message = "refused";
    event.reason = waiting.summary.reason;
    event.error_code = info(waiting.summary.code).name;
    event.level = info(waiting.summary.code).severity;
  }
  services_.log.add(event);
  if (answer.kind == AnswerKind::kDurable) log_beside(waiting.summary, answer, event);
}

// What there is to say beside a new decision.
void NativeSession::log_beside(const JudgementSummary& summary, const SubmissionAnswer& answer, LogEvent event) {
  event.error_code = {};
  if (summary.break_glass && answer.accepted) {
    event.level = Severity::kWarning;
    event.action = "break-glass";
    event.outcome = "success";
    event.message = "shared in an emergency; somebody whom the agreement names must look at it: concordat alerts";
    event.reason = {};
    services_.log.add(event);
  }
  if (!summary.shadow.empty()) {
    event.level = Severity::kInfo;
    event.action = "shadow";
    event.outcome = "unknown";
    event.message = "an agreement that is being tried out";
    event.agreement = {};
    event.reason = summary.shadow;
    services_.log.add(event);
  }
}

// --- Deliveries -----------------------------------------------------------------------------------------------------

bool NativeSession::must_sign() const {
  const auto snapshot = services_.policy.get();
  const policy::Agency* agency = snapshot->policy().agency(peer_.agency);
  return agency != nullptr && agency->receipts_required;
}

Error NativeSession::unsigned_here() const {
  return {Code::kForbidden, "the file of " + peer_.agency +
                                " says `receipts: required`, so its acknowledgements must be signed; use a client with "
                                "the feature \"signed-receipts\""};
}

void NativeSession::acknowledge(const wire::Ack& ack) {
  const bool is_signed = !ack.signature().empty() || !ack.commitments().empty();
  if (!is_signed && must_sign()) return end(unsigned_here());
  if (!is_signed) {
    for (const wire::Range& range : ack.ranges()) dispatcher_.acknowledge(range.first(), range.last());
    return;
  }
  if (!receipts_agreed_)
    return end({Code::kMalformed, "a signed acknowledgement without the feature \"signed-receipts\" in Hello"});
  if (auto taken = dispatcher_.acknowledge_signed(ack); !taken) {
    released_because_ = "receipt-refused";
    end(taken.error());
  }
}

void NativeSession::on_answer(const SettleAnswer& answer) {
  const std::vector<std::uint64_t> answered = dispatcher_.settled(answer);
  if (answered.empty()) return;
  Frame frame;
  wire::Settled& settled = *frame.mutable_settled();
  wire::Range* range = nullptr;
  for (const std::uint64_t sequence : answered) {
    if (range == nullptr || range->last() + 1 != sequence) {
      range = settled.add_ranges();
      range->set_first(sequence);
    }
    range->set_last(sequence);
  }
  send(frame);
}

void NativeSession::answer_status(const wire::StatusRequest& request) {
  Frame frame;
  wire::StatusReply& reply = *frame.mutable_status_reply();
  reply.set_sequence(request.sequence());
  const auto record = sent_record(services_.store, services_.keys, peer_.agency, request.id());
  if (!record) return end(record.error());
  if (!*record) {
    reply.set_error(code_name(Code::kNotFound));
  } else if (auto described = describe(services_.store, **record, reply); !described) {
    return end(described.error());
  }
  send(frame);
}

void NativeSession::produce() {
  if (!wants_deliveries()) return;
  if (auto more = dispatcher_.pump(services_.policy.get(), output_, limits::kSessionWriteBytes); !more) {
    services_.log.add({.level = info(more.error().code).severity,
                       .action = "deliver",
                       .outcome = "failure",
                       .message = more.error().detail,
                       .recipient = peer_.agency,
                       .error_code = info(more.error().code).name});
    end({more.error().code, "the gateway could not go on delivering; its operators have been told"});
  }
}

void NativeSession::say_goodbye(std::string_view error, std::string_view detail) {
  if (closing_) return;
  closing_ = true;
  Frame frame;
  frame.mutable_close()->set_error(std::string(error));
  frame.mutable_close()->set_detail(std::string(detail));
  farewell_.clear();
  protocol::native::append_frame(farewell_, frame);
}

void NativeSession::break_off(std::string_view error, std::string_view detail) {
  if (finished()) return;
  closing_ = false;  // a goodbye that waited for answers is replaced: they will not come
  say_goodbye(error, detail);
  broken_off_ = true;
}

void NativeSession::end(const Error& error) {
  services_.log.add({.level = info(error.code).severity,
                     .action = "close",
                     .outcome = "failure",
                     .message = error.detail,
                     .sender = peer_.agency,
                     .error_code = info(error.code).name,
                     .source = peer_.address});
  say_goodbye(info(error.code).name, error.detail);
}

std::string& NativeSession::output() {
  // The Close frame is the last thing said: after the receipts and settlements that were still on their way.
  if (finished() && !farewell_.empty()) output_ += std::exchange(farewell_, {});
  return output_;
}

}  // namespace concordat::gateway
