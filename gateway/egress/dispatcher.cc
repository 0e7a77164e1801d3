#include "gateway/egress/dispatcher.h"

#include <algorithm>
#include <unordered_set>

#include "crypto/primitive/digest.h"
#include "gateway/egress/receipt_check.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/log_place.h"
#include "gateway/pipeline/envelope.h"
#include "gateway/pipeline/manifest.h"
#include "gateway/pipeline/named_subjects.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/splice.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;

constexpr std::size_t kClaimRecords = 256;
constexpr std::size_t kClaimBytes = 1024 * 1024;

crypto::Digest commitment_to(ByteView salt, ByteView body) {
  return crypto::sha256(salt, crypto::sha256(body).view());
}

// Of a message that an older gateway queued without it.
Result<crypto::Digest> commitment_of(ByteView message) {
  wire::Delivery delivery;
  if (!delivery.ParseFromArray(message.data(), static_cast<int>(message.size())))
    return fail(Code::kStorageFailed, "a stored disclosure cannot be read");
  return commitment_to(delivery.output_salt(), delivery.body());
}

}  // namespace

Dispatcher::Dispatcher(DeliveryTools& tools, const Peer& recipient, Origin origin, SentPlans& plans)
    : tools_(tools), peer_(recipient), origin_(origin), plans_(plans) {}

void Dispatcher::grant(std::uint32_t records, std::uint64_t bytes) {
  // A sum that would wrap is as good as no limit.
  credit_records_ += records;
  credit_bytes_ = credit_bytes_ + bytes < credit_bytes_ ? ~std::uint64_t{0} : credit_bytes_ + bytes;
}

Result<bool> Dispatcher::pump(const std::shared_ptr<const Snapshot>& snapshot, std::string& out, std::size_t room) {
  while (has_credit()) {
    if (out.size() >= room) return true;
    const std::size_t records = std::min<std::uint64_t>(credit_records_, kClaimRecords);
    const std::size_t bytes = std::min<std::uint64_t>({credit_bytes_, kClaimBytes, room - out.size()});
    auto claim = tools_.store.claim(peer_.agency, records, bytes);
    if (!claim) return fail(claim.error());
    if (claim->needs_reservation) tools_.outbox.emplace_back(ReserveRequest{peer_.agency});
    for (const Claimed& claimed : claim->disclosures) {
      const auto& agreements = claimed.route.agreements;
      in_flight_.emplace(claimed.sequence, Offered{.line = {claimed.record, {}},
                                                   .sender = claimed.route.sender,
                                                   .agreement = agreements.empty() ? std::string() : agreements.front(),
                                                   .purpose = claimed.route.purpose,
                                                   .people = {},
                                                   .attempt = claimed.attempts + 1});
    }
    for (Claimed& claimed : claim->disclosures) {
      if (auto ok = offer(*snapshot, claimed, out); !ok) return fail(ok.error());
    }
    if (claim->disclosures.empty() || !claim->more) return false;
  }
  return false;
}

Dispatcher::Judged Dispatcher::decide_again(const Snapshot& snapshot, const Route& route,
                                            const KeptCircumstances& circumstances) const {
  const auto kinds = snapshot.kinds(route.kinds);
  if (!kinds) return {Judged::Kind::kStop, {}, std::string(policy::name(policy::Denial::kUnknownKind))};
  const std::int64_t now = tools_.clock.unix_ms() / 1000;
  policy::Decision decision = snapshot.policy().decide({.sender = route.sender,
                                                        .recipient = peer_.agency,
                                                        .purpose = route.purpose,
                                                        .kinds = *kinds,
                                                        .unix_seconds = now,
                                                        .circumstances = circumstances.at(snapshot.lists(), now)});
  if (!decision.permit) return {Judged::Kind::kStop, {}, std::string(policy::name(decision.denial))};
  if (decision.plan->hash == route.plan_hash) return {Judged::Kind::kAsStored, {}, {}};
  return {Judged::Kind::kNarrow, std::move(decision), {}};
}

