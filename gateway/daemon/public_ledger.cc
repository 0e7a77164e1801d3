#include "gateway/daemon/public_ledger.h"

#include <thread>

#include "crypto/note/tlog_policy.h"
#include "gateway/admin/answer_text.h"
#include "gateway/daemon/door_tls.h"
#include "gateway/https/http_client.h"
#include "gateway/https/ledger_pages.h"
#include "gateway/https/url.h"
#include "gateway/https/witness_calls.h"
#include "gateway/ingress/tls_in_force.h"
#include "gateway/runtime/files.h"
#include "gateway/witness/asker.h"
#include "gateway/witness/witness.h"

namespace concordat::gateway {
namespace {

constexpr auto kAskTime = std::chrono::seconds(5);

Result<crypto::TlogPolicy> read_tlog_policy(const std::string& path) {
  const auto text = read_file(path, crypto::kPolicyBytes);
  if (!text) return fail(text.error());
  return crypto::TlogPolicy::parse(*text, path);
}

Result<crypto::SigningKey> read_signing_key(const std::string& path) {
  auto pem = read_file(path);
  if (!pem) return fail(pem.error());
  auto key = crypto::SigningKey::from_pem(*pem);
  crypto::wipe(*pem);
  if (!key) return fail(Code::kConfigInvalid, path + ": " + key.error().detail);
  return key;
}

// The witnesses that are asked: each URL must be one.
Result<crypto::TlogPolicy> read_witnesses(const std::string& path) {
  auto policy = read_tlog_policy(path);
  if (!policy) return policy;
  for (const crypto::PolicyWitness& witness : policy->witnesses()) {
    if (witness.url.empty()) continue;
    if (const auto url = Url::parse(witness.url); !url)
      return fail(Code::kConfigInvalid, path + ": witness " + printable(witness.name) + ": " + url.error().detail);
  }
  return policy;
}

void say_witness(LogBuffer& log, Severity level, std::string_view message, std::string_view reason) {
  log.say({.level = level,
           .action = "witness",
           .outcome = level == Severity::kInfo ? "success" : "failure",
           .message = message,
           .reason = reason});
}

}  // namespace

struct PublicLedger::Parts {
  explicit Parts(Dependencies dependencies) : deps(dependencies), door_log(deps.log), asker_log(deps.log) {}

  Dependencies deps;
  LogBuffer door_log;   // of the door's thread
  LogBuffer asker_log;  // of the asker's
  std::unique_ptr<TlsInForce> door_tls;
  std::unique_ptr<TlsInForce> asking_tls;
  std::unique_ptr<Witness> witness;
  std::unique_ptr<Door> door;
  std::unique_ptr<HttpClient> client;
  std::unique_ptr<Asker> asker;
  std::thread door_thread;

