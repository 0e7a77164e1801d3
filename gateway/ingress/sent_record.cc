#include "gateway/ingress/sent_record.h"

#include <algorithm>

#include "gateway/ledger/log_place.h"
#include "gateway/pipeline/judge.h"
#include "gateway/pipeline/kept_circumstances.h"
#include "gateway/pipeline/kept_receipt.h"
#include "gateway/pipeline/named_subjects.h"
#include "protocol/base/utf8.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;

std::string_view state_name(const SettledState& state) {
  if (state.outcome != SettleOutcome::kWaiting) return name(state.outcome);
  return state.offered ? "offered" : "waiting";
}

Result<std::optional<RecordRow>> row_of(Store& store, const KeyStore& keys, const std::string& agency,
                                        const std::string& id) {
  // The sender's own id first: it may look like a record id, and is another record then.
  auto dedup = store.find(keys.dedup_key(agency, id).view());
  if (!dedup) return fail(dedup.error());
  if (*dedup) return store.record((*dedup)->record);
  const auto record = RecordId::parse(id);
  if (!record) return std::nullopt;
  return store.record(*record);
}

void describe(const std::string& recipient, const SettledState& state, wire::RecipientStatus& status) {
  status.set_agency(recipient);
  status.set_state(std::string(state_name(state)));
  status.set_ledger_index(index_of(state.ledger_index));
  status.set_unix_ms(static_cast<std::uint64_t>(state.unix_ms));
  status.set_attempts(state.attempts);
}

// `asked`, or all who may have it.
Result<std::vector<std::string>> recall_from(const SentRecord& record, std::vector<std::string> asked) {
  std::vector<std::string> permitted;
  for (const auto& [recipient, permit] : record.recipients) {
    if (permit) permitted.push_back(recipient);
  }
  if (asked.empty()) return permitted;
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  for (const std::string& one : asked) {
    if (std::find(permitted.begin(), permitted.end(), one) != permitted.end()) continue;
    return fail(Code::kUnknownRecipient, "the record was not accepted for " + printable(one));
  }
  return asked;
}

struct Words {
  const std::string& agency;
  const std::string& reason;
};

// The last target's, if nobody has it; whom it is about is read from the disclosure itself.
Result<void> withdraw(Store& store, const KeyStore& keys, const policy::PolicySet& policy, const Words& words,
                      RecallRequest& request) {
  RecallRequest::Target& target = request.targets.back();
  const auto withdrawn = store.withdraw(target.recipient, request.record);
  if (!withdrawn) return fail(withdrawn.error());
  if (!*withdrawn) return {};
  const Claimed& disclosure = **withdrawn;
  target.sequence = disclosure.sequence;
  target.offered = disclosure.redelivered;
  target.attempts = disclosure.attempts;
  const auto plaintext =
      keys.unseal(seal_context(request.record, target.recipient, disclosure.route.plan_hash), disclosure.sealed);
  if (!plaintext) return fail(plaintext.error());
  ByteView message = *plaintext;
  const auto circumstances = take_circumstances(message);
  if (!circumstances) return fail(circumstances.error());
  const SaidOfRecord said{circumstances->people, words.agency, words.reason,
                          policy.held_from_subject(disclosure.route.purpose)};
  target.subjects = name_subjects(said, target.details_hex);
  return {};
}

}  // namespace

Result<std::optional<SentRecord>> sent_record(Store& store, const KeyStore& keys, const std::string& agency,
                                              const std::string& id) {
  auto row = row_of(store, keys, agency, id);
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  auto kept = unpack_receipt((*row)->receipt);
  if (!kept || kept->sender != agency) return std::nullopt;
  wire::Receipt receipt;
  if (!receipt.ParseFromArray(kept->receipt.data(), static_cast<int>(kept->receipt.size()))) return std::nullopt;
  SentRecord sent{(*row)->record, index_of((*row)->ledger_index), (*row)->unix_ms, {}};
  for (const wire::RecipientResult& recipient : receipt.recipients())
    sent.recipients.emplace_back(recipient.agency(), recipient.permit());
  return sent;
}

Result<void> describe(Store& store, const SentRecord& record, wire::StatusReply& reply) {
  reply.set_record_id(std::string(record.record.bytes()));
  reply.set_ledger_index(record.ledger_index);
  reply.set_accepted_unix_ms(static_cast<std::uint64_t>(record.unix_ms));
  for (const auto& [recipient, permit] : record.recipients) {
    wire::RecipientStatus& status = *reply.add_recipients();
    if (!permit) {
      status.set_agency(recipient);
      status.set_state("denied");
      continue;
    }
    const auto state = store.state_of(recipient, record.record);
    if (!state) return fail(state.error());
    describe(recipient, *state, status);
  }
  return {};
}

Result<RecallRequest> recall_request(Store& store, const KeyStore& keys, const policy::PolicySet& policy,
                                     const std::string& agency, const wire::Recall& recall) {
  if (recall.reason().size() > limits::kReasonBytes || !valid_utf8(recall.reason())) {
    return fail(Code::kTooLarge, "the reason of a recall is longer than " + std::to_string(limits::kReasonBytes) +
                                     " bytes or is not UTF-8");
  }
  const auto record = sent_record(store, keys, agency, recall.id());
  if (!record) return fail(record.error());
  if (!*record) return fail(Code::kNotFound, "no such record of this agency's (ids are kept for 14 days)");
  auto recipients = recall_from(**record, {recall.recipients().begin(), recall.recipients().end()});
  if (!recipients) return fail(recipients.error());
  RecallRequest request{{}, (*record)->record, {}, {}};
  for (std::string& recipient : *recipients) {
    request.targets.push_back({.recipient = std::move(recipient), .subjects = {}, .details_hex = {}});
    const auto withdrawn = withdraw(store, keys, policy, {agency, recall.reason()}, request);
    if (withdrawn) continue;
    for (const RecallRequest::Target& target : request.targets)
      if (target.sequence != 0) store.release(target.recipient, {target.sequence});
    return fail(withdrawn.error());
  }
  return request;
}

void describe(const RecallAnswer& answer, wire::RecallReply& reply) {
  reply.set_record_id(std::string(answer.record.bytes()));
  for (const RecallAnswer::Recipient& recipient : answer.recipients) {
    wire::RecipientStatus& status = *reply.add_recipients();
    describe(recipient.agency, recipient.state, status);
    status.set_perhaps_received(recipient.state.outcome == SettleOutcome::kRecalled && recipient.state.offered);
  }
}

}  // namespace concordat::gateway
