#include "policy/verify/json/selector_table.h"
#include "policy/verify/opaque/payload_check.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {

VerifierIndex::VerifierIndex(Format format, const Vocabulary& vocabulary) {
  if (format == Format::kFhir || format == Format::kJson) tables_ = std::make_unique<const Tables>(format, vocabulary);
  if (format == Format::kOpaque) payloads_ = std::make_unique<const PayloadCheck>(vocabulary);
}
VerifierIndex::~VerifierIndex() = default;
VerifierIndex::VerifierIndex(VerifierIndex&&) noexcept = default;
VerifierIndex& VerifierIndex::operator=(VerifierIndex&&) noexcept = default;

}  // namespace concordat::policy
