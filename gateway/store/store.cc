#include "gateway/store/store.h"

namespace concordat::gateway {

std::string_view name(SettleOutcome outcome) {
  switch (outcome) {
    case SettleOutcome::kWaiting: return "waiting";
    case SettleOutcome::kDelivered: return "delivered";
    case SettleOutcome::kRejected: return "rejected";
    case SettleOutcome::kStopped: return "stopped";
    case SettleOutcome::kExpired: return "expired";
    case SettleOutcome::kRecalled: return "recalled";
    case SettleOutcome::kDiscarded: return "discarded";
    case SettleOutcome::kDeadLetter: return "dead-letter";
  }
  return "unknown";
}

bool reached_recipient(SettleOutcome outcome) {
  return outcome == SettleOutcome::kDelivered || outcome == SettleOutcome::kRejected;
}

}  // namespace concordat::gateway
