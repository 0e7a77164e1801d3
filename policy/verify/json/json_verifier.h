#pragma once
// The verifier's walk over a finished JSON record: FHIR, or plain. What it checks, and why it shares nothing with the
// redactor but the parser's tokens, verifier.h says. One a thread.

#include <memory>
#include <string_view>

#include "policy/compile/plan.h"
#include "policy/verify/json/selector_table.h"
#include "protocol/base/result.h"

namespace concordat::policy {

class JsonVerifier {
 public:
  JsonVerifier();
  ~JsonVerifier();
  // kVerifierMismatch with the path (never the value) of the first leaf that should not be there.
  Result<void> verify(std::string_view bytes, const Plan& plan, const SelectorTable& selectors);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace concordat::policy
