#include "gateway/config/gateway_config.h"

#include <array>

#include "gateway/runtime/files.h"
#include "policy/source/fields.h"
#include "policy/source/yaml.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

using policy::Fields;
using policy::Need;

constexpr const char* kFile = "gateway.yaml";
constexpr std::uint32_t kMaxThreads = 256;
constexpr std::uint32_t kRetainYears = 6;  // as long as a claim may be brought (Limitation Act 1980, section 5)
constexpr std::uint32_t kMaxRetainYears = 100;

constexpr std::array<std::pair<std::string_view, policy::Signatures>, 2> kSignatures{
    {{"required", policy::Signatures::kRequired}, {"not-required", policy::Signatures::kNotRequired}}};
constexpr std::array<std::pair<std::string_view, Severity>, 3> kLevels{
    {{"info", Severity::kInfo}, {"warning", Severity::kWarning}, {"error", Severity::kError}}};

// A path below the configuration directory; what it names must be there when the gateway starts.
std::string existing(Fields& fields, std::string_view key, const std::string& directory, Need need = Need::kRequired) {
  const std::string path = fields.text(key, need);
  if (path.empty()) return {};
  std::string full = below(directory, path);
  if (!file_exists(full))
    fields.report().error(fields.place(), std::string(key) + ": the file " + path + " does not exist");
  return full;
}

// Whose ledgers this gateway witnesses.
void read_witness_settings(Fields& gateway, GatewayConfig& config) {
  gateway.with_map("witness", Need::kOptional, [&](Fields& witness) {
    config.witness_key = existing(witness, "key", config.directory);
    config.witness_policy = existing(witness, "policy", config.directory);
    if (config.listen_https.empty())
      witness.report().error(witness.place(),
                             "a witness answers on the HTTPS door: give listen an address for `https`");
  });
}

}  // namespace

policy::Signatures signatures_setting(const std::string& directory) {
  if (!file_exists(below(directory, kFile))) return policy::Signatures::kNotRequired;
  policy::Problems problems;
  return read_gateway_config(directory, problems).signatures;
}

GatewayConfig read_gateway_config(const std::string& directory, policy::Problems& problems) {
  GatewayConfig config;
  config.directory = directory;
  policy::Report report(kFile, problems);
  auto text = read_file(below(directory, kFile), limits::kPolicyFileBytes);
  if (!text) {
    report.error(report.whole_file(), text.error().detail + "; make a configuration with `concordat init`");
    return config;
  }
  const auto root = policy::read_yaml(*text, report);
  if (!root) return config;

  Fields gateway(*root, "the gateway's configuration", report);
  config.name = gateway.word("gateway", Need::kRequired).text;
  gateway.with_map("listen", Need::kRequired, [&](Fields& listen) {
    config.listen_native = listen.text("native", Need::kRequired);
    config.listen_https = listen.text("https", Need::kOptional);
  });
  config.threads = static_cast<std::uint32_t>(gateway.integer("threads", 0, 0, kMaxThreads));
  gateway.with_map("tls", Need::kRequired, [&](Fields& tls) {
    config.tls_certificate = existing(tls, "certificate", directory);
    config.tls_key = existing(tls, "key", directory);
    config.tls_ca = existing(tls, "ca", directory);
    config.tls_crl = existing(tls, "crl", directory);
  });
  gateway.with_map("keys", Need::kRequired, [&](Fields& keys) {
    config.master_key = existing(keys, "master", directory);
    config.ledger_key = existing(keys, "ledger", directory);
  });
  config.data = below(directory, gateway.text("data", Need::kRequired));
  gateway.with_map("ledger", Need::kOptional, [&](Fields& ledger) {
    config.retain_years = static_cast<std::uint32_t>(ledger.integer("retain_years", kRetainYears, 0, kMaxRetainYears));
    config.ledger_witnesses = existing(ledger, "witnesses", directory, Need::kOptional);
  });
  const std::string erasures = gateway.text("erasure_list", Need::kOptional);
  config.erasure_list = below(directory, erasures.empty() ? "erasure-list" : erasures);
  config.signatures = gateway.one_of<policy::Signatures>("signatures", kSignatures, policy::Signatures::kRequired);
  read_witness_settings(gateway, config);
  gateway.with_map("log", Need::kOptional, [&](Fields& log) {
    const std::string file = log.text("file", Need::kOptional);
    if (!file.empty()) config.log_file = below(directory, file);
    config.log_level = log.one_of<Severity>("level", kLevels, Severity::kInfo);
  });
  return config;
}

}  // namespace concordat::gateway
