#pragma once
// The last look before a disclosure is stored: reads the finished bytes again and checks every leaf against the plan.
// It shares the parsers with the redactor and nothing else: its own selectors, its own walk, its own idea of what
// each action's result looks like, so that one mistake can't pass both. A difference refuses the record and raises an
// alert.
//
// What it checks: the bytes parse; every leaf is either covered by a data item that the plan releases, and looks like
// what the item's action produces, or is structure that the format needs; every reference to an entry leads to one;
// modifiers stand beside what they modify; an opaque payload is of a type and size that the plan keeps. One Verifier a
// thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "policy/compile/plan.h"
#include "policy/model/envelope.h"
#include "policy/model/vocabulary.h"
#include "protocol/base/result.h"

namespace concordat::policy {

// The vocabulary's selectors as the verifier wants them. Immutable, shared.
class VerifierIndex {
 public:
  VerifierIndex(Format format, const Vocabulary& vocabulary);
  ~VerifierIndex();
  VerifierIndex(VerifierIndex&&) noexcept;
  VerifierIndex& operator=(VerifierIndex&&) noexcept;
  struct Tables;
  [[nodiscard]] const Tables& tables() const { return *tables_; }

 private:
  std::unique_ptr<const Tables> tables_;
};

class Verifier {
 public:
  Verifier();
  ~Verifier();
  // kVerifierMismatch with the path (never the value) of the first leaf that should not be there. `envelope`: what goes
  // beside the bytes.
  Result<void> verify(std::string_view bytes, const Plan& plan, const VerifierIndex& index,
                      const Envelope& envelope = {});

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace concordat::policy
