#pragma once
// The tool's command line: `concordat COMMAND [OPTIONS]`. Each command adds itself and, when it was called, sets the
// exit status (DESIGN.md, Names: 0 fine, 1 failed, 2 widens, 3 refused by policy, 64 wrong usage). A wrong word is
// answered with the nearest right one.
//
//   int main(int argc, char** argv) { return concordat::cli::run_command_line(argc, argv); }

#include <string>

namespace CLI {
class App;
}

namespace concordat::cli {

inline constexpr int kExitUsage = 64;

int run_command_line(int argc, const char* const* argv);

// One in each command's source file.
void add_init_command(CLI::App& app, int& exit_code);
void add_send_command(CLI::App& app, int& exit_code);
void add_receive_command(CLI::App& app, int& exit_code);
void add_manifest_command(CLI::App& app, int& exit_code);
void add_status_command(CLI::App& app, int& exit_code);
void add_recall_command(CLI::App& app, int& exit_code);
void add_policy_commands(CLI::App& app, int& exit_code);
void add_dead_letter_commands(CLI::App& app, int& exit_code);
void add_alerts_commands(CLI::App& app, int& exit_code);
void add_keys_commands(CLI::App& app, int& exit_code);
void add_witness_commands(CLI::App& app, int& exit_code);
void add_bench_command(CLI::App& app, int& exit_code);

// "Examples:" and the lines under it, as every command's help ends.
[[nodiscard]] std::string examples(std::initializer_list<const char*> lines);

}  // namespace concordat::cli
