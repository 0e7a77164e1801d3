#include "gateway/pipeline/judge.h"

#include <algorithm>
#include <array>

#include "crypto/primitive/digest.h"
#include "crypto/primitive/random.h"
#include "gateway/alerts/officers.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/persons/detail.h"
#include "gateway/pipeline/envelope.h"
#include "gateway/pipeline/kept_circumstances.h"
#include "gateway/pipeline/kept_receipt.h"
#include "gateway/pipeline/manifest.h"
#include "gateway/pipeline/named_subjects.h"
#include "gateway/pipeline/record_kinds.h"
#include "protocol/base/utf8.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/splice.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;

constexpr std::size_t kSaltBytes = 32;

Bytes salt() {
  std::array<std::uint8_t, kSaltBytes> bytes{};
  crypto::fill_random_buffered(bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Hides the content until its owner shows the salt: no guess at the content can be tested against it.
crypto::Digest commitment(ByteView salt, const crypto::Digest& content) {
  return crypto::sha256(salt, content.view());
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ',';
    text += word;
  }
  return text;
}

}  // namespace

struct Judge::Draft {
  const Snapshot& snapshot;
  const Peer& peer;
  const wire::Submit& submit;
  std::string purpose;
  std::string trace;
  policy::KindSet kinds;
  KeptCircumstances circumstances;
  std::vector<std::string> identifiers;  // of those whom it is about, as the circumstances' people
  std::string held_hex;                  // the items that it holds
  bool was_read = false;                 // to where its people are known
  Bytes input_salt;
  JudgedEntry entry;
  Alert alert;  // of an emergency disclosure
  wire::Receipt receipt;
  Judgement judgement;
};

Judge::Judge(const KeyStore& keys, const Clock& clock) : keys_(keys), clock_(clock) {}

Result<Judgement> Judge::judge(const Snapshot& snapshot, const Peer& peer, const wire::Submit& submit) {
  if (auto ok = check_envelope(submit); !ok) return fail(ok.error());
  Draft draft{snapshot, peer, submit, submit.purpose(), {}, 0, {}, {}, {}, false, salt(), {}, {}, {}, {}};
  if (is_trace_id(submit.trace_id())) draft.trace = submit.trace_id();
  if (draft.purpose.empty()) {
    const policy::Agency* sender = snapshot.policy().agency(peer.agency);
    if (sender != nullptr) draft.purpose = sender->default_purpose.str();
  }

  Submission& submission = draft.judgement.submission;
  submission.record = mint_record_id(clock_);
  const crypto::Digest body = crypto::sha256(submit.body());
  submission.dedup_key = keys_.dedup_key(peer.agency, submit.sender_id()).view();
  submission.digest = keys_.submission_digest(envelope_text(submit), body).view();
  submission.want_proof = submit.want_proof();
  draft.entry.commitment_hex = commitment(draft.input_salt, body).hex();
  draft.entry.bytes = submit.body().size();

  auto judged = read(draft);
  if (!judged && judged.error().code == Code::kVerifierMismatch) return fail(judged.error());
  if (!judged) refuse(draft, judged.error());
  finish(draft);
  return std::move(draft.judgement);
}

Result<void> Judge::read(Draft& draft) {
  const wire::Submit& submit = draft.submit;
  if (!submit.sender().empty() && submit.sender() != draft.peer.agency) {
    return fail(Code::kForbidden,
                "the certificate is " + draft.peer.agency +
                    "'s, and the submission names another sender; send it with that agency's own certificate");
  }
  if (draft.purpose.empty())
    return fail(Code::kRefusedByPolicy,
                "the submission names no purpose, and the sender's agency file has no default; name one");
  auto format = format_of(submit.format());
  if (!format) return fail(format.error());
  const policy::Envelope envelope{submit.content_type(), submit.file_name()};
  if (auto ok = record_.read(*format, submit.body(), draft.snapshot.policy().record_index(*format), envelope); !ok)
    return fail(ok.error());

  auto kinds = record_kinds(record_, submit.kind(), draft.snapshot.policy().vocabulary());
  if (!kinds) return fail(kinds.error());
  draft.kinds = *kinds;
  draft.entry.kinds = draft.snapshot.names(*kinds);
  auto recipients = recipients_of(draft);
  if (!recipients) return fail(recipients.error());
  KeptCircumstances& circumstances = draft.circumstances;
  circumstances.labels = record_.labels();
  circumstances.justified = says_something(submit.justification());
  circumstances.people.somebody_unknown = record_.names_somebody_unknown();
  for (const std::string& identifier : record_.subjects())
    circumstances.people.subjects.emplace_back(keys_.subject(identifier).view());
  draft.identifiers = record_.subjects();
  draft.held_hex = bitmap_hex(held_items(record_, draft.snapshot.policy().vocabulary()));
  draft.was_read = true;

  // A denial is settled by policy alone; only then is anything built.
  for (const std::string& agency : *recipients) {
    if (auto ok = disclose(draft, agency); !ok) return ok;
  }
  if (draft.judgement.submission.disclosures.empty()) {
    std::string why;
    for (const auto& recipient : draft.receipt.recipients()) {
      for (const std::string& reason : recipient.reasons()) why += (why.empty() ? "" : "; ") + reason;
    }
    return fail(Code::kRefusedByPolicy, why);
  }
  return {};
}

