#pragma once
// What the commands about a person have in common: who they are about, who asks and why, and the request that says so.
// An identifier on the command line stays in the shell's history and in the process list: "-" reads it from standard
// input instead.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace CLI {
class App;
}

namespace concordat::cli {

struct SubjectOptions {
  std::string directory;
  std::vector<std::string> persons;
  std::string by;
  std::string reason;
  std::string record;
};

// DIR, PERSON (`persons` of them), --as and --reason.
void add_subject_options(CLI::App& command, SubjectOptions& options, int persons);

// {"command":…,"identifiers":[…],"by":…,"reason":…}, with `flags` set to true. Reads standard input for "-". kUsage
// when there is nothing.
[[nodiscard]] Result<std::string> subject_request(std::string_view command, const SubjectOptions& options,
                                                  const std::vector<std::string>& flags = {});

// Each adds one command to `concordat ledger`.
void add_subject_command(CLI::App& group, int& exit_code);
void add_release_command(CLI::App& group, int& exit_code);
void add_link_command(CLI::App& group, int& exit_code);
void add_erase_command(CLI::App& group, int& exit_code);
void add_scan_command(CLI::App& group, int& exit_code);

}  // namespace concordat::cli
