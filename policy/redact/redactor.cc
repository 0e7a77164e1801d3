#include "policy/redact/redactor.h"

#include "policy/redact/json/decisions.h"
#include "policy/redact/json/writer.h"

namespace concordat::policy {

struct Redactor::Workspace {
  Decisions decisions;
};

Redactor::Redactor() : workspace_(std::make_unique<Workspace>()) {}
Redactor::~Redactor() = default;

Result<void> Redactor::redact(const Record& record, const Plan& plan, const Vocabulary& vocabulary,
                              std::string_view recipient, const PseudonymKeys& keys, Disclosure& out) {
  Decisions& decisions = workspace_->decisions;
  if (auto ok = decisions.decide({record.json(), record.facts(), plan, vocabulary, recipient, keys}, out); !ok)
    return ok;
  write(record.json(), decisions, out.bytes);
  return {};
}

}  // namespace concordat::policy
