#include "gateway/daemon/policy_entries.h"

#include "gateway/ledger/entry.h"
#include "policy/compile/compiled.h"

namespace concordat::gateway {

Result<std::vector<Command>> vocabulary_entries(const Snapshot& snapshot, Store& store) {
  std::vector<Command> entries;
  std::string known = "vocabulary/" + snapshot.vocabulary_hash();
  const auto recorded = store.value(known);
  if (!recorded) return fail(recorded.error());
  if (*recorded) return entries;
  std::vector<std::string> items;
  for (const policy::Item& item : snapshot.policy().vocabulary().items) items.push_back(item.id.str());
  EventRequest request{{}, vocabulary_entry(snapshot.vocabulary_hash(), items)};
  request.values.emplace_back(std::move(known), "recorded");
  entries.emplace_back(std::move(request));
  return entries;
}

std::vector<Command> signature_entries(const Snapshot& snapshot, Store& store, LogBuffer& log) {
  std::vector<Command> entries;
  for (const policy::SignatureRecord& record : snapshot.policy().compiled().signatures) {
    std::string known = "signature/" + record.note_hash;
    auto recorded = store.value(known);
    if (!recorded) {
      log.say({.level = Severity::kError,
               .action = "policy-signature",
               .outcome = "failure",
               .message = "a signature could not be recorded; it is tried again at the next load",
               .agreement = record.agreement,
               .reason = recorded.error().detail});
      continue;
    }
    if (*recorded) continue;
    EventRequest request{{},
                         event_entry("signature", {{"agreement", record.agreement},
                                                   {"key", record.key},
                                                   {"note", record.note_hash},
                                                   {"party", record.party},
                                                   {"signed", record.signed_on},
                                                   {"text", record.text_hash},
                                                   {"version", std::to_string(record.version)}})};
    request.values.emplace_back(std::move(known), "recorded");
    entries.emplace_back(std::move(request));
    const std::string version = std::to_string(record.version), key = "officer's key " + record.key;
    log.say({.action = "policy-signature",
             .outcome = "success",
             .message = "version " + version + " was signed for " + record.party,
             .agreement = record.agreement,
             .reason = key});
  }
  return entries;
}

}  // namespace concordat::gateway
