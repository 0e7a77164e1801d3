#include "gateway/daemon/gateway.h"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <thread>

#include "crypto/primitive/sign.h"
#include "gateway/admin/control_commands.h"
#include "gateway/admin/control_server.h"
#include "gateway/alerts/officers.h"
#include "gateway/alerts/open_alerts.h"
#include "gateway/daemon/data_folder.h"
#include "gateway/daemon/door_tls.h"
#include "gateway/daemon/erasures.h"
#include "gateway/daemon/housekeeping.h"
#include "gateway/daemon/ledger_faults.h"
#include "gateway/daemon/policy_entries.h"
#include "gateway/daemon/policy_updates.h"
#include "gateway/daemon/public_ledger.h"
#include "gateway/ingress/acceptor.h"
#include "gateway/ingress/worker.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/ledger/publisher.h"
#include "gateway/pipeline/judge.h"
#include "gateway/runtime/files.h"
#include "gateway/runtime/folder_watch.h"
#include "gateway/store/rocks/rocks_store.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;

Result<LedgerKeys> ledger_keys(const GatewayConfig& config, const KeyStore& keys) {
  auto pem = read_file(config.ledger_key);
  if (!pem) return fail(pem.error());
  auto signing = crypto::SigningKey::from_pem(*pem);
  crypto::wipe(*pem);
  if (!signing) return fail(Code::kConfigInvalid, config.ledger_key + ": " + signing.error().detail);
  return LedgerKeys::make(config.origin(), std::move(*signing), keys.vault_key());
}

// systemd 252 wants the time with RELOADING=1 (sd_notify(3)).
void notify_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  ::sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", microseconds);
}

}  // namespace

// Every part, in the order in which they are made; they go in the opposite one.
struct Gateway::Parts {
  explicit Parts(GatewayConfig gateway_config, DataFolder data_folder)
      : config(std::move(gateway_config)), data(std::move(data_folder)) {}