Result<void> Dispatcher::offer(const Snapshot& snapshot, Claimed& claimed, std::string& out) {
  if (claimed.expires_unix_ms != 0 && claimed.expires_unix_ms <= tools_.clock.unix_ms()) {
    settle({claimed.sequence}, SettleOutcome::kExpired, "expired");
    return {};
  }
  if (claimed.attempts >= limits::kDeliveryAttempts) {
    settle({claimed.sequence}, SettleOutcome::kDeadLetter, "unacknowledged");
    return {};
  }
  const auto plaintext =
      tools_.keys.unseal(seal_context(claimed.record, peer_.agency, claimed.route.plan_hash), claimed.sealed);
  if (!plaintext) return fail(plaintext.error());
  ByteView message = *plaintext;
  auto circumstances = take_circumstances(message);
  if (!circumstances) return fail(circumstances.error());
  const Judged judged = decide_again(snapshot, claimed.route, *circumstances);
  if (judged.kind == Judged::Kind::kStop) {
    settle({claimed.sequence}, SettleOutcome::kStopped, judged.reason);
    return {};
  }
  in_flight_.at(claimed.sequence).people = std::move(circumstances->people);
  --credit_records_;
  credit_bytes_ -= std::min<std::uint64_t>(credit_bytes_, message.size());
  if (judged.kind == Judged::Kind::kNarrow) return hold(snapshot, claimed, message, *judged.decision.plan);
  if (auto ok = plans_.ensure(claimed.route.plan_hash, out); !ok) return ok;
  const auto commitment = circumstances->commitment ? *circumstances->commitment : commitment_of(message);
  if (!commitment) return fail(commitment.error());
  send(claimed, message, *commitment, 0, out);
  return {};
}

// Nothing goes out before its entry is durable: a narrowed disclosure waits for its own.
Result<void> Dispatcher::hold(const Snapshot& snapshot, Claimed& claimed, ByteView message,
                              const policy::Plan& current) {
  auto narrower = narrowed(snapshot, claimed, message, current);
  if (!narrower) return fail(narrower.error());
  const std::uint64_t sequence = claimed.sequence;
  if (narrower->message.empty()) {
    settle({sequence}, SettleOutcome::kStopped, "nothing-released");
    return {};
  }
  held_.insert_or_assign(sequence,
                         Held{std::move(claimed), std::move(*narrower), current.hash, snapshot.message_of(current)});
  return {};
}

void Dispatcher::noted(const EventAnswer& answer, std::string& out) {
  auto held = held_.extract(answer.origin.sequence);
  if (held.empty() || in_flight_.count(answer.origin.sequence) == 0) return;
  const Held& disclosure = held.mapped();
  plans_.ensure(disclosure.plan_hash, *disclosure.plan.frame, out);
  send(disclosure.claimed, disclosure.narrowed.message, disclosure.narrowed.commitment, answer.ledger_index, out);
}

void Dispatcher::send(const Claimed& claimed, ByteView message, const crypto::Digest& commitment,
                      std::uint64_t narrowed_index, std::string& out) {
  Offered& offered = in_flight_.at(claimed.sequence);
  offered.line.commitment = commitment;
  offered.sent = true;
  protocol::native::append_delivery(out, message,
                                    {.sequence = claimed.sequence,
                                     .redelivered = claimed.redelivered,
                                     .ledger_index = index_of(claimed.ledger_index),
                                     .narrowed_index = narrowed_index});
  const auto& agreements = claimed.route.agreements;
  tools_.log.add({.action = "deliver",
                  .outcome = "unknown",
                  .message = claimed.redelivered ? "offered again" : "offered",
                  .record = claimed.record,
                  .sender = claimed.route.sender,
                  .recipient = peer_.agency,
                  .agreement = agreements.empty() ? std::string_view() : std::string_view(agreements.front()),
                  .index = index_of(claimed.ledger_index)});
}

