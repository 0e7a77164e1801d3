#pragma once
// `concordat ledger balance`: did every accepted record come to an end, or does it still wait where the ledger says so?

#include "gateway/cli/ledger_commands.h"

namespace concordat::cli {

void add_balance_command(CLI::App& group, int& exit_code, QueueSource queues);

}  // namespace concordat::cli
