#pragma once
// `concordat ledger …`: what anyone can check with a ledger's files and its public key, without the gateway (LEDGER.md,
// Tools).
//
//   add_ledger_commands(app, exit_code);

#include <functional>
#include <string>

#include "gateway/ledger/audit/balance.h"
#include "protocol/base/result.h"

namespace CLI {
class App;
}

namespace concordat::cli {

// Asks the gateway that runs with a configuration directory what waits in its queues.
using QueueSource = std::function<Result<gateway::Queues>(const std::string& directory)>;

void add_ledger_commands(CLI::App& app, int& exit_code);
// With another source than the control socket.
void add_ledger_commands(CLI::App& app, int& exit_code, QueueSource queues);

}  // namespace concordat::cli
