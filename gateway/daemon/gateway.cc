#include "gateway/daemon/gateway.h"

#include <systemd/sd-daemon.h>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <ctime>
#include <iostream>
#include <thread>

#include "gateway/daemon/gateway_parts.h"
#include "gateway/daemon/ledger_faults.h"
#include "gateway/daemon/policy_entries.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/keys/ledger_key_entry.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;

// systemd 252 wants the time with RELOADING=1 (sd_notify(3)).
void notify_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  ::sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", microseconds);
}

}  // namespace

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

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
  parts.committer->submit(start_entries(
      {{"policy", parts.policy->get()->hash_hex()},
       {"signatures", parts.config.signatures == policy::Signatures::kRequired ? "required" : "not-required"}},
      *parts.ledger_keys, *parts.store, *parts.log));
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
