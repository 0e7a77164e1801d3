#include "policy/verify/verifier.h"

#include <optional>

#include "policy/verify/hl7/hl7_selectors.h"
#include "policy/verify/hl7/hl7_verifier.h"
#include "policy/verify/json/json_verifier.h"
#include "policy/verify/json/selector_table.h"
#include "policy/verify/opaque/payload_check.h"

namespace concordat::policy {

struct VerifierIndex::Tables {
  Tables(Format format, const Vocabulary& vocabulary) {
    if (format == Format::kHl7v2) {
      hl7.emplace(vocabulary);
    } else if (format == Format::kOpaque) {
      payloads.emplace(vocabulary);
    } else {
      json.emplace(format, vocabulary);
    }
  }

  std::optional<SelectorTable> json;
  std::optional<Hl7Selectors> hl7;
  std::optional<PayloadCheck> payloads;
};

struct Verifier::Workspace {
  JsonVerifier json;
  Hl7Verifier hl7;
};

VerifierIndex::VerifierIndex(Format format, const Vocabulary& vocabulary)
    : tables_(std::make_unique<const Tables>(format, vocabulary)) {}
VerifierIndex::~VerifierIndex() = default;
VerifierIndex::VerifierIndex(VerifierIndex&&) noexcept = default;
VerifierIndex& VerifierIndex::operator=(VerifierIndex&&) noexcept = default;

Verifier::Verifier() : workspace_(std::make_unique<Workspace>()) {}
Verifier::~Verifier() = default;

Result<void> Verifier::verify(std::string_view bytes, const Plan& plan, const VerifierIndex& index,
                              const Envelope& envelope) {
  const VerifierIndex::Tables& tables = index.tables();
  if (tables.payloads) return tables.payloads->verify(bytes, envelope, plan);
  if (!envelope.file_name.empty()) return fail(Code::kVerifierMismatch, "a file's name goes with opaque payloads only");
  if (tables.hl7) return workspace_->hl7.verify(bytes, plan, *tables.hl7);
  return workspace_->json.verify(bytes, plan, *tables.json);
}

}  // namespace concordat::policy