Result<std::vector<std::string>> Judge::recipients_of(const Draft& draft) const {
  std::vector<std::string> recipients;
  const auto add = [&recipients](const std::string& agency) {
    if (std::find(recipients.begin(), recipients.end(), agency) == recipients.end()) recipients.push_back(agency);
  };
  for (const std::string& recipient : draft.submit.recipients()) add(recipient);
  if (!recipients.empty()) return recipients;
  for (const std::string& address : record_.destinations()) {
    for (const policy::Agency* agency : draft.snapshot.policy().candidates(draft.peer.agency, address))
      add(agency->id.str());
  }
  if (recipients.size() == 1) return recipients;
  if (recipients.empty()) {
    return fail(Code::kUnknownRecipient,
                "the record's address leads to no agency that shares an agreement with the sender; name the recipient");
  }
  return fail(Code::kUnknownRecipient,
              "the record's address leads to several agencies (" + joined(recipients) + "); name the recipient");
}

Result<void> Judge::disclose(Draft& draft, const std::string& agency) {
  const policy::Decision decision = decide(draft, agency);
  if (!decision.permit) return {};
  const policy::Plan& plan = *decision.plan;
  auto built = build(draft, agency, plan);
  if (!built) return fail(built.error());
  if (!*built) return {};
  queue(draft, agency, plan);
  if (decision.break_glass) note_emergency(draft, agency, plan);
  return {};
}

policy::Request Judge::request_of(const Draft& draft, const std::string& agency) const {
  const std::int64_t now = clock_.unix_ms() / 1000;
  return {.sender = draft.peer.agency,
          .recipient = agency,
          .purpose = draft.purpose,
          .kinds = draft.kinds,
          .unix_seconds = now,
          .circumstances = draft.circumstances.at(draft.snapshot.lists(), now)};
}

// The decision, written down for the sender and for the ledger.
policy::Decision Judge::decide(Draft& draft, const std::string& agency) {
  const policy::PolicySet& policy = draft.snapshot.policy();
  const policy::Request request = request_of(draft, agency);
  policy::Decision decision = policy.decide(request);
  if (const policy::ShadowOutcome* shadow = policy.shadow(request)) {
    std::string& words = draft.judgement.summary.shadow;
    words += (words.empty() ? "" : "; ") + shadow->agreements + ", for " + agency + ": " + shadow->words;
  }
  wire::RecipientResult& result = *draft.receipt.add_recipients();
  result.set_agency(agency);
  for (const std::string& reason : decision.reasons) result.add_reasons(reason);
  EntryRecipient& entry = draft.entry.recipients.emplace_back();
  // A name that only the sender chose does not reach the ledger.
  if (decision.permit || policy.share_an_agreement(draft.peer.agency, agency)) entry.agency = agency;
  if (!decision.permit) entry.reason = policy::name(decision.denial);
  for (const policy::AgreementRef& agreement : decision.agreements()) {
    entry.agreements.push_back(agreement.id.str());
    const std::pair<std::string, std::uint32_t> named{agreement.id.str(), agreement.version};
    auto& all = draft.entry.agreements;
    if (std::find(all.begin(), all.end(), named) == all.end()) all.push_back(named);
  }
  return decision;
}

// The disclosure's bytes, checked by the verifier. False when nothing may be released to this recipient after all.
Result<bool> Judge::build(Draft& draft, const std::string& agency, const policy::Plan& plan) {
  const policy::PolicySet& policy = draft.snapshot.policy();
  auto redacted = redactor_.redact(record_, plan, policy.vocabulary(), agency, keys_, disclosure_);
  if (!redacted && redacted.error().code == Code::kRefusedByPolicy) {
    draft.entry.recipients.back().reason = info(redacted.error().code).name;
    draft.receipt.mutable_recipients()->rbegin()->add_reasons(redacted.error().detail);
    return false;
  }
  if (!redacted) return fail(redacted.error());
  const policy::Envelope envelope{record_.content_type(), disclosure_.file_name};
  if (auto ok = verifier_.verify(disclosure_.bytes, plan, policy.verifier_index(record_.format()), envelope); !ok) {
    return fail(ok.error());
  }
  return true;
}

