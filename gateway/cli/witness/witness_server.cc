#include "gateway/cli/witness/witness_server.h"

#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <thread>

#include "crypto/note/tlog_policy.h"
#include "gateway/https/door.h"
#include "gateway/https/witness_calls.h"
#include "gateway/runtime/clock.h"
#include "gateway/runtime/files.h"
#include "gateway/witness/witness.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kReadable = 0644;
constexpr std::size_t kKeyBytes = 4096;

constexpr std::string_view kPolicySkeleton =
    "# Whose ledgers this witness cosigns: a line for each, with the ledger's public key (ledger.vkey).\n"
    "#\n"
    "#   log gateway.example/ledger+1f2e3d4c+AX...\n"
    "\n"
    "# Other witnesses' word is not asked for here.\n"
    "quorum none\n";

std::chrono::sys_seconds now_seconds() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Result<std::string> name_of(const std::string& folder) {
  auto text = gateway::read_file(folder + "/witness.vkey", kKeyBytes);
  if (!text) return fail(Code::kConfigInvalid, text.error().detail + "; make the folder with `concordat witness init`");
  while (!text->empty() && text->back() == '\n') text->pop_back();
  const auto key = crypto::VerifierKey::parse(*text);
  if (!key) return fail(Code::kConfigInvalid, folder + "/witness.vkey: " + key.error().detail);
  return key->name();
}

Result<std::unique_ptr<gateway::Witness>> open_witness(const std::string& folder, const gateway::Clock& clock) {
  const auto name = name_of(folder);
  if (!name) return fail(name.error());
  auto pem = gateway::read_file(folder + "/witness.key", kKeyBytes);
  if (!pem) return fail(pem.error());
  auto key = crypto::SigningKey::from_pem(*pem);
  crypto::wipe(*pem);
  if (!key) return fail(Code::kConfigInvalid, folder + "/witness.key: " + key.error().detail);
  const std::string policy_file = folder + "/policy";
  const auto text = gateway::read_file(policy_file, crypto::kPolicyBytes);
  if (!text) return fail(text.error());
  auto policy = crypto::TlogPolicy::parse(*text, policy_file);
  if (!policy) return fail(policy.error());
  return gateway::Witness::open({folder, *name, std::move(*key), std::move(*policy), gateway::Witness::IfNew::kRefuse},
                                clock, [](Severity, std::string_view message, std::string_view reason) {
                                  std::cerr << "concordat witness: " << message << (reason.empty() ? "" : ": ")
                                            << printable(reason, 500) << std::endl;
                                });
}

using SharedTls = std::shared_ptr<const crypto::TlsContext>;

// Null without TLS.
Result<SharedTls> server_tls(const WitnessServerOptions& options) {
  const std::string* files[] = {&options.certificate, &options.key, &options.authorities, &options.crls};
  std::string texts[4];
  std::size_t given = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (files[i]->empty()) continue;
    auto text = gateway::read_file(*files[i]);
    if (!text) return fail(text.error());
    texts[i] = std::move(*text);
    ++given;
  }
  if (given == 0) return SharedTls();
  if (given != 4)
    return fail(Code::kUsage, "TLS takes all of --cert, --key, --ca and --crl: who asks must show a certificate, too");
  const crypto::Secret key = crypto::Secret::adopt(std::move(texts[1]));
  auto context = crypto::TlsContext::server({.certificate_pem = texts[0],
                                             .key_pem = key.view(),
                                             .authorities_pem = texts[2],
                                             .crls_pem = texts[3],
                                             .alpn = {"http/1.1"},
                                             .clock = now_seconds});
  if (!context) return fail(context.error());
  return std::make_shared<const crypto::TlsContext>(std::move(*context));
}

void say_event(const gateway::LogEvent& event) {
  std::cerr << "concordat witness: " << event.message << " (" << event.source << ")"
            << (event.reason.empty() ? "" : ": ") << printable(event.reason, 500) << std::endl;
}

Result<std::unique_ptr<gateway::Door>> open_door(const WitnessServerOptions& options, gateway::Witness& witness,
                                                 const gateway::Clock& clock) {
  auto tls = server_tls(options);
  if (!tls) return fail(tls.error());
  gateway::Door::Dependencies door{{}, clock, say_event};
  gateway::add_witness_call(door.router, "/add-checkpoint", witness);
  if (*tls != nullptr) {
    door.tls = [context = *tls] { return context; };
    // Whoever the authorities vouch for may ask: what counts is the log's signature.
    door.identify = [](const crypto::PeerCertificate& certificate) -> Result<gateway::HttpPeer> {
      return gateway::HttpPeer{certificate.fingerprint.hex(), certificate.fingerprint.hex(), false, {}};
    };
    door.enter = [](const std::string&) { return true; };
    door.leave = [](const std::string&) {};
  }
  return gateway::Door::open(options.listen, std::move(door));
}

}  // namespace

Result<crypto::VerifierKey> make_witness_folder(const std::string& folder, const std::string& name) {
  const crypto::SigningKey key = crypto::SigningKey::generate();
  auto vkey = crypto::VerifierKey::make(name, crypto::KeyType::kWitness, key.public_key());
  if (!vkey) return vkey;
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return fail(Code::kConfigInvalid, printable(folder, 4096) + " is not empty; name a new folder");
  if (const auto made = gateway::make_folder(folder); !made) return fail(made.error());
  const crypto::Secret pem = key.to_pem();
  if (auto wrote = gateway::replace_file(folder + "/witness.key", pem.view()); !wrote) return fail(wrote.error());
  if (auto wrote = gateway::replace_file(folder + "/policy", kPolicySkeleton, kReadable); !wrote)
    return fail(wrote.error());
  if (auto made = gateway::WitnessState::create(folder + "/state"); !made) return fail(made.error());
  // Last: a folder with it is a whole witness's.
  if (auto wrote = gateway::replace_file(folder + "/witness.vkey", vkey->str() + "\n", kReadable); !wrote)
    return fail(wrote.error());
  return vkey;
}

Result<void> serve_witness(const WitnessServerOptions& options) {
  const gateway::SystemClock clock;
  auto witness = open_witness(options.folder, clock);
  if (!witness) return fail(witness.error());
  auto door = open_door(options, **witness, clock);
  if (!door) return fail(door.error());
  // Before the door's thread is made, so that it is this one that is told.
  sigset_t stop_signals;
  ::sigemptyset(&stop_signals);
  ::sigaddset(&stop_signals, SIGTERM);
  ::sigaddset(&stop_signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::thread thread([&door] { (*door)->run(); });
  std::cout << "concordat witness is ready: " << (*witness)->key().name() << " on " << (*door)->address() << ", "
            << (*witness)->known_logs() << ((*witness)->known_logs() == 1 ? " log" : " logs") << std::endl;
  int signal = 0;
  ::sigwait(&stop_signals, &signal);
  (*door)->stop();
  thread.join();
  return {};
}

}  // namespace concordat::cli
