#include "policy/redact/redactor.h"

#include "policy/redact/hl7/hl7_decisions.h"
#include "policy/redact/json/decisions.h"
#include "policy/redact/json/writer.h"
#include "policy/redact/opaque/file_name.h"

namespace concordat::policy {

void Disclosure::clear() {
  bytes.clear();
  absent.clear();
  altered.clear();
  withheld.clear();
  unnamed = scrubbed = 0;
  scrubbed_by_kind = {};
  file_name.clear();
}

struct Redactor::Workspace {
  Decisions decisions;
  Hl7Decisions hl7;
  FreeText file_names;

  Result<void> disclose_json(const DecisionInput& input, Disclosure& out) {
    if (auto ok = decisions.decide(input, out); !ok) return ok;
    write(input.record, decisions, out.bytes);
    return {};
  }
  Result<void> disclose_hl7(const Hl7DecisionInput& input, Disclosure& out) {
    if (auto ok = hl7.decide(input, out); !ok) return ok;
    write_hl7(input.record, hl7, out.bytes);
    return {};
  }
};

Redactor::Redactor() : workspace_(std::make_unique<Workspace>()) {}
Redactor::~Redactor() = default;

Result<void> Redactor::redact(const Record& record, const Plan& plan, const Vocabulary& vocabulary,
                              std::string_view recipient, const PseudonymKeys& keys, Disclosure& out) {
  const auto in_its_format = [&]() -> Result<void> {
    const RecordFacts& facts = record.facts();
    switch (record.format()) {
      case Format::kHl7v2:
        return workspace_->disclose_hl7({record.hl7(), facts, plan, vocabulary, recipient, keys}, out);
      case Format::kOpaque: return record.opaque().disclose(plan, facts, vocabulary, out);
      default: return workspace_->disclose_json({record.json(), facts, plan, vocabulary, recipient, keys}, out);
    }
  };
  if (auto ok = in_its_format(); !ok) return ok;
  if (const auto item = record.file_name().empty() ? std::nullopt : vocabulary.item(kFileNameItem))
    disclose_file_name(record, *item, plan, workspace_->file_names, out);
  return {};
}

}  // namespace concordat::policy
