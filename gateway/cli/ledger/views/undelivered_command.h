#pragma once
// `concordat ledger undelivered`: what was accepted and has not ended, oldest first.

#include "gateway/cli/ledger_commands.h"

namespace concordat::cli {

void add_undelivered_command(CLI::App& group, int& exit_code, QueueSource queues);

}  // namespace concordat::cli
