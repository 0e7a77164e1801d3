#include "gateway/pipeline/kept_receipt.h"

namespace concordat::gateway {

Bytes pack_receipt(std::string_view sender, ByteView receipt) {
  Bytes kept;
  kept.reserve(2 + sender.size() + receipt.size());
  put_u16(kept, static_cast<std::uint16_t>(sender.size()));
  kept += sender;
  kept += receipt;
  return kept;
}

Result<KeptReceipt> unpack_receipt(ByteView kept) {
  if (kept.size() < 2 || kept.size() < 2u + get_u16(kept))
    return fail(Code::kStorageFailed, "a kept receipt is damaged");
  const std::size_t length = get_u16(kept);
  return KeptReceipt{kept.substr(2, length), kept.substr(2 + length)};
}

}  // namespace concordat::gateway
