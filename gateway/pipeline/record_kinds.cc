#include "gateway/pipeline/record_kinds.h"

#include <string>

namespace concordat::gateway {

Result<policy::KindSet> record_kinds(const policy::Record& record, std::string_view named,
                                     const policy::Vocabulary& vocabulary) {
  const policy::KindSet found = record.kinds();
  if (named.empty()) {
    if (found == 0) return fail(Code::kUnknownKind, "the record is of no kind in this gateway's vocabulary");
    return found;
  }
  const auto kind = vocabulary.kind(named);
  if (!kind) return fail(Code::kUnknownKind, "the kind that the submission names is not in this gateway's vocabulary");
  const policy::KindSet bit = policy::KindSet{1} << *kind;
  const std::string& known = vocabulary.kinds[*kind].id.str();
  // FHIR and HL7 v2 say themselves what they are; plain JSON need not, and then the sender's word is all there is.
  if (found == 0 && record.format() == policy::Format::kJson) return bit;
  if (record.format() == policy::Format::kOpaque) {
    // A payload says its type and no more. Of the kinds that come as such the sender says which; but a kind that comes
    // as other types is not meant.
    const auto& comes_as = vocabulary.kinds[*kind].recognise[static_cast<std::size_t>(policy::Format::kOpaque)];
    if ((found & bit) != 0 || comes_as.empty()) return bit;
    return fail(Code::kUnknownKind, "a " + known + " does not come as a payload of this type and size");
  }
  if ((found & bit) == 0) {
    return fail(Code::kUnknownKind, "the submission says that the record is a " + known +
                                        ", and the record does not; leave the kind out, or send the right record");
  }
  return found;
}

}  // namespace concordat::gateway
