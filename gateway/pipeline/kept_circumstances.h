#pragma once
// What a queued disclosure keeps of the circumstances under which it was permitted, so that it can be decided again
// when it leaves: sealed in front of the recipient's message, and never delivered. And the commitment to its body,
// which the recipient may sign, so that nothing is hashed again. Pure.

#include <optional>
#include <string>

#include "crypto/primitive/digest.h"
#include "gateway/pipeline/person_lists.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct KeptCircumstances {
  policy::LabelSet labels = 0;
  bool justified = false;
  People people;
  std::optional<crypto::Digest> commitment = {};  // none: queued by an older gateway

  [[nodiscard]] policy::Circumstances at(const PersonLists& lists, std::int64_t unix_seconds) const {
    return {labels, justified, lists.opt_out(people, unix_seconds), lists.objection(people, unix_seconds)};
  }
};

void append_circumstances(Bytes& out, const KeptCircumstances& kept);
// Takes them from the front of `sealed`'s plaintext; what is left is the message.
[[nodiscard]] Result<KeptCircumstances> take_circumstances(ByteView& plaintext);

}  // namespace concordat::gateway
