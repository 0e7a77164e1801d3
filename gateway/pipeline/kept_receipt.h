#pragma once
// A receipt as the store keeps it, for status and for repeated submissions: whose it is, then the serialised native
// Receipt without sequence, ledger index and duplicate flag (those belong to one answer).

#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct KeptReceipt {
  std::string_view sender;
  ByteView receipt;
};

[[nodiscard]] Bytes pack_receipt(std::string_view sender, ByteView receipt);
Result<KeptReceipt> unpack_receipt(ByteView kept);

}  // namespace concordat::gateway
