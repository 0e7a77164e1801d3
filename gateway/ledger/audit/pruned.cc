#include "gateway/ledger/audit/pruned.h"

#include <vector>

#include "crypto/note/note.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/durable_file.h"

namespace concordat::gateway {

Result<std::optional<Pruned>> read_pruned(const LedgerFiles& files) {
  if (files.kept_from() == 0) return std::optional<Pruned>();
  const std::string path = decision_path(files.kept_from());
  const auto note = read_if_present(files.folder() / path, crypto::kNoteBytes);
  if (!note) return fail(note.error());
  if (!*note) return fail(Code::kNotFound, path + " is missing");
  auto decision = read_decision(**note);
  if (!decision) return fail(decision.error());
  if (decision->kept_from != files.kept_from()) {
    return fail(Code::kLedgerInvalid, path + " is about the entries before " + std::to_string(decision->kept_from));
  }
  const std::string numbers = sequences_path(files.kept_from());
  const auto json = read_if_present(files.folder() / numbers, kPruneFileBytes);
  if (!json) return fail(json.error());
  if (!*json) return fail(Code::kNotFound, numbers + " is missing");
  if (crypto::sha256(**json).hex() != decision->sequences_hex) {
    return fail(Code::kLedgerInvalid, numbers + " is not the file that " + path + " names");
  }
  auto last = parse_sequences(**json);
  if (!last) return fail(last.error());
  return std::optional<Pruned>(Pruned{std::move(*decision), crypto::sha256(**note).hex(), std::move(*last)});
}

bool records(ByteView bytes, const Pruned& pruned) {
  EntryView entry;
  if (bytes.find(pruned.decision_hex) == ByteView::npos || !read_entry(bytes, entry) || entry.event != "prune") {
    return false;
  }
  std::vector<Member> detail;
  if (!read_object(find(entry.members, "detail"), detail)) return false;
  return text_of(find(detail, "decision")) == pruned.decision_hex &&
         text_of(find(detail, "kept_from")) == std::to_string(pruned.decision.kept_from) &&
         text_of(find(detail, "root")) == pruned.decision.root.hex();
}

}  // namespace concordat::gateway
