#include "gateway/daemon/ledger_key_entry.h"

#include <vector>

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

}  // namespace concordat::gateway
