#pragma once
// What waits by the ledger's files against what waits in the running gateway's queues, id by id.
//
//   const auto compared = compare_queues(*files, source, [&]() -> Result<gateway::Queues> { return count(*files); });
//   if (compared->difference && !compared->difference->empty()) warn();

#include <functional>
#include <optional>
#include <string>

#include "gateway/cli/ledger_commands.h"
#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/ledger_files.h"

namespace concordat::cli {

struct QueueComparison {
  std::optional<gateway::QueueDifference> difference;  // none: no gateway answered
  std::string why_not;
};

// `count` is called at least once, and again while the two differ: what is left is what differed every time. Its error
// is the comparison's; a gateway that does not run is none.
[[nodiscard]] Result<QueueComparison> compare_queues(const gateway::LedgerFiles& files, const QueueSource& source,
                                                     const std::function<Result<gateway::Queues>()>& count);

}  // namespace concordat::cli
