// `concordat policy`: what the agreements say, before and without a gateway.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "gateway/cli/command_line.h"
#include "gateway/cli/policy/commands.h"

namespace concordat::cli {

void add_policy_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("policy", "Check agreements, and ask what they let through");
  group->require_subcommand(1);
  group->footer(examples({
      "concordat policy check demo",
      "concordat policy fmt demo",
      "concordat policy explain demo --from riverside-trust --to eastshire-council --kind referral --purpose "
      "direct-care",
      "concordat policy who demo person.phone",
      "concordat policy diff demo demo-edited",
  }));
  add_policy_check(*group, exit_code);
  add_policy_explain(*group, exit_code);
  add_policy_test(*group, exit_code);
  add_policy_report(*group, exit_code);
  add_policy_who(*group, exit_code);
  add_policy_matrix(*group, exit_code);
  add_policy_diff(*group, exit_code);
  add_policy_replay(*group, exit_code);
  add_policy_fmt(*group, exit_code);
  add_policy_sign(*group, exit_code);
  add_policy_key(*group, exit_code);
}

}  // namespace concordat::cli