  Result<void> open_witness();
  Result<void> open_door();
  Result<void> open_asker();
  Result<HttpPeer> identify(const crypto::PeerCertificate& certificate) const;
};

PublicLedger::PublicLedger(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PublicLedger::~PublicLedger() = default;

Result<std::unique_ptr<PublicLedger>> PublicLedger::open(Dependencies dependencies) {
  auto parts = std::make_unique<Parts>(dependencies);
  using Step = Result<void> (Parts::*)();
  for (const Step step : {&Parts::open_witness, &Parts::open_door, &Parts::open_asker}) {
    if (auto done = (parts.get()->*step)(); !done) return fail(done.error());
  }
  return std::unique_ptr<PublicLedger>(new PublicLedger(std::move(parts)));
}

Result<void> PublicLedger::check(const GatewayConfig& config) {
  if (!config.ledger_witnesses.empty()) {
    if (const auto policy = read_witnesses(config.ledger_witnesses); !policy) return fail(policy.error());
  }
  if (config.witness_key.empty()) return {};
  if (const auto policy = read_tlog_policy(config.witness_policy); !policy) return fail(policy.error());
  if (const auto key = read_signing_key(config.witness_key); !key) return fail(key.error());
  return {};
}

Result<void> PublicLedger::Parts::open_witness() {
  if (deps.config.witness_key.empty()) return {};
  auto policy = read_tlog_policy(deps.config.witness_policy);
  if (!policy) return fail(policy.error());
  auto key = read_signing_key(deps.config.witness_key);
  if (!key) return fail(key.error());
  auto opened = Witness::open({deps.config.data + "/witness", deps.config.name + "/witness", std::move(*key),
                               std::move(*policy), Witness::IfNew::kMake},
                              deps.clock, [this](Severity level, std::string_view message, std::string_view reason) {
                                say_witness(door_log, level, message, reason);
                              });
  if (!opened) return fail(opened.error());
  witness = std::move(*opened);
  return {};
}

Result<void> PublicLedger::Parts::open_door() {
  if (deps.config.listen_https.empty()) return {};
  auto context = tls_of(deps.config, TlsSide::kDoor, kHttpAlpn);
  if (!context) return fail(context.error());
  door_tls = std::make_unique<TlsInForce>(std::move(*context));
  Router router;
  add_ledger_pages(router, deps.config.data + "/ledger", [this](const Error& error) {
    door_log.say({.level = Severity::kError,
                  .action = "ledger-read",
                  .outcome = "failure",
                  .message = "a file of the ledger could not be served",
                  .error_code = info(error.code).name,
                  .reason = error.detail});
  });
  if (witness) add_witness_call(router, "/witness/add-checkpoint", *witness);
  auto opened = Door::open(deps.config.listen_https,
                           {std::move(router), deps.clock, [this](const LogEvent& event) { door_log.say(event); },
                            [this] { return door_tls->get(); },
                            [this](const crypto::PeerCertificate& certificate) { return identify(certificate); },
                            [this](const std::string& agency) {
                              const auto snapshot = deps.policy.get();
                              const policy::Agency* known = snapshot->policy().agency(agency);
                              return known != nullptr && deps.quotas.enter(*known);
                            },
                            [this](const std::string& agency) { deps.quotas.leave(agency); }});
  if (!opened) return fail(opened.error());
  door = std::move(*opened);
  return {};
}

Result<void> PublicLedger::Parts::open_asker() {
  if (deps.config.ledger_witnesses.empty()) return {};
  auto policy = read_witnesses(deps.config.ledger_witnesses);
  if (!policy) return fail(policy.error());
  auto context = tls_of(deps.config, TlsSide::kAsking, kHttpAlpn);
  if (!context) return fail(context.error());
  asking_tls = std::make_unique<TlsInForce>(std::move(*context));
  client = std::make_unique<HttpClient>([this] { return asking_tls->get(); }, kAskTime);
  asker = std::make_unique<Asker>(
      Asker::Dependencies{std::move(*policy), deps.config.data + "/ledger", witness_exchange(*client), deps.clock,
                          [this](Severity level, std::string_view message, std::string_view reason) {
                            say_witness(asker_log, level, message, reason);
                          },
                          [this](const std::string& name, std::string reason) {
                            deps.health.set_degraded("witness " + name, std::move(reason));
                          }});
  return {};
}

Result<HttpPeer> PublicLedger::Parts::identify(const crypto::PeerCertificate& certificate) const {
  const auto snapshot = deps.policy.get();
  const auto agency = snapshot->policy().agency_of(
      {certificate.san_uris, certificate.san_dns, certificate.key_pin.hex(), certificate.common_name});
  if (!agency) return fail(agency.error());
  return HttpPeer{(*agency)->id.str(), certificate.fingerprint.hex(), (*agency)->auditor, {}};
}

void PublicLedger::start() {
  if (parts_->door) parts_->door_thread = std::thread([this] { parts_->door->run(); });
  if (parts_->asker) parts_->asker->start();
}

void PublicLedger::stop() {
  if (parts_->client) parts_->client->stop();
  if (parts_->asker) parts_->asker->stop();
  if (parts_->door) parts_->door->stop();
}

void PublicLedger::join() {
  if (parts_->door_thread.joinable()) parts_->door_thread.join();
}

void PublicLedger::published() {
  if (parts_->asker) parts_->asker->wake();
}

Result<void> PublicLedger::reload_tls() {
  for (const auto& [held, side] :
       {std::pair{parts_->door_tls.get(), TlsSide::kDoor}, std::pair{parts_->asking_tls.get(), TlsSide::kAsking}}) {
    if (held == nullptr) continue;
    auto context = tls_of(parts_->deps.config, side, kHttpAlpn);
    if (!context) return fail(context.error());
    held->set(std::move(*context));
  }
  recheck_peers();
  return {};
}

void PublicLedger::recheck_peers() {
  if (parts_->door) parts_->door->recheck();
}

std::string PublicLedger::address() const {
  return parts_->door ? parts_->door->address() : std::string();
}

std::string PublicLedger::witnessed_json() const {
  if (!parts_->asker) return "null";
  const WitnessedStatus status = parts_->asker->status();
  std::string out = "{\"size\":" + std::to_string(status.size) + ",\"quorum\":" + (status.quorum ? "true" : "false") +
                    ",\"witnesses\":[";
  const char* comma = "";
  for (const WitnessStatus& witness : status.witnesses) {
    out += comma;
    out += "{\"name\":" + gateway::quoted(printable(witness.name)) + ",\"size\":" + std::to_string(witness.size) +
           ",\"fault\":" + gateway::quoted(witness.fault) + "}";
    comma = ",";
  }
  return out + "]}";
}

}  // namespace concordat::gateway
