// `concordat witness`: vouch for others' ledgers, without a gateway.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/witness/witness_server.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

struct InitOptions {
  std::string folder;
  std::string name;
};

int init(const InitOptions& options) {
  const auto key = make_witness_folder(options.folder, options.name);
  if (!key) return report(key.error());
  const std::string shown = printable(options.folder, 4096);
  std::cout << key->str() << '\n';
  std::cerr << "Made a witness in " << shown << ". Its public key is the line above: those whose ledgers it is to\n"
            << "cosign put it into their policy. Write their keys into " << shown << "/policy, then run\n"
            << "  concordat witness run " << shown << " --listen 127.0.0.1:7500\n";
  return 0;
}

int run(const WitnessServerOptions& options) {
  const auto served = serve_witness(options);
  return served ? 0 : report(served.error());
}

void add_init(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("init", "Makes a witness's folder and key, and prints its public key");
  auto options = std::make_shared<InitOptions>();
  command->add_option("DIR", options->folder, "A new or empty folder")->required();
  command->add_option("--name", options->name, "What its key is called, such as north.example/witness")->required();
  command->footer(examples({"concordat witness init north --name north.example/witness"}));
  command->callback([options, &exit_code] { exit_code = init(*options); });
}

void add_run(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("run", "Answers at /add-checkpoint, until it is told to stop (TERM)");
  auto options = std::make_shared<WitnessServerOptions>();
  command->add_option("DIR", options->folder, "The witness's folder")->required();
  command->add_option("--listen", options->listen, "Where it answers; without TLS on this machine only")
      ->required()
      ->type_name("HOST:PORT");
  command->add_option("--cert", options->certificate, "Its TLS certificate, with the intermediate ones after it");
  command->add_option("--key", options->key, "The certificate's private key");
  command->add_option("--ca", options->authorities, "Whose certificates those who ask may show");
  command->add_option("--crl", options->crls, "The revocation lists of these");
  command->footer(examples({"concordat witness run north --listen 127.0.0.1:7500",
                            "concordat witness run north --listen 192.0.2.7:7500 --cert tls/north.crt --key "
                            "tls/north.key --ca tls/ca.crt --crl tls/ca.crl"}));
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace

void add_witness_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("witness", "Vouch for others' ledgers: a witness that stands alone");
  group->require_subcommand(1);
  add_init(*group, exit_code);
  add_run(*group, exit_code);
  group->footer(examples({"concordat witness init north --name north.example/witness",
                          "concordat witness run north --listen 127.0.0.1:7500"}));
}

}  // namespace concordat::cli
