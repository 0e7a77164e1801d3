#pragma once
// The last look at an opaque disclosure: that the bytes are of a type and size which the plan keeps, told from the
// bytes once more, and that a file name which goes along is kept by the plan and is nothing but a name. Its own list of
// payloads, its own idea of how each type begins. Immutable; shared between threads.
//
//   PayloadCheck check(vocabulary);
//   if (auto ok = check.verify(out.bytes, {type, out.file_name}, plan); !ok) alarm();

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "policy/compile/plan.h"
#include "policy/model/envelope.h"
#include "policy/model/vocabulary.h"
#include "protocol/base/result.h"

namespace concordat::policy {

class PayloadCheck {
 public:
  explicit PayloadCheck(const Vocabulary& vocabulary);
  [[nodiscard]] Result<void> verify(std::string_view bytes, const Envelope& envelope, const Plan& plan) const;

 private:
  // By content type, then by the size that the item has room for.
  std::map<std::string, std::map<std::size_t, ItemIndex>, std::less<>> items_;
  ItemIndex file_name_;
};

}  // namespace concordat::policy