// Seals the disclosure for its queue, and says in receipt and entry what it is.
void Judge::queue(Draft& draft, const std::string& agency, const policy::Plan& plan) {
  Submission& submission = draft.judgement.submission;
  const Bytes output_salt = salt();
  EntryRecipient& entry = draft.entry.recipients.back();
  entry.permit = true;
  entry.plan_hash_hex = hex(plan.hash);
  entry.commitment_hex = commitment(output_salt, crypto::sha256(disclosure_.bytes)).hex();
  entry.bytes = disclosure_.bytes.size();
  entry.absent = disclosure_.absent;
  entry.altered = disclosure_.altered;
  compose(draft, plan, output_salt);

  NewDisclosure& queued = submission.disclosures.emplace_back();
  queued.recipient = agency;
  queued.record = submission.record;
  queued.route = {draft.peer.agency, draft.purpose, draft.entry.kinds, {}, plan.hash};
  for (const policy::AgreementRef& agreement : plan.agreements) queued.route.agreements.push_back(agreement.id.str());
  std::sort(queued.route.agreements.begin(), queued.route.agreements.end());
  const auto expire_after = std::chrono::duration_cast<std::chrono::milliseconds>(plan.obligations.expire_after);
  if (expire_after.count() > 0) queued.expires_unix_ms = clock_.unix_ms() + expire_after.count();
  keys_.seal(seal_context(submission.record, agency, plan.hash), plaintext_, queued.sealed);
  const PlanMessage message = draft.snapshot.message_of(plan);
  submission.plans.push_back({plan.hash, message.text, message.frame});
}

// Marks the record as shared in an emergency, and notes who has to look at it.
void Judge::note_emergency(Draft& draft, const std::string& agency, const policy::Plan& plan) {
  draft.entry.break_glass = draft.judgement.summary.break_glass = true;
  draft.alert.recipients.push_back(agency);
  add_acknowledgers(draft.snapshot.policy(), plan.agreements, draft.alert);
}

// The alert goes into the commit of the record: neither is ever there without the other.
void Judge::raise_alert(Draft& draft) {
  Submission& submission = draft.judgement.submission;
  draft.alert.record = submission.record;
  draft.alert.sender = draft.peer.agency;
  draft.alert.purpose = draft.purpose;
  draft.alert.justification = draft.submit.justification();
  draft.alert.unix_ms = clock_.unix_ms();
  submission.values.push_back(seal(draft.alert, keys_));
}

// The recipient's message, into plaintext_, and the sender's result beside it.
void Judge::compose(Draft& draft, const policy::Plan& plan, const Bytes& output_salt) {
  wire::RecipientResult& result = *draft.receipt.mutable_recipients()->rbegin();
  result.set_permit(true);
  result.set_plan_hash(plan.hash);
  result.set_output_salt(output_salt);

  wire::Delivery delivery;
  delivery.set_record_id(std::string(draft.judgement.submission.record.bytes()));
  delivery.set_sender(draft.peer.agency);
  delivery.set_kind(joined(draft.entry.kinds));
  delivery.set_purpose(draft.purpose);
  delivery.set_format(draft.submit.format());
  delivery.set_plan_hash(plan.hash);
  delivery.set_output_salt(output_salt);
  delivery.set_trace_id(draft.trace);
  delivery.set_unnamed(disclosure_.unnamed);
  result.set_unnamed(disclosure_.unnamed);
  add_scrubbed(disclosure_.scrubbed_by_kind, *delivery.mutable_scrubbed());
  add_scrubbed(disclosure_.scrubbed_by_kind, *result.mutable_scrubbed());
  if (record_.format() == policy::Format::kOpaque) {
    delivery.set_content_type(std::string(record_.content_type()));
    const std::string& name = disclosure_.file_name;
    delivery.set_file_name(name.empty() ? plain_file_name(draft.judgement.submission.record, record_.content_type())
                                        : name);
  }
  delivery.mutable_obligations()->set_retain_days(plan.obligations.retain_days);
  delivery.mutable_obligations()->set_onward_sharing(plan.obligations.onward_sharing);
  const auto& items = draft.snapshot.policy().vocabulary().items;
  for (policy::ItemIndex i = 0; i < items.size(); ++i) {
    if (items[i].category == policy::Category::kStructural || record_.holds(i)) continue;
    result.add_absent(draft.snapshot.position(i));
    // A sensitive item is listed as possibly withheld, present or not: leaving it out would say something.
    const bool hide = items[i].sensitive && plan.items[i].action.kind == policy::ActionKind::kWithhold;
    if (!hide) delivery.add_absent(draft.snapshot.position(i));
  }
  for (const policy::ItemIndex i : disclosure_.altered) {
    result.add_altered(draft.snapshot.position(i));
    delivery.add_altered(draft.snapshot.position(i));
  }
  plaintext_.clear();
  append_circumstances(plaintext_, draft.circumstances);
  delivery.AppendToString(&plaintext_);
  // The body goes in as it is: a field appended to the serialised message.
  protocol::native::append_delivery_body(plaintext_, disclosure_.bytes);
}

