#pragma once
// Builds one recipient's disclosure from what its plan allows: never by deleting from the original, so that what nobody
// thought of is withheld (POLICY.md, Redaction). Pure and deterministic. One Redactor a thread: it owns its buffers.
//
//   Redactor redactor;
//   Disclosure out;
//   if (auto ok = redactor.redact(record, *plan, set->vocabulary(), keys, out); !ok) refuse(ok.error());
//   if (auto ok = verifier.verify(out.bytes, ...); !ok) alarm();            // policy/verify/verifier.h, always

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/redact/record.h"
#include "policy/redact/value/pseudonym.h"
#include "policy/redact/value/scrub_kind.h"
#include "protocol/base/result.h"

namespace concordat::policy {

struct Disclosure {
  std::string bytes;                // the finished record, in the input's format
  std::vector<ItemIndex> absent;    // planned (not withheld, not structural) items of which the input held nothing
  std::vector<ItemIndex> altered;   // planned items of which at least one value had to be withheld because the action
                                    // could not be done with certainty, or because meaning would have been reversed
  std::vector<ItemIndex> withheld;  // items with a value in the input that the plan withholds
  std::uint32_t unnamed = 0;        // leaves that no data item names: withheld
  std::uint32_t scrubbed = 0;       // marks put into kept free text
  std::string file_name;            // where it goes too
  ScrubCounts scrubbed_by_kind{};   // the same marks by what they stand for

  // Empties it; its buffers stay.
  void clear();
};

class Redactor {
 public:
  Redactor();
  ~Redactor();
  // Replaces what `out` held (its buffers are reused). An error refuses the record for this recipient: kRefusedByPolicy
  // when the focus of the record can't be released without reversing its meaning, or when nothing at all would be
  // released.
  Result<void> redact(const Record& record, const Plan& plan, const Vocabulary& vocabulary, std::string_view recipient,
                      const PseudonymKeys& keys, Disclosure& out);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace concordat::policy
