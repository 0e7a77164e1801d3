#include "gateway/cli/init/configuration.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "gateway/cli/init/credentials.h"
#include "gateway/cli/init/embedded_files.h"
#include "gateway/cli/init/load_agreements.h"
#include "gateway/cli/init/plain_file.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAgencies = "agencies/";
constexpr std::string_view kAgreements = "agreements/";
constexpr std::string_view kSchema = "schema=../";

Result<void> refuse_what_is_there(const std::string& directory) {
  std::error_code error;
  if (!fs::exists(directory, error)) return {};
  const std::string shown = printable(directory, 4096);
  if (!fs::is_directory(directory, error)) return fail(Code::kConfigInvalid, shown + " is not a directory");
  if (fs::exists(fs::path(directory) / "gateway.yaml", error)) {
    return fail(Code::kConfigInvalid, shown + " is a Concordat configuration already; nothing was changed");
  }
  if (fs::is_empty(directory, error) && !error) return {};
  return fail(Code::kConfigInvalid, shown + " is not empty; name a new directory");
}

Result<void> make_folders(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return fail(Code::kIo, "cannot make " + printable(directory, 4096) + ": " + error.message());
  for (const char* folder :
       {"/agencies", "/agreements", "/signatures", "/lists", "/records", "/schema", "/tls", "/clients"}) {
    if (auto made = make_public_folder(directory + folder); !made) return made;
  }
  for (const char* folder : {"/keys", "/data"}) {
    if (auto made = make_private_folder(directory + folder); !made) return made;
  }
  return {};
}

// The examples name the schema from where they stand in the project, one folder further away.
std::string with_near_schema(std::string_view text) {
  std::string out(text);
  const std::size_t at = out.find(kSchema);
  if (at != std::string::npos && at < out.find('\n')) out.erase(at + kSchema.size() - 3, 3);
  return out;
}

Result<void> write_policy(const std::string& directory, const ConfigurationOptions& options, Configuration& made) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (auto wrote = write_public(directory + "/" + std::string(file.path), with_near_schema(file.text)); !wrote)
      return wrote;
    made.agreements += file.path.starts_with(kAgreements) ? 1 : 0;
    if (file.path.starts_with(kAgencies)) made.agencies.push_back(fs::path(file.path).stem().string());
  }
  const LoadExample example{.agency = embedded_file("agencies/riverside-trust.yaml").value_or(""),
                            .agency_id = "riverside-trust",
                            .agreement = embedded_file("agreements/isa-2026-014.yaml").value_or(""),
                            .agreement_id = "ISA-2026-014",
                            .provider = "riverside-trust",
                            .recipient = "eastshire-council"};
  for (const auto& [path, text] : load_agreements(example, options.load_agreements)) {
    if (auto wrote = write_public(directory + "/" + path, with_near_schema(text)); !wrote) return wrote;
  }
  made.agreements += options.load_agreements;
  return {};
}

std::string client_file(const std::string& agency, std::uint16_t port) {
  return "# How " + agency + " reaches the gateway: concordat send|receive|status --client THIS-FILE\n" +
         "gateway: 127.0.0.1:" + std::to_string(port) + "\nca: ../tls/ca.crt\ncrl: ../tls/ca.crl\ncert: " + agency +
         ".crt\nkey: " + agency + ".key\n";
}

std::string gateway_file(std::uint16_t port) {
  const std::string name = kTrialGateway;
  return "# yaml-language-server: $schema=schema/gateway-v1.schema.json\n"
         "gateway: " +
         name + "           # the ledger's origin is " + name +
         "/ledger\n"
         "listen: {native: \"127.0.0.1:" +
         std::to_string(port) + "\", https: \"127.0.0.1:" + std::to_string(port + 1) +
         "\"}\n"
         "threads: 0                              # 0: one a core\n"
         "tls: {certificate: tls/gateway.crt, key: tls/gateway.key, ca: tls/ca.crt, crl: tls/ca.crl}\n"
         "keys: {master: keys/master.key, ledger: keys/ledger.key}\n"
         "data: data\n"
         "signatures: not-required                # said in the log at every start\n"
         "log: {file: data/log/concordatd.json, level: info}\n";
}

}  // namespace

Result<Configuration> make_configuration(const std::string& directory, const ConfigurationOptions& options,
                                         std::chrono::sys_seconds now) {
  if (auto clear = refuse_what_is_there(directory); !clear) return fail(clear.error());
  Configuration made{directory, options.port, {}, 0};
  if (auto done = make_folders(directory); !done) return fail(done.error());
  if (auto done = write_policy(directory, options, made); !done) return fail(done.error());
  if (auto done = make_credentials(directory, made.agencies, now); !done) return fail(done.error());
  for (const std::string& agency : made.agencies) {
    const std::string path = directory + "/clients/" + agency + ".yaml";
    if (auto done = write_public(path, client_file(agency, options.port)); !done) return fail(done.error());
  }
  // Last: a directory with a gateway.yaml is a whole configuration.
  if (auto done = write_public(directory + "/gateway.yaml", gateway_file(options.port)); !done)
    return fail(done.error());
  return made;
}

}  // namespace concordat::cli