void Judge::refuse(Draft& draft, const Error& error) {
  draft.judgement.submission.disclosures.clear();
  draft.judgement.submission.plans.clear();
  draft.entry.break_glass = draft.judgement.summary.break_glass = false;
  for (wire::RecipientResult& recipient : *draft.receipt.mutable_recipients()) {
    wire::RecipientResult denied;
    denied.set_agency(recipient.agency());
    denied.mutable_reasons()->Swap(recipient.mutable_reasons());
    recipient.Swap(&denied);
  }
  for (EntryRecipient& recipient : draft.entry.recipients) {
    recipient = {.agency = recipient.agency,
                 .reason = recipient.permit ? std::string(info(error.code).name) : recipient.reason};
  }
  draft.receipt.set_outcome(wire::REFUSED);
  draft.receipt.set_error(std::string(info(error.code).name));
  draft.receipt.set_detail(error.detail);
  draft.entry.reason = info(error.code).name;
  draft.judgement.summary.reason = error.detail;
  draft.judgement.summary.code = error.code;
}

void Judge::finish(Draft& draft) {
  Submission& submission = draft.judgement.submission;
  submission.accepted = !submission.disclosures.empty();
  if (submission.accepted) draft.receipt.set_outcome(wire::ACCEPTED);
  if (draft.entry.break_glass) raise_alert(draft);
  draft.receipt.set_record_id(std::string(submission.record.bytes()));
  draft.receipt.set_input_salt(draft.input_salt);
  submission.receipt = pack_receipt(draft.peer.agency, draft.receipt.SerializeAsString());

  draft.entry.record = submission.record;
  draft.entry.sender = draft.peer.agency;
  draft.entry.fingerprint_hex = draft.peer.fingerprint_hex;
  // A word that only the sender chose does not reach the ledger.
  draft.entry.purpose = draft.snapshot.policy().has_purpose(draft.purpose) ? draft.purpose : std::string();
  draft.entry.policy_hash_hex = draft.snapshot.hash_hex();
  std::sort(draft.entry.agreements.begin(), draft.entry.agreements.end());
  if (draft.was_read) {
    submission.subjects = name_subjects({.identifiers = draft.identifiers,
                                         .people = draft.circumstances.people,
                                         .purpose = draft.entry.purpose,
                                         .vocabulary = draft.snapshot.vocabulary_hash(),
                                         .held_hex = draft.held_hex,
                                         .senders_id = draft.submit.sender_id(),
                                         .justification = draft.submit.justification(),
                                         .held_back = draft.snapshot.policy().held_from_subject(draft.purpose)},
                                        draft.entry.details_hex);
  }
  submission.entry = submission.accepted ? accept_entry(draft.entry) : refuse_entry(draft.entry);

  // A recipient with which the sender shares no agreement is not named: the word is the sender's, and could be
  // anything.
  std::vector<std::string> recipients;
  for (const EntryRecipient& recipient : draft.entry.recipients)
    recipients.push_back(recipient.agency.empty() ? "unknown" : recipient.agency);
  draft.judgement.summary.recipients = joined(recipients);
  std::vector<std::string> agreements;
  for (const auto& [id, version] : draft.entry.agreements) agreements.push_back(id);
  draft.judgement.summary.agreements = joined(agreements);
  draft.judgement.summary.trace = draft.trace;
}

Bytes seal_context(const RecordId& record, std::string_view recipient, ByteView plan_hash) {
  Bytes context(record.bytes());
  context += plan_hash;
  context += recipient;
  return context;
}

RecordId mint_record_id(const Clock& clock) {
  std::array<std::uint8_t, 10> random{};
  crypto::fill_random_buffered(random);
  return RecordId::mint(static_cast<std::uint64_t>(clock.unix_ms()), random);
}

}  // namespace concordat::gateway
