#include "gateway/daemon/housekeeping.h"

#include <cstdlib>
#include <map>

#include "gateway/daemon/data_folder.h"
#include "gateway/ledger/entry.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

constexpr auto kInterval = std::chrono::seconds(1);
constexpr std::int64_t kKeysMs = 60'000;
constexpr std::int64_t kForgetMs = 3'600'000;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kReminderMs = 24 * kHourMs;
constexpr std::size_t kExpiredAtOnce = 1000;

std::string reminder(const AlertCount& open, std::int64_t unix_ms) {
  const bool one = open.number == 1;
  return std::to_string(open.number) + (open.number == kAlertsAtOnce ? " or more" : "") +
         (one ? " emergency disclosure waits" : " emergency disclosures wait") +
         " for somebody whom the agreement names to look at it, the oldest for " +
         std::to_string((unix_ms - open.oldest_unix_ms) / kHourMs) + " hours: concordat alerts";
}

}  // namespace

Housekeeping::Housekeeping(boost::asio::io_context& context, Dependencies dependencies)
    : deps_(std::move(dependencies)), timer_(context) {}

void Housekeeping::start() {
  round();
  timer_.expires_after(kInterval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) start();
  });
}

void Housekeeping::round() {
  const std::int64_t now = deps_.clock.steady_ms();
  watch_clock();
  watch_disk();
  end_expired();
  if (now - keys_turned_ms_ >= kKeysMs) {
    keys_turned_ms_ = now;
    turn_keys();
    deps_.pseudonym_keys.end_overlaps();
    watch_lists();
  }
  if (now - forgot_ms_ >= kForgetMs) {
    forgot_ms_ = now;
    forget_old();
  }
  if (now >= reminder_ms_) {
    reminder_ms_ = now + kReminderMs;
    remind_of_alerts();
  }
}

// The ledger's own times never go back; this says what they are worth from here on.
void Housekeeping::watch_clock() {
  const auto step = clock_watch_.step_ms();
  if (!step) return;
  const std::string by_ms = std::to_string(std::abs(*step));
  const std::string direction = *step > 0 ? "forwards" : "back";
  std::vector<Command> entry;
  entry.emplace_back(EventRequest{{}, event_entry("clock-step", {{"by_ms", by_ms}, {"direction", direction}})});
  deps_.committer.submit(std::move(entry));
  deps_.log.say({.level = Severity::kWarning,
                 .action = "clock-step",
                 .outcome = "unknown",
                 .message = "the machine's clock was set " + direction + " by " + by_ms + " ms"});
}

void Housekeeping::watch_disk() {
  const std::uint64_t free_bytes = free_disk_bytes(deps_.data);
  std::uint64_t queued = 0;
  for (const auto& [recipient, waiting] : deps_.store.waiting()) queued += waiting.bytes;
  std::string reason;
  if (free_bytes < limits::kDiskFloorBytes) reason = "the disk is nearly full";
  if (queued > limits::kQueuedBytes) reason = "too much waits to be delivered";
  if (!deps_.health.set("disk", reason)) return;
  deps_.log.say(
      {.level = reason.empty() ? Severity::kInfo : Severity::kError,
       .action = "disk",
       .outcome = reason.empty() ? "success" : "failure",
       .message = reason.empty() ? "new records are accepted again" : "new records are not accepted: " + reason});
}

void Housekeeping::end_expired() {
  auto expired = deps_.store.expired(deps_.clock.unix_ms(), kExpiredAtOnce);
  if (!expired) return fault("expiry", expired.error());
  std::map<std::string, std::vector<std::uint64_t>> by_recipient;
  for (auto& [recipient, sequence] : *expired) by_recipient[recipient].push_back(sequence);
  std::vector<Command> commands;
  for (auto& [recipient, sequences] : by_recipient) {
    deps_.log.say({.level = Severity::kWarning,
                   .action = "expire",
                   .outcome = "success",
                   .message = std::to_string(sequences.size()) + " undelivered disclosures have expired",
                   .recipient = recipient});
    commands.emplace_back(SettleRequest{{}, recipient, std::move(sequences), SettleOutcome::kExpired, "expired", {}});
  }
  if (!commands.empty()) deps_.committer.submit(std::move(commands));
}

void Housekeeping::turn_keys() {
  if (auto turned = deps_.keys.rotate_if_due(); !turned) fault("keys", turned.error());
  std::int64_t oldest = deps_.clock.unix_ms();
  for (const auto& [recipient, waiting] : deps_.store.waiting()) {
    if (waiting.oldest_unix_ms != 0 && waiting.oldest_unix_ms < oldest) oldest = waiting.oldest_unix_ms;
  }
  auto destroyed = deps_.keys.destroy_before(oldest);
  if (!destroyed) return fault("keys", destroyed.error());
  if (*destroyed == 0) return;
  deps_.log.say({.action = "keys",
                 .outcome = "success",
                 .message = std::to_string(*destroyed) + " data keys were destroyed: all that they sealed is settled"});
}

// A list that has become too old denies, without any file having changed: said once, before senders wonder.
void Housekeeping::watch_lists() {
  std::string stale;
  const std::int64_t now = deps_.clock.unix_ms() / 1000;
  for (const PersonListEntry& list : deps_.policy.get()->lists().lists()) {
    if (list.stale_from != 0 && list.stale_from <= now) stale += (stale.empty() ? "" : ", ") + list.id;
  }
  deps_.health.set_degraded("stale-lists", stale);
  if (stale == stale_lists_) return;
  stale_lists_ = stale;
  if (stale.empty()) return;
  deps_.log.say({.level = Severity::kError,
                 .action = "list-stale",
                 .outcome = "failure",
                 .message = "too old, so that what depends on it is denied; bring its numbers up to date: " + stale});
}

void Housekeeping::forget_old() {
  const auto kept = std::chrono::duration_cast<std::chrono::milliseconds>(limits::kDedupTime).count();
  if (auto forgot = deps_.store.forget_before(deps_.clock.unix_ms() - kept); !forgot) fault("forget", forgot.error());
}

void Housekeeping::remind_of_alerts() {
  const auto open = deps_.alerts.count();
  if (!open) return fault("alerts", open.error());
  if (open->number == 0) return;
  deps_.log.say({.level = Severity::kWarning,
                 .action = "alerts",
                 .outcome = "unknown",
                 .message = reminder(*open, deps_.clock.unix_ms())});
}

void Housekeeping::fault(std::string_view task, const Error& error) {
  deps_.log.say({.level = info(error.code).severity,
                 .action = task,
                 .outcome = "failure",
                 .message = "a regular task failed",
                 .error_code = info(error.code).name,
                 .reason = error.detail});
}

}  // namespace concordat::gateway
