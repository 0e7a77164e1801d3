#include "gateway/cli/transfer/answer.h"

#include <algorithm>
#include <span>
#include <utility>

#include "crypto/note/tlog_proof.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using client::ItemOutcome;
using client::Outcome;

constexpr std::size_t kListIndent = 14;

AnswerOutcome outcome_of(native::v1::Outcome outcome) {
  switch (outcome) {
    case native::v1::ACCEPTED: return AnswerOutcome::kAccepted;
    case native::v1::REFUSED: return AnswerOutcome::kRefused;
    default: return AnswerOutcome::kFailed;
  }
}

std::string label(const ItemOutcome& item) {
  return printable(item.label.empty() ? item.item : item.label);
}

// "  released   Name, Birth date", or nothing when there is none.
std::string line_of(std::string_view heading, const std::vector<std::string>& labels) {
  if (labels.empty()) return {};
  std::string start = "    " + std::string(heading);
  start.resize(kListIndent, ' ');
  return start + wrapped_list(labels, kListIndent, ';') + '\n';
}

std::string recipient_text(const RecipientAnswer& recipient) {
  std::string text = "  " + printable(recipient.agency);
  if (!recipient.permit) {
    text += " may not have it\n";
  } else {
    text += " may have it";
    for (std::size_t i = 0; i < recipient.agreements.size(); ++i) {
      text += (i == 0 ? " under " : ", ") + printable(recipient.agreements[i]);
    }
    text += '\n';
  }
  std::vector<std::string> released, changed, withheld;
  for (const ItemOutcome& item : recipient.items) {
    if (item.outcome == Outcome::kReleased) released.push_back(label(item));
    if (item.outcome == Outcome::kChanged) changed.push_back(label(item) + " (" + action_in_words(item.action) + ")");
    if (item.outcome == Outcome::kWithheld)
      withheld.push_back(label(item) + (item.altered ? " (could not be changed safely)" : ""));
  }
  text += line_of("released", released) + line_of("changed", changed) + line_of("withheld", withheld);
  for (const std::string& reason : recipient.reasons) text += "    " + printable(reason, 500) + '\n';
  return text;
}

// Whether the detail stands among the reasons below it, or there is none to show.
bool said_by_a_recipient(const Answer& answer) {
  if (answer.detail.empty()) return answer.error.empty();
  const auto says = [&](const RecipientAnswer& recipient) {
    return std::find(recipient.reasons.begin(), recipient.reasons.end(), answer.detail) != recipient.reasons.end();
  };
  return std::any_of(answer.recipients.begin(), answer.recipients.end(), says);
}

void write_recipient(JsonWriter& json, const RecipientAnswer& recipient) {
  json.begin_object().member("agency", recipient.agency).member("decision", recipient.permit ? "permit" : "deny");
  json.key("released").strings(names(recipient.items, Outcome::kReleased));
  json.key("changed").strings(names(recipient.items, Outcome::kChanged));
  json.key("withheld").strings(names(recipient.items, Outcome::kWithheld));
  json.key("reasons").strings(recipient.reasons);
  json.key("agreements").strings(recipient.agreements);
  if (!recipient.output_salt.empty()) json.member("output_salt", hex(recipient.output_salt));
  json.end_object();
}

std::span<const std::uint32_t> positions(const google::protobuf::RepeatedField<std::uint32_t>& field) {
  return {field.data(), static_cast<std::size_t>(field.size())};
}

Result<void> add_proof(const native::v1::Receipt& receipt, Answer& answer) {
  if (receipt.entry().empty() || receipt.checkpoint().empty()) return {};
  crypto::TlogProof proof;
  proof.index = receipt.ledger_index();
  proof.checkpoint = receipt.checkpoint();
  for (const std::string& bytes : receipt.proof()) {
    const auto digest = crypto::Digest::from(bytes);
    if (!digest) return fail(Code::kMalformed, "the gateway's inclusion proof is not one");
    proof.hashes.push_back(*digest);
  }
  answer.proof = proof.str();
  answer.entry = receipt.entry();
  return {};
}

}  // namespace

std::string_view name(AnswerOutcome outcome) {
  switch (outcome) {
    case AnswerOutcome::kAccepted: return "accepted";
    case AnswerOutcome::kRefused: return "refused";
    case AnswerOutcome::kFailed: return "failed";
  }
  return "failed";
}

Result<Answer> answer_of(const native::v1::Receipt& receipt, const client::PlanBook& plans) {
  Answer answer;
  answer.outcome = outcome_of(receipt.outcome());
  if (const auto id = RecordId::from_bytes(receipt.record_id()); id && *id != RecordId()) answer.record_id = id->str();
  answer.ledger_index = receipt.ledger_index();
  answer.duplicate = receipt.duplicate();
  answer.input_salt = receipt.input_salt();
  answer.error = receipt.error();
  answer.detail = receipt.detail();
  if (auto proven = add_proof(receipt, answer); !proven) return fail(proven.error());
  for (const auto& result : receipt.recipients()) {
    RecipientAnswer recipient;
    recipient.agency = result.agency();
    recipient.permit = result.permit();
    recipient.reasons.assign(result.reasons().begin(), result.reasons().end());
    recipient.output_salt = result.output_salt();
    if (result.permit()) {
      auto items = plans.expand(result.plan_hash(), positions(result.absent()), positions(result.altered()));
      if (!items) return fail(items.error());
      recipient.items = *std::move(items);
      recipient.agreements = plans.agreements(result.plan_hash());
    }
    answer.recipients.push_back(std::move(recipient));
  }
  return answer;
}

Answer failed_answer(std::string file, const Error& error) {
  Answer answer;
  answer.file = std::move(file);
  answer.error = info(error.code).name;
  answer.detail = error.detail;
  return answer;
}

std::string answer_json(const Answer& answer) {
  JsonWriter json;
  json.begin_object().member("file", answer.file).key("record_id");
  if (answer.record_id.empty()) {
    json.null();
  } else {
    json.value(answer.record_id);
  }
  json.member("outcome", name(answer.outcome)).key("recipients").begin_array();
  for (const RecipientAnswer& recipient : answer.recipients) write_recipient(json, recipient);
  json.end_array().key("ledger_index");
  if (answer.record_id.empty()) {
    json.null();
  } else {
    json.value(answer.ledger_index);
  }
  json.member("duplicate", answer.duplicate);
  if (!answer.sender_id.empty()) json.member("id", answer.sender_id);
  if (!answer.input_salt.empty()) json.member("input_salt", hex(answer.input_salt));
  if (!answer.error.empty()) json.member("error", answer.error);
  if (!answer.detail.empty()) json.member("detail", answer.detail);
  return json.end_object().text();
}

std::string answer_text(const Answer& answer) {
  std::string text = printable(answer.file) + ": " + std::string(name(answer.outcome));
  if (answer.duplicate) text += ", as before";
  text += '\n';
  if (!answer.record_id.empty()) {
    text += "  record " + answer.record_id + ", ledger entry " + std::to_string(answer.ledger_index) + '\n';
  }
  if (!said_by_a_recipient(answer)) {
    text += "  " + printable(answer.detail.empty() ? answer.error : answer.detail, 1000) + '\n';
  }
  for (const RecipientAnswer& recipient : answer.recipients) text += recipient_text(recipient);
  return text;
}

}  // namespace concordat::cli
