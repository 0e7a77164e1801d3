#include "policy/verify/verifier.h"

#include "policy/verify/json/json_verifier.h"
#include "policy/verify/json/selector_table.h"

namespace concordat::policy {

struct VerifierIndex::Tables {
  Tables(Format of, const Vocabulary& vocabulary) : format(of), json(of, vocabulary) {}

  Format format;
  SelectorTable json;
};

struct Verifier::Workspace {
  JsonVerifier json;
};

VerifierIndex::VerifierIndex(Format format, const Vocabulary& vocabulary)
    : tables_(std::make_unique<const Tables>(format, vocabulary)) {}
VerifierIndex::~VerifierIndex() = default;
VerifierIndex::VerifierIndex(VerifierIndex&&) noexcept = default;
VerifierIndex& VerifierIndex::operator=(VerifierIndex&&) noexcept = default;

Verifier::Verifier() : workspace_(std::make_unique<Workspace>()) {}
Verifier::~Verifier() = default;

Result<void> Verifier::verify(std::string_view bytes, const Plan& plan, const VerifierIndex& index) {
  return workspace_->json.verify(bytes, plan, index.tables().json);
}

}  // namespace concordat::policy