Result<Dispatcher::Narrowed> Dispatcher::narrowed(const Snapshot& snapshot, const Claimed& claimed, ByteView message,
                                                  const policy::Plan& current) {
  const policy::Vocabulary& vocabulary = snapshot.policy().vocabulary();
  auto text = tools_.store.value(plan_text_name(claimed.route.plan_hash));
  if (!text) return fail(text.error());
  if (!*text) return fail(Code::kStorageFailed, "the plan of a stored disclosure is missing");
  auto stored = policy::parse_plan(**text, vocabulary);
  if (!stored) return fail(stored.error());
  const policy::Plan plan = policy::narrow(*stored, current, vocabulary);

  wire::Delivery delivery;
  if (!delivery.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    return fail(Code::kStorageFailed, "a stored disclosure cannot be read");
  }
  const auto format = format_of(delivery.format());
  if (!format) return fail(Code::kStorageFailed, "a stored disclosure is of no known format");
  const std::string plain_name = plain_file_name(claimed.record, delivery.content_type());
  const bool named = !delivery.file_name().empty() && delivery.file_name() != plain_name;
  const policy::Envelope envelope{delivery.content_type(), named ? delivery.file_name() : std::string_view()};
  if (auto ok = tools_.record.read(*format, delivery.body(), snapshot.policy().record_index(*format), envelope); !ok)
    return fail(ok.error());
  auto built = tools_.redactor.redact(tools_.record, plan, vocabulary, peer_.agency, tools_.keys, tools_.disclosure);
  if (!built && built.error().code == Code::kRefusedByPolicy) return Narrowed{};
  if (!built) return fail(built.error());
  const auto& bytes = tools_.disclosure.bytes;
  const std::string& file_name = tools_.disclosure.file_name;
  const policy::Envelope beside{delivery.content_type(), file_name};
  if (auto ok = tools_.verifier.verify(bytes, plan, snapshot.policy().verifier_index(*format), beside); !ok)
    return fail(ok.error());

  delivery.set_body(bytes);
  delivery.set_unnamed(delivery.unnamed() + tools_.disclosure.unnamed);
  add_scrubbed(tools_.disclosure.scrubbed_by_kind, *delivery.mutable_scrubbed());
  if (named && file_name.empty()) delivery.set_file_name(plain_name);
  delivery.set_plan_hash(current.hash);
  if (auto ok = list_again(snapshot, claimed.route.plan_hash, plan, current, delivery); !ok) return fail(ok.error());
  // The commitment in the accept entry was to the wider bytes; this one goes into an entry of its own.
  const crypto::Digest commitment = commitment_to(delivery.output_salt(), bytes);
  const PlanMessage plan_message = snapshot.message_of(current);
  EventRequest request{origin_, event_entry("narrow", {{"commitment", commitment.hex()},
                                                       {"plan", hex(current.hash)},
                                                       {"recipient", peer_.agency},
                                                       {"record", claimed.record.str()}})};
  request.origin.sequence = claimed.sequence;
  request.plans.push_back({current.hash, plan_message.text, plan_message.frame});
  tools_.outbox.emplace_back(std::move(request));
  return Narrowed{delivery.SerializeAsString(), commitment};
}

// The manifest of what was narrowed. The stored bytes no longer show what was withheld from them at first, so what was
// not there is what was said not to be there then.
Result<void> Dispatcher::list_again(const Snapshot& snapshot, ByteView stored_plan, const policy::Plan& narrowed,
                                    const policy::Plan& current, wire::Delivery& delivery) {
  auto frame = tools_.store.value(plan_frame_name(stored_plan));
  if (!frame) return fail(frame.error());
  wire::Plan listed;
  if (!*frame || !listed.ParseFromString(**frame)) return fail(Code::kStorageFailed, "a stored plan cannot be read");
  const auto names = [&listed](const auto& positions) {
    std::unordered_set<std::string> out;
    for (const std::uint32_t at : positions) {
      if (at < static_cast<std::uint32_t>(listed.items_size())) out.insert(listed.items(static_cast<int>(at)).item());
    }
    return out;
  };
  const auto absent = names(delivery.absent()), altered = names(delivery.altered());
  delivery.clear_absent();
  delivery.clear_altered();
  const std::vector<policy::Item>& items = snapshot.policy().vocabulary().items;
  for (policy::ItemIndex i = 0; i < items.size(); ++i) {
    if (items[i].category == policy::Category::kStructural) continue;
    const bool planned = current.items[i].action.kind != policy::ActionKind::kWithhold;
    const auto& now = tools_.disclosure.altered;
    const bool not_there = narrowed.items[i].action.kind == policy::ActionKind::kWithhold;
    const bool not_done = altered.contains(items[i].id.str()) || std::find(now.begin(), now.end(), i) != now.end();
    if (absent.contains(items[i].id.str())) {
      if (planned || !items[i].sensitive) delivery.add_absent(snapshot.position(i));
    } else if (planned && not_there) {
      delivery.add_earlier(snapshot.position(i));
    } else if (planned && not_done) {
      delivery.add_altered(snapshot.position(i));
    }
  }
  return {};
}

