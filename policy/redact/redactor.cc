#include "policy/redact/redactor.h"

#include "policy/redact/hl7/hl7_decisions.h"
#include "policy/redact/json/decisions.h"
#include "policy/redact/json/writer.h"

namespace concordat::policy {

void Disclosure::clear() {
  bytes.clear();
  absent.clear();
  altered.clear();
  withheld.clear();
  unnamed = scrubbed = 0;
  scrubbed_by_kind = {};
}

struct Redactor::Workspace {
  Decisions decisions;
  Hl7Decisions hl7;
};

Redactor::Redactor() : workspace_(std::make_unique<Workspace>()) {}
Redactor::~Redactor() = default;

Result<void> Redactor::redact(const Record& record, const Plan& plan, const Vocabulary& vocabulary,
                              std::string_view recipient, const PseudonymKeys& keys, Disclosure& out) {
  if (record.format() == Format::kHl7v2) {
    Hl7Decisions& decisions = workspace_->hl7;
    if (auto ok = decisions.decide({record.hl7(), record.facts(), plan, vocabulary, recipient, keys}, out); !ok)
      return ok;
    write_hl7(record.hl7(), decisions, out.bytes);
    return {};
  }
  Decisions& decisions = workspace_->decisions;
  if (auto ok = decisions.decide({record.json(), record.facts(), plan, vocabulary, recipient, keys}, out); !ok)
    return ok;
  write(record.json(), decisions, out.bytes);
  return {};
}

}  // namespace concordat::policy
