#include "gateway/admin/prune_commands.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "gateway/admin/answer_text.h"
#include "gateway/ledger/audit/show.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/json_text.h"
#include "gateway/ledger/retention/pruned_prefix.h"
#include "protocol/base/utf8.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kAction = "prune";  // in the log, and the ledger's name for it

bool one_line(std::string_view text) {
  return valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet < 0x20 || octet == 0x7F;
         });
}

std::string offer_json(const PrunePlan& plan) {
  return R"({"ok":true,"decision":)" + gateway::quoted(plan.decision.text()) +
         ",\"kept_from\":" + std::to_string(plan.decision.kept_from) +
         ",\"pruned_before\":" + std::to_string(plan.pruned_before) + ",\"more\":" + (plan.more ? "true" : "false") +
         ",\"through\":" + gateway::quoted(plan.decision.through) +
         ",\"party\":" + gateway::quoted(plan.decision.party) + "}";
}

}  // namespace

PruneCommands::~PruneCommands() {
  if (planning_.joinable()) planning_.join();
}

void PruneCommands::plan(std::string_view before, std::string_view key, std::string_view reason, const Reply& reply) {
  if (const auto started = start_plan(std::string(before), key, reason, reply); !started) {
    reply(failure(started.error()));
  }
}

// The day, so many years ago, up to which entries may go.
Result<std::string> PruneCommands::oldest_kept() const {
  using namespace std::chrono;
  const sys_days today = floor<days>(sys_time<milliseconds>(milliseconds(deps_.clock.unix_ms())));
  year_month_day day(today);
  day -= years(static_cast<int>(deps_.retain_years));
  if (!day.ok()) day = day.year() / day.month() / last;  // the 29th of February
  std::string text;
  const auto since_midnight = milliseconds(deps_.clock.unix_ms()) - milliseconds(today.time_since_epoch());
  append_time(text, (milliseconds(sys_days(day).time_since_epoch()) + since_midnight).count());
  return text;
}

Result<void> PruneCommands::start_plan(std::string before, std::string_view key, std::string_view reason,
                                       const Reply& reply) {
  if (busy_) return fail(Code::kConflict, "another decision to prune is just being worked out; try again");
  auto time = parse_since(before, deps_.clock.unix_ms());
  if (!time) return fail(time.error());
  const auto limit = oldest_kept();
  if (!limit) return fail(limit.error());
  if (*time > *limit) {
    return fail(Code::kForbidden, "gateway.yaml keeps the ledger for " + std::to_string(deps_.retain_years) +
                                      " years (ledger: {retain_years: …}): only what is older than " + *limit +
                                      " may be pruned");
  }
  const auto bytes = parse_base64(key);
  if (!bytes) return fail(Code::kUsage, "name the officer's public key (32 bytes in base64)");
  auto officer = deps_.officer(*bytes);
  if (!officer) return fail(officer.error());
  if (reason.empty() || reason.size() > kPruneReasonBytes || !one_line(reason)) {
    return fail(Code::kUsage, "give a reason of one line, up to " + std::to_string(kPruneReasonBytes) + " bytes");
  }
  if (planning_.joinable()) planning_.join();
  busy_ = true;
  offered_.reset();
  planning_ = std::thread([this, limit_time = std::move(*time), party = std::move(officer->party),
                           why = std::string(reason), signer = *bytes, reply] {
    auto plan = plan_prune(deps_.store, deps_.ledger, deps_.origin, limit_time);
    if (plan) {
      plan->decision.party = party;
      plan->decision.reason = why;
    }
    deps_.post([this, plan = std::move(plan), signer, reply] { offer(plan, signer, reply); });
  });
  return {};
}

void PruneCommands::offer(Result<PrunePlan> plan, const Bytes& key, const Reply& reply) {
  busy_ = false;
  if (!plan) return reply(failure(plan.error()));
  std::string answer = offer_json(*plan);
  offered_.emplace(Offered{std::move(*plan), key});
  reply(std::move(answer));
}

void PruneCommands::prune(std::string_view note, const Reply& reply) {
  const auto recorded = record(note, reply);
  if (recorded) return;
  deps_.log.say({.level = Severity::kWarning,
                 .action = kAction,
                 .outcome = "failure",
                 .message = "the ledger was not pruned",
                 .error_code = info(recorded.error().code).name,
                 .reason = recorded.error().detail});
  reply(failure(recorded.error()));
}

Result<void> PruneCommands::record(std::string_view note, const Reply& reply) {
  if (recording_) return fail(Code::kConflict, "another decision to prune is just being recorded; try again");
  if (!offered_) return fail(Code::kConflict, "no decision was worked out since the gateway started; ask for it anew");
  const PruneDecision& decision = offered_->plan.decision;
  const auto signed_one = open_decision(note, offered_->key);
  if (!signed_one) return fail(signed_one.error());
  if (signed_one->decision.text() != decision.text()) {
    return fail(Code::kConflict, "what was signed is not the decision that was worked out last; ask for it anew");
  }
  const auto officer = deps_.officer(offered_->key);
  if (!officer) return fail(officer.error());
  EventRequest request{{.thread = deps_.thread, .session = kSession, .sequence = 0},
                       event_entry(kAction, {{"decision", signed_one->hash_hex},
                                             {"kept_from", std::to_string(decision.kept_from)},
                                             {"key", officer->key_id},
                                             {"party", decision.party},
                                             {"root", decision.root.hex()},
                                             {"sequences", decision.sequences_hex},
                                             {"signature", signed_one->signature},
                                             {"through", decision.through}})};
  request.values.push_back(PrunedPrefix{std::string(note), offered_->plan.sequences, decision.kept_from}.value());
  for (std::string& said : offered_->plan.said) request.values.emplace_back(std::move(said), Bytes());
  request.plans_again = std::move(offered_->plan.plans);
  request.certificates_again = decision.kept_from;
  offered_.reset();
  recording_ = reply;
  std::vector<Command> commands;
  commands.emplace_back(std::move(request));
  deps_.committer.submit(std::move(commands));
  return {};
}

void PruneCommands::on_answer(const EventAnswer& answer) {
  if (!recording_) return;
  deps_.log.say({.action = kAction,
                 .outcome = "success",
                 .message = "a decision to prune the ledger was recorded",
                 .index = answer.ledger_index});
  deps_.pruned();
  const Reply reply = std::move(*recording_);
  recording_.reset();
  reply(R"({"ok":true,"ledger_index":)" + std::to_string(answer.ledger_index) + "}");
}

}  // namespace concordat::gateway
