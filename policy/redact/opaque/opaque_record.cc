#include "policy/redact/opaque/opaque_record.h"

#include "policy/compile/plan.h"
#include "policy/redact/opaque/payload_index.h"
#include "policy/redact/redactor.h"
#include "protocol/media/content_type.h"

namespace concordat::policy {

Result<void> OpaqueRecord::read(std::string_view body, const Envelope& envelope, const PayloadIndex& payloads,
                                RecordFacts& facts) {
  facts.clear(payloads.vocabulary_items());
  if (envelope.content_type.empty()) {
    return fail(Code::kMalformed, "an opaque payload needs its content type; name it, for example application/pdf");
  }
  const protocol::ContentType* type = protocol::content_type(envelope.content_type);
  if (type == nullptr) {
    return fail(Code::kUnsupported,
                "whether a payload is of this content type cannot be told from its first bytes; send one of " +
                    protocol::content_type_names() + ", without parameters");
  }
  if (!type->begins(body)) {
    return fail(Code::kMalformed, "the payload does not begin as " + std::string(type->name) +
                                      " does; send it under the type that it is, and whole");
  }
  const std::uint64_t room = payloads.room(type->name);
  if (room > 0 && body.size() > room) {
    return fail(Code::kTooLarge, "the payload is larger than the " + std::to_string(room) +
                                     " bytes that the vocabulary has room for in " + std::string(type->name));
  }
  body_ = body;
  type_ = type->name;
  item_ = payloads.item(type_, body.size());
  facts.kinds = payloads.kinds(type_, body.size());
  if (item_ != kNoItem) facts.present[item_] = 1;
  return {};
}

Result<void> OpaqueRecord::disclose(const Plan& plan, const RecordFacts& facts, const Vocabulary& vocabulary,
                                    Disclosure& out) const {
  out.clear();
  if (item_ == kNoItem) {
    out.unnamed = 1;
    return fail(Code::kRefusedByPolicy, "no data item of the vocabulary stands for " + std::string(type_) +
                                            " payloads, so nothing may be released");
  }
  if (plan.items[item_].action.kind != ActionKind::kKeep) {
    const std::string clause = plan.clause(item_);
    return fail(Code::kRefusedByPolicy,
                "a payload is shared whole or not at all, and " + vocabulary.items[item_].id.str() +
                    (clause.empty() ? " is named by no agreement" : " is not kept by " + clause));
  }
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    if (vocabulary.items[i].category == Category::kStructural) continue;
    const bool withheld = plan.items[i].action.kind == ActionKind::kWithhold;
    const bool present = facts.present[i] != 0;
    if (withheld && present) out.withheld.push_back(static_cast<ItemIndex>(i));
    if (!withheld && !present) out.absent.push_back(static_cast<ItemIndex>(i));
  }
  out.bytes = body_;
  return {};
}

}  // namespace concordat::policy