  GatewayConfig config;
  DataFolder data;
  asio::io_context main{1};
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

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

Result<std::unique_ptr<Gateway>> Gateway::open(GatewayConfig config) {
  auto data = DataFolder::open(config.data);
  if (!data) return fail(data.error());
  auto parts = std::make_unique<Parts>(std::move(config), std::move(*data));
  using Step = Result<void> (Parts::*)();
  for (const Step step : {&Parts::open_log, &Parts::open_state, &Parts::open_policy, &Parts::open_doors,
                          &Parts::open_control, &Parts::erase_again}) {
    auto done = (parts.get()->*step)();
    if (done) continue;
    if (parts->log)
      parts->say(Severity::kCritical, "start", "failure", "the gateway did not start", done.error().detail);
    return fail(done.error());
  }
  return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

Result<void> Gateway::Parts::open_log() {
  if (!config.log_file.empty()) {
    const std::size_t slash = config.log_file.rfind('/');
    if (auto made = make_folder(config.log_file.substr(0, slash)); !made) return made;
  }
  // Every line on a terminal; where nobody watches and there is a file, only what somebody must act on.
  const bool watched = ::isatty(STDERR_FILENO) == 1 || config.log_file.empty();
  auto opened = EventLog::open({.file = config.log_file,
                                .level = config.log_level,
                                .terminal = true,
                                .terminal_level = watched ? Severity::kInfo : Severity::kWarning},
                               clock);
  if (!opened) return fail(opened.error());
  event_log = std::move(*opened);
  log = std::make_unique<LogBuffer>(*event_log);
  return {};
}

Result<void> Gateway::Parts::open_policy() {
  updates = std::make_unique<PolicyUpdates>(PolicyUpdates::Dependencies{
      config, *keys, clock, health, *log,
      [this](std::string_view name, PolicyUpdates::Fields fields) { event(name, std::move(fields)); },
      [this](std::shared_ptr<const Snapshot> next) {
        record_vocabulary(*next);
        policy->set(std::move(next));
        for (const auto& worker : workers) worker->recheck_peers();
        if (public_ledger) public_ledger->recheck_peers();
        record_signatures();
      }});
  auto first = updates->first();
  if (!first) return fail(first.error());
  policy = std::make_unique<PolicyInForce>(std::move(*first));
  return {};
}

Result<void> Gateway::Parts::open_state() {
  auto key_store = KeyStore::open(config.master_key, data.file("keyring"), clock);
  if (!key_store) return fail(key_store.error());
  keys = std::move(*key_store);
  auto opened = RocksStore::open(data.file("store"));
  if (!opened) return fail(opened.error());
  store = std::move(*opened);
  auto made = gateway::ledger_keys(config, *keys);
  if (!made) return fail(made.error());
  ledger_keys = std::make_shared<const LedgerKeys>(std::move(*made));
  auto log_opened = LedgerLog::open(*store, ledger_keys, data.file("head"));
  if (!log_opened) return fail(log_opened.error());
  ledger = std::move(*log_opened);
  publisher = std::make_unique<Publisher>(*ledger, *store, data.file("ledger"));
  committer = std::make_unique<Committer>(Committer::Dependencies{
      *store, *ledger, clock, [this](std::uint32_t thread, Answers step) { answers[thread] = std::move(step); },
      [this](const Committed& committed) { answer(committed); }});
  return {};
}

Result<void> Gateway::Parts::open_doors() {
  auto context = native_tls(config);
  if (!context) return fail(context.error());
  tls = std::make_unique<TlsInForce>(std::move(*context));
  quotas = std::make_unique<Quotas>(clock);
  shared.reset(new WorkerShared{*policy, *tls, health, *keys, clock, *store, *committer, *quotas, *event_log,
                                [this](const std::string& recipient) { announce(recipient); }});
  const std::uint32_t threads =
      config.threads != 0 ? config.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<Worker*> all;
  for (std::uint32_t i = 0; i < threads; ++i)
    all.push_back(workers.emplace_back(std::make_unique<Worker>(i, *shared)).get());
  answers.resize(threads + 1);
  auto listening = Acceptor::open(config.listen_native, all);
  if (!listening) return fail(listening.error());
  acceptor = std::move(*listening);
  auto opened = PublicLedger::open({config, *policy, clock, health, *quotas, *event_log});
  if (!opened) return fail(opened.error());
  public_ledger = std::move(*opened);
  return {};
}

Result<void> Gateway::Parts::open_control() {
  alerts = std::make_unique<OpenAlerts>(*store, *keys);
  AlertCommands::Dependencies alert_parts{
      *alerts, *committer, *log,
      [this](const Alert& alert, auto officer) { return officer_key(policy->get()->policy(), alert, officer); },
      static_cast<std::uint32_t>(workers.size())};
  KeyCommands::Dependencies key_parts{keys->pseudonyms(), *log,
                                      [this](auto name, auto fields) { event(name, std::move(fields)); },
                                      [this](auto name) { return policy->get()->policy().agency(name) != nullptr; }};
  erasures = std::make_unique<ErasureList>(config.erasure_list);
  SubjectCommands::Dependencies subject_parts{
      *store,
      *keys,
      ledger_keys->vault,
      *committer,
      clock,
      *log,
      *erasures,
      [this](auto officer) { return officer_key(policy->get()->policy(), officer); },
      [this](auto purpose) { return policy->get()->policy().held_from_subject(purpose); },
      [this] { return mint_record_id(clock); },
      [this](auto then) { asio::post(main, std::move(then)); },
      static_cast<std::uint32_t>(workers.size())};
  commands = std::make_unique<ControlCommands>(ControlCommands::Dependencies{
      *store, *committer, *ledger, health, [this] { return policy->get()->hash_hex(); }, [this] { return reload(); },
      [this](const std::string& recipient) { announce(recipient); }, std::move(alert_parts), std::move(key_parts),
      std::move(subject_parts), [this] { return public_ledger->witnessed_json(); }});
  auto opened = ControlServer::open(main, data.file("control.sock"),
                                    [this](auto asked, const auto& reply) { commands->answer(asked, reply); });
  if (!opened) return fail(opened.error());
  control = std::move(*opened);
  housekeeping =
      std::make_unique<Housekeeping>(main, Housekeeping::Dependencies{*store, *keys, *committer, health, clock, *log,
                                                                      config.data, *alerts, *policy, commands->keys()});
  return {};
}

// On the commit thread, after a durable step: one hand-over for each thread that has something to do.
void Gateway::Parts::answer(const Committed& committed) {
  auto recipients =
      committed.recipients.empty() ? nullptr : std::make_shared<const std::vector<std::string>>(committed.recipients);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const bool deliveries = recipients && workers[i]->has_consumers();
    if (answers[i].answers.empty() && !deliveries) continue;
    workers[i]->on_commit(std::exchange(answers[i], {}), deliveries ? recipients : nullptr);
  }
  if (!answers.back().answers.empty()) {
    asio::post(main, [this, step = std::exchange(answers.back(), {})] {
      for (const Answer& one : step.answers) {
        if (const auto* event = std::get_if<EventAnswer>(&one)) commands->on_answer(*event);
        if (const auto* erased = std::get_if<EraseAnswer>(&one)) commands->on_answer(*erased);
      }
    });
  }
  publisher->wake();
}

void Gateway::Parts::announce(const std::string& recipient) {
  auto recipients = std::make_shared<const std::vector<std::string>>(1, recipient);
  for (const auto& worker : workers) {
    if (worker->has_consumers()) worker->on_commit({}, recipients);
  }
}

void Gateway::Parts::event(std::string_view name, std::vector<std::pair<std::string, std::string>> fields) {
  std::vector<Command> one;
  one.emplace_back(EventRequest{{}, event_entry(name, std::move(fields))});
  committer->submit(std::move(one));
}

void Gateway::Parts::say(Severity level, std::string_view action, std::string_view outcome, std::string_view message,
                         std::string_view reason) {
  log->say({.level = level, .action = action, .outcome = outcome, .message = message, .reason = reason});
}

// What an operator asks for: policy, certificates and log files anew.
Result<void> Gateway::Parts::reload() {
  event_log->reopen();
  auto context = native_tls(config);
  if (context) {
    tls->set(std::move(*context));
    (void)public_ledger->reload_tls();  // of the same files
    for (const auto& worker : workers) worker->recheck_peers();
  } else {
    say(Severity::kError, "tls-load", "failure", "the certificates were not reloaded; the old ones stay",
        context.error().detail);
  }
  if (auto reloaded = updates->reload(PolicyUpdates::Asked::kYes); !reloaded) return reloaded;
  if (!context) return fail(context.error());
  return {};
}

void Gateway::Parts::record_vocabulary(const Snapshot& snapshot) {
  auto entries = vocabulary_entries(snapshot, *store);
  if (!entries) return say(Severity::kError, "policy-load", "failure", "the vocabulary", entries.error().detail);
  committer->submit(std::move(*entries));
}

// A backup that was restored brings nobody back.
Result<void> Gateway::Parts::erase_again() {
  const PersonFile persons(*store, ledger_keys->vault);
  const auto erased = replay_erasures(*erasures, persons, *committer, static_cast<std::uint32_t>(workers.size()));
  if (!erased) return fail(erased.error());
  if (*erased > 0) {
    say(Severity::kWarning, "erase", "success",
        std::to_string(*erased) + " persons of the erasure list were in the store again; they were erased");
  }
  commands->subjects().resume_scrub();
  return {};
}

void Gateway::Parts::record_signatures() {
  std::vector<Command> entries = signature_entries(*policy->get(), *store, *log);
  if (!entries.empty()) committer->submit(std::move(entries));
}

void Gateway::Parts::watch_policy() {
  watch = std::make_unique<FolderWatch>(main, PolicyUpdates::watched(config.directory), [this] {
    (void)updates->reload(PolicyUpdates::Asked::kNo);  // said in the log
  });
  if (auto started = watch->start(); !started) {
    say(Severity::kWarning, "policy-watch", "failure", "changed policy files are not noticed; reload with HUP",
        started.error().detail);
  }
}

// No new connections; every session is told, finishes what it has in flight, and is cut if that takes too long.
void Gateway::Parts::stop_doors(std::vector<std::thread>& threads) {
  ::sd_notify(0, "STOPPING=1");
  watch->stop();
  say(Severity::kInfo, "stop", "unknown", "stopping: finishing what is in flight");
  acceptor->stop();
  public_ledger->stop();
  for (const auto& worker : workers) worker->drain();
  main.restart();
  asio::steady_timer late(main, limits::kDrainTime);
  late.async_wait([this](boost::system::error_code error) {
    if (error) return;
    for (const auto& worker : workers) worker->stop();
  });
  std::thread watchdog([this] { main.run(); });
  for (std::thread& thread : threads) thread.join();
  public_ledger->join();
  main.stop();
  watchdog.join();
}

int Gateway::run() {
  Parts& parts = *parts_;
  asio::signal_set stop_signals(parts.main, SIGTERM, SIGINT);
  asio::signal_set reload_signal(parts.main, SIGHUP);
  stop_signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) parts.main.stop();
  });
  std::function<void()> await_reload = [&] {
    reload_signal.async_wait([&](boost::system::error_code error, int) {
      if (error) return;
      notify_reloading();
      (void)parts.reload();  // said in the log
      ::sd_notify(0, "READY=1");
      await_reload();
    });
  };
  await_reload();

  std::thread commit_thread([&] {
    if (auto done = parts.committer->run(); !done) {
      end_after_failed_commit(done.error(), *parts.event_log, parts.health, parts.workers);
    }
  });
  PublicationFaults publication(*parts.event_log, parts.health);
  parts.publisher->start([&](const Error& error) { publication.failed(error); }, [&] { publication.recovered(); },
                         [&] { parts.public_ledger->published(); });
  std::vector<std::thread> threads;
  for (const auto& worker : parts.workers) threads.emplace_back([&worker] { worker->run(); });
  parts.event("start",
              {{"policy", parts.policy->get()->hash_hex()},
               {"signatures", parts.config.signatures == policy::Signatures::kRequired ? "required" : "not-required"}});
  parts.record_vocabulary(*parts.policy->get());
  parts.record_signatures();
  parts.housekeeping->start();
  parts.watch_policy();
  parts.acceptor->start();
  parts.public_ledger->start();

  const std::string address = parts.acceptor->address();
  parts.say(Severity::kInfo, "start", "success", "ready on " + address);
  const std::string https = parts.public_ledger->address();
  std::cout << "concordatd is ready: native door on " << address << (https.empty() ? "" : ", HTTPS door on ") << https
            << ", data in " << parts.config.data << std::endl;
  ::sd_notify(0, "READY=1");
  parts.main.run();

  parts.stop_doors(threads);
  parts.event("stop", {});
  parts.committer->stop();
  commit_thread.join();
  parts.publisher->stop();
  parts.say(Severity::kInfo, "stop", "success", "stopped");
  return 0;
}

}  // namespace concordat::gateway
