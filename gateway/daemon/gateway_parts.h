#pragma once
// Every part of the gateway, in the order in which they are made; they go in the opposite one. Of the composition root
// alone: gateway_open.cc makes them, gateway.cc runs them. Threads: the main one, but for answer() (the commit thread).

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/admin/control_commands.h"
#include "gateway/admin/control_server.h"
#include "gateway/alerts/open_alerts.h"
#include "gateway/daemon/data_folder.h"
#include "gateway/daemon/door_tls.h"
#include "gateway/daemon/gateway.h"
#include "gateway/daemon/housekeeping.h"
#include "gateway/daemon/policy_updates.h"
#include "gateway/daemon/public_ledger.h"
#include "gateway/ingress/acceptor.h"
#include "gateway/ingress/worker.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/ledger/persons/erasure_list.h"
#include "gateway/ledger/publisher.h"
#include "gateway/runtime/folder_watch.h"

namespace concordat::gateway {

struct Gateway::Parts {
  explicit Parts(GatewayConfig gateway_config, DataFolder data_folder)
      : config(std::move(gateway_config)), data(std::move(data_folder)) {}

  GatewayConfig config;
  DataFolder data;
  boost::asio::io_context main{1};
  SystemClock clock;
  std::unique_ptr<EventLog> event_log;
  std::unique_ptr<LogBuffer> log;  // of the main thread
  std::unique_ptr<KeyStore> keys;
  std::unique_ptr<Store> store;
  std::shared_ptr<const LedgerKeys> ledger_keys;
  std::unique_ptr<LedgerLog> ledger;
  std::unique_ptr<Publisher> publisher;
  std::unique_ptr<Committer> committer;
  std::unique_ptr<PolicyUpdates> updates;
  std::unique_ptr<PolicyInForce> policy;
  std::unique_ptr<TlsInForce> tls;
  Health health;
  std::unique_ptr<Quotas> quotas;
  std::unique_ptr<WorkerShared> shared;
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Acceptor> acceptor;
  std::unique_ptr<PublicLedger> public_ledger;
  std::unique_ptr<OpenAlerts> alerts;
  std::unique_ptr<ErasureList> erasures;
  std::unique_ptr<ControlCommands> commands;
  std::unique_ptr<ControlServer> control;
  std::unique_ptr<Housekeeping> housekeeping;
  std::unique_ptr<FolderWatch> watch;
  // Of the step that is being answered, by thread, the control socket's last; the commit thread's own.
  std::vector<Answers> answers;

  Result<void> open_log();
  Result<void> open_state();
  Result<void> open_policy();
  Result<void> open_doors();
  Result<void> open_control();
  void answer(const Committed& committed);
  void announce(const std::string& recipient);
  void stop_doors(std::vector<std::thread>& threads);
  Result<void> reload();
  void watch_policy();
  void record_vocabulary(const Snapshot& snapshot);
  void record_signatures();
  Result<void> erase_again();
  void event(std::string_view name, std::vector<std::pair<std::string, std::string>> fields);
  void say(Severity level, std::string_view action, std::string_view outcome, std::string_view message,
           std::string_view reason = {});
};

}  // namespace concordat::gateway
