#include "gateway/ledger/keys/ledger_key_entry.h"

#include "gateway/ledger/entry.h"

namespace concordat::gateway {
namespace {

constexpr const char* kKeysValue = "ledger/keys";  // verifier keys with a space between, the newest first

std::string joined(const std::vector<crypto::VerifierKey>& keys, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < keys.size(); ++i) text += (text.empty() ? "" : " ") + keys[i].str();
  return text;
}

}  // namespace

Result<LedgerKeyEntry> ledger_key_entry(const LedgerKeys& keys, Store& store) {
  const auto before = store.value(kKeysValue);
  if (!before) return fail(before.error());
  const std::vector<crypto::VerifierKey> now = keys.verifiers();
  LedgerKeyEntry result{std::nullopt, {kKeysValue, joined(now, 0)}};
  if (!*before || **before == result.value.second) return result;
  std::vector<std::pair<std::string, std::string>> fields{
      {"change", "ledger-key"}, {"verifier", keys.verifier.str()}, {"was", **before}};
  if (now.size() > 1) fields.emplace_back("also", joined(now, 1));
  result.change = event_entry("key-change", std::move(fields));
  return result;
}

std::vector<Command> start_entries(std::vector<std::pair<std::string, std::string>> fields, const LedgerKeys& keys,
                                   Store& store, LogBuffer& log) {
  EventRequest start{{}, event_entry("start", std::move(fields))};
  auto own = ledger_key_entry(keys, store);
  if (own) {
    start.values.push_back(std::move(own->value));
  } else {
    log.say({.level = Severity::kError,
             .action = "key-change",
             .outcome = "failure",
             .message = "the ledger's keys were not looked up; it is tried again at the next start",
             .reason = own.error().detail});
  }
  std::vector<Command> entries;
  entries.emplace_back(std::move(start));
  if (own && own->change) entries.emplace_back(EventRequest{{}, std::move(*own->change)});
  return entries;
}

}  // namespace concordat::gateway
