// How the gateway is built from its configuration: each part, in order, or why it can't be.

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

#include "gateway/alerts/officers.h"
#include "gateway/daemon/erasures.h"
#include "gateway/daemon/gateway_parts.h"
#include "gateway/ledger/fork/log_origins.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/pipeline/judge.h"
#include "gateway/runtime/files.h"
#include "gateway/store/rocks/rocks_store.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;

Result<LedgerKeys> ledger_keys(const GatewayConfig& config, const KeyStore& keys, const std::string& origin) {
  auto signing = read_signing_keys(config.ledger_key);
  if (!signing) return fail(signing.error());
  return LedgerKeys::make(origin, std::move(*signing), keys.vault_key());
}

}  // namespace

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
  auto origins = LogOrigins::read(*store, config.name, config.origin());
  if (!origins) return fail(origins.error());
  auto made = gateway::ledger_keys(config, *keys, origins->current());
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
                                [this](const std::string& recipient) { announce(recipient); }, ledger->origin()});
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
  PruneCommands::Dependencies prune_parts{
      *store,
      *ledger,
      *committer,
      clock,
      *log,
      ledger_keys->origin(),
      config.retain_years,
      [this](ByteView key) {
        return officer_with_key(policy->get()->policy(), key,
                                std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
      },
      [this](std::function<void()> work) { asio::post(main, std::move(work)); },
      [this] { publisher->prune(); },
      static_cast<std::uint32_t>(workers.size())};
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
      std::move(subject_parts), std::move(prune_parts), [this] { return public_ledger->witnessed_json(); }});
  auto opened = ControlServer::open(main, data.file("control.sock"),
                                    [this](auto asked, const auto& reply) { commands->answer(asked, reply); });
  if (!opened) return fail(opened.error());
  control = std::move(*opened);
  housekeeping =
      std::make_unique<Housekeeping>(main, Housekeeping::Dependencies{*store, *keys, *committer, health, clock, *log,
                                                                      config.data, *alerts, *policy, commands->keys()});
  return {};
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

}  // namespace concordat::gateway
