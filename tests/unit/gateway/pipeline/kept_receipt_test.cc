#include "gateway/pipeline/kept_receipt.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::gateway {
namespace {

RC_GTEST_PROP(KeptReceipt, UnpacksToWhatWasPacked, (const std::string& sender, const std::string& receipt)) {
  const Bytes packed = pack_receipt(sender, receipt);
  const auto kept = unpack_receipt(packed);
  RC_ASSERT(kept.has_value());
  RC_ASSERT(kept->sender == sender);
  RC_ASSERT(kept->receipt == receipt);
}

TEST(KeptReceipt, OneThatIsTooShortIsDamaged) {
  const Bytes packed = pack_receipt("riverside-trust", "");
  for (std::size_t length = 0; length < packed.size(); ++length)
    EXPECT_EQ(unpack_receipt(ByteView(packed).substr(0, length)).error().code, Code::kStorageFailed);
}

}  // namespace
}  // namespace concordat::gateway
