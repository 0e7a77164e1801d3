#pragma once
// A payload that is shared whole or not at all: a PDF, an image, an EDIFACT interchange. What the sender calls it is
// believed only where its first bytes bear it out (protocol/media/content_type.h); nothing in it is read, so it names
// no person, no recipient and no label. One data item stands for all of it.
//
//   OpaqueRecord record;
//   if (auto ok = record.read(body, envelope, payloads, facts); !ok) refuse(ok.error());
//   if (auto ok = record.disclose(plan, out); !ok) refuse(ok.error());

#include <string_view>

#include "policy/model/envelope.h"
#include "policy/redact/facts.h"
#include "policy/redact/opaque/payload_index.h"
#include "protocol/base/result.h"

namespace concordat::policy {

struct Disclosure;
struct Plan;

class OpaqueRecord {
 public:
  // kUnsupported for a content type that cannot be told from its first bytes, kMalformed where they say otherwise,
  // kTooLarge over what the vocabulary has room for.
  Result<void> read(std::string_view body, const Envelope& envelope, const PayloadIndex& payloads, RecordFacts& facts);

  [[nodiscard]] std::string_view body() const { return body_; }
  [[nodiscard]] std::string_view content_type() const { return type_; }  // as its own specification spells it
  // The data item that stands for it, or kNoItem.
  [[nodiscard]] ItemIndex item() const { return item_; }

  // The payload as it is where the plan keeps its item; else kRefusedByPolicy. Fills everything of `out` but the file
  // name.
  Result<void> disclose(const Plan& plan, const RecordFacts& facts, const Vocabulary& vocabulary,
                        Disclosure& out) const;

 private:
  std::string_view body_;
  std::string_view type_;
  ItemIndex item_ = kNoItem;
};

}  // namespace concordat::policy