void Dispatcher::acknowledge(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> sequences;
  for (auto at = in_flight_.lower_bound(first); at != in_flight_.end() && at->first <= last; ++at)
    if (at->second.sent) sequences.push_back(at->first);
  settle(sequences, SettleOutcome::kDelivered, {});
}

Result<void> Dispatcher::acknowledge_signed(const wire::Ack& ack) {
  const auto find_sent = [this](std::uint64_t sequence) -> const SignedReceipt::Line* {
    const auto at = in_flight_.find(sequence);
    return at != in_flight_.end() && at->second.sent ? &at->second.line : nullptr;
  };
  auto checked = check_receipt(ack, {tools_.ledger_origin, peer_.agency, peer_.certificate}, find_sent);
  if (!checked) return fail(checked.error());
  settle(checked->sequences, SettleOutcome::kDelivered, {})->receipt = std::move(checked->receipt);
  return {};
}

void Dispatcher::reject(const Snapshot& snapshot, std::uint64_t sequence, std::string_view reason) {
  const auto at = in_flight_.find(sequence);
  if (at == in_flight_.end() || !at->second.sent) return;
  const SaidOfRecord said{at->second.people, peer_.agency, reason,
                          snapshot.policy().held_from_subject(at->second.purpose)};
  std::vector<std::string> details_hex;
  std::vector<Subject> subjects = name_subjects(said, details_hex);
  SettleRequest& request = *settle({sequence}, SettleOutcome::kRejected, "rejected-by-recipient");
  request.subjects = std::move(subjects);
  request.details_hex = std::move(details_hex);
}

void Dispatcher::release(std::string_view reason) {
  std::vector<std::uint64_t> sequences;
  AttemptRequest failed{origin_, peer_.agency, {}, std::string(reason), peer_.fingerprint_hex};
  for (const auto& [sequence, offered] : in_flight_) {
    sequences.push_back(sequence);
    if (offered.sent) failed.attempts.push_back({sequence, offered.attempt});
  }
  in_flight_.clear();
  held_.clear();
  if (!failed.attempts.empty()) tools_.outbox.emplace_back(std::move(failed));
  if (!sequences.empty()) tools_.store.release(peer_.agency, sequences);
}

SettleRequest* Dispatcher::settle(const std::vector<std::uint64_t>& sequences, SettleOutcome outcome,
                                  std::string reason) {
  std::vector<std::uint64_t> known;
  for (const std::uint64_t sequence : sequences) {
    auto offered = in_flight_.extract(sequence);
    if (offered.empty()) continue;
    settling_.emplace(sequence, Settling{std::move(offered.mapped()), outcome, reason});
    known.push_back(sequence);
  }
  if (known.empty()) return nullptr;
  tools_.outbox.emplace_back(
      SettleRequest{.origin = origin_,
                    .recipient = peer_.agency,
                    .sequences = std::move(known),
                    .outcome = outcome,
                    .reason = std::move(reason),
                    .fingerprint = reached_recipient(outcome) ? peer_.fingerprint_hex : std::string()});
  return &std::get<SettleRequest>(tools_.outbox.back());
}

std::vector<std::uint64_t> Dispatcher::settled(const SettleAnswer& answer) {
  std::uint64_t index = answer.first_index;
  for (const std::uint64_t sequence : answer.settled) {
    const auto at = settling_.find(sequence);
    if (at == settling_.end()) continue;
    const Settling& settling = at->second;
    const bool delivered = settling.outcome == SettleOutcome::kDelivered;
    tools_.log.add({.level = delivered ? Severity::kInfo : Severity::kWarning,
                    .action = delivered ? "acknowledge" : "settle",
                    .outcome = delivered ? "success" : "failure",
                    .message = name(settling.outcome),
                    .record = settling.offered.line.record,
                    .sender = settling.offered.sender,
                    .recipient = peer_.agency,
                    .agreement = settling.offered.agreement,
                    .index = index++,
                    .reason = settling.reason});
  }
  std::vector<std::uint64_t> answered;
  for (const std::uint64_t sequence : answer.sequences) {
    const auto settling = settling_.extract(sequence);
    if (!settling.empty() && reached_recipient(settling.mapped().outcome)) answered.push_back(sequence);
  }
  return answered;
}

}  // namespace concordat::gateway
