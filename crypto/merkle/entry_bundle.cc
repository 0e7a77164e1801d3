#include "crypto/merkle/entry_bundle.h"

#include <string>

#include "crypto/merkle/tile.h"

namespace concordat::crypto {

Result<void> append_entry(Bytes& bundle, ByteView entry) {
  if (entry.size() > kEntryBytes) {
    return fail(Code::kTooLarge,
                "a ledger entry of " + std::to_string(entry.size()) + " bytes is over " + std::to_string(kEntryBytes));
  }
  put_u16(bundle, static_cast<std::uint16_t>(entry.size()));
  bundle += entry;
  return {};
}

Result<std::vector<ByteView>> parse_bundle(ByteView bundle) {
  std::vector<ByteView> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2 || bundle.size() - 2 < get_u16(bundle)) {
      return fail(Code::kLedgerInvalid, "entry " + std::to_string(entries.size()) + " of the bundle is cut short");
    }
    if (entries.size() == kTileWidth) return fail(Code::kLedgerInvalid, "a bundle holds more than 256 entries");
    entries.push_back(bundle.substr(2, get_u16(bundle)));
    bundle.remove_prefix(2 + entries.back().size());
  }
  return entries;
}

}  // namespace concordat::crypto
