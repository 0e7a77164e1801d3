#include "gateway/cli/transfer/proof_file.h"

#include "gateway/cli/transfer/durable_file.h"

namespace concordat::cli {

Result<void> write_proof(const std::string& folder, const Answer& answer) {
  if (answer.proof.empty()) return {};
  if (auto made = make_folder(folder); !made) return made;
  const std::string stem = folder + "/" + answer.record_id;
  if (auto wrote = write_durably(stem + ".entry", answer.entry); !wrote) return wrote;
  if (auto wrote = write_durably(stem + ".tlog-proof", answer.proof); !wrote) return wrote;
  return sync_folder(folder);
}

}  // namespace concordat::cli
