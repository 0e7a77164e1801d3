#include "policy/redact/redactor.h"

#include "policy/redact/json/decisions.h"
#include "policy/redact/json/writer.h"
#include "policy/redact/opaque/file_name.h"

namespace concordat::policy {

struct Redactor::Workspace {
  Decisions decisions;
  FreeText file_names;

  Result<void> json(const DecisionInput& input, Disclosure& out) {
    if (auto ok = decisions.decide(input, out); !ok) return ok;
    write(input.record, decisions, out.bytes);
    return {};
  }
};

Redactor::Redactor() : workspace_(std::make_unique<Workspace>()) {}
Redactor::~Redactor() = default;

Result<void> Redactor::redact(const Record& record, const Plan& plan, const Vocabulary& vocabulary,
                              std::string_view recipient, const PseudonymKeys& keys, Disclosure& out) {
  auto done = record.format() == Format::kOpaque
                  ? record.opaque().disclose(plan, record.facts(), vocabulary, out)
                  : workspace_->json({record.json(), record.facts(), plan, vocabulary, recipient, keys}, out);
  if (!done) return done;
  out.file_name.clear();
  if (const auto item = record.file_name().empty() ? std::nullopt : vocabulary.item(kFileNameItem))
    disclose_file_name(record, *item, plan, workspace_->file_names, out);
  return {};
}

}  // namespace concordat::policy
