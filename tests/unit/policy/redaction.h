#pragma once
// A small vocabulary, plans over it, and one call that reads, redacts and verifies, for the tests of redaction.
//
//   Redaction redaction;
//   redaction.plan("person.name", "keep");
//   EXPECT_EQ(redaction.run(bundle), expected);

#include <map>
#include <string>
#include <string_view>

#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"

namespace concordat::policy::test {

// Not secret and not HMAC: different for each recipient, key and value, which is all that the redactor may rely on.
class PlainKeys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view recipient, std::string_view key,
                                      std::string_view value) const override;
};

[[nodiscard]] const Vocabulary& vocabulary();
[[nodiscard]] ItemIndex item(std::string_view name);
[[nodiscard]] Action action(std::string_view text);
// Everything withheld but structure.
[[nodiscard]] Plan empty_plan();
[[nodiscard]] Plan keep_all_plan();

class Redaction {
 public:
  explicit Redaction(Format format = Format::kFhir);
  Redaction& plan(std::string_view item_name, std::string_view action_text);
  Redaction& keep_all();
  // The disclosure's bytes; a test failure if the verifier disagrees, "refused: …" if it was refused.
  std::string run(std::string_view body);

  Plan current = empty_plan();
  Record record;
  Disclosure out;
  Error error;

 private:
  Format format_;
  Redactor redactor_;
  Verifier verifier_;
};

[[nodiscard]] const RecordIndex& record_index(Format format);
[[nodiscard]] const VerifierIndex& verifier_index(Format format);

// A referral of a hospital, 2 KiB and fictional: header, service request, patient, encounter, condition.
[[nodiscard]] const std::string& referral();
// The published message bundles by name, empty when they are not there.
[[nodiscard]] const std::map<std::string, std::string>& published_bundles();

}  // namespace concordat::policy::test
