#pragma once
// What has to be done now and then: end what has expired, watch the disk and the clock, turn the data keys, forget what
// is kept for 14 days only, and say each day which alerts nobody has acknowledged. A timer on the main thread; each
// task has its own interval and a fault in one is logged and does not stop the others.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <string>

#include "gateway/admin/key_commands.h"
#include "gateway/alerts/open_alerts.h"
#include "gateway/commit/committer.h"
#include "gateway/keys/key_store.h"
#include "gateway/pipeline/policy_in_force.h"
#include "gateway/runtime/clock_watch.h"
#include "gateway/runtime/event_log.h"
#include "gateway/runtime/health.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

class Housekeeping {
 public:
  struct Dependencies {
    Store& store;
    KeyStore& keys;
    Committer& committer;
    Health& health;
    const Clock& clock;
    LogBuffer& log;
    std::string data;
    const OpenAlerts& alerts;
    const PolicyInForce& policy;
    KeyCommands& pseudonym_keys;
  };
  Housekeeping(boost::asio::io_context& context, Dependencies dependencies);
  void start();
  // One round at the clock's time; start() calls it every second.
  void round();

 private:
  void watch_clock();
  void watch_disk();
  void end_expired();
  void turn_keys();
  void forget_old();
  void watch_lists();
  void remind_of_alerts();
  void fault(std::string_view task, const Error& error);

  Dependencies deps_;
  boost::asio::steady_timer timer_;
  ClockWatch clock_watch_{deps_.clock};
  std::int64_t keys_turned_ms_ = 0;
  std::int64_t forgot_ms_ = 0;
  std::string stale_lists_;       // said
  std::int64_t reminder_ms_ = 0;  // when the next is due
};

}  // namespace concordat::gateway
