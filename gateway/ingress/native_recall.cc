// A session's part of recalls: what the sender asks for, and what became of it.

#include "gateway/ingress/native_session.h"
#include "gateway/ingress/sent_record.h"
#include "gateway/ledger/log_place.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using protocol::native::Frame;

std::string code_name(Code code) {
  return std::string(info(code).name);
}

}  // namespace

void NativeSession::recall(const wire::Recall& recall) {
  if (!recall_agreed_) return end({Code::kMalformed, "a Recall without the feature \"recall\" in Hello"});
  const auto snapshot = services_.policy.get();
  auto request = recall_request(services_.store, services_.keys, snapshot->policy(), peer_.agency, recall);
  if (!request) {
    Frame frame;
    frame.mutable_recall_reply()->set_sequence(recall.sequence());
    frame.mutable_recall_reply()->set_error(code_name(request.error().code));
    frame.mutable_recall_reply()->set_detail(request.error().detail);
    return send(frame);
  }
  request->origin = origin_;
  request->origin.sequence = recall.sequence();
  request->fingerprint = peer_.fingerprint_hex;
  ++recalls_;
  services_.outbox.emplace_back(std::move(*request));
}

void NativeSession::on_answer(const RecallAnswer& answer) {
  --recalls_;
  Frame frame;
  frame.mutable_recall_reply()->set_sequence(answer.origin.sequence);
  describe(answer, *frame.mutable_recall_reply());
  for (const RecallAnswer::Recipient& recipient : answer.recipients) {
    const bool recalled = recipient.state.outcome == SettleOutcome::kRecalled;
    services_.log.add({.level = recalled ? Severity::kInfo : Severity::kWarning,
                       .action = "recall",
                       .outcome = recalled ? "success" : "failure",
                       .message = recalled ? "recalled by its sender" : "its sender recalled it too late",
                       .record = answer.record,
                       .sender = peer_.agency,
                       .recipient = recipient.agency,
                       .index = index_of(recipient.state.ledger_index),
                       .reason = name(recipient.state.outcome)});
  }
  send(frame);
}

}  // namespace concordat::gateway
