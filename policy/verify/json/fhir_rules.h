#pragma once
// What FHIR R4 lets stand in a disclosure without an item, as the verifier knows it: its own list, written apart from
// the redactor's.
//
//   modifier_path("Condition.verificationStatus.coding.code") == true

#include <string_view>

namespace concordat::policy {

// `path` is a resource type and member names, joined by dots: true when it is a modifier (isModifier in R4), or a code
// within one.
[[nodiscard]] bool modifier_path(std::string_view path);
// A member that is a modifier in whatever data type it stands.
[[nodiscard]] bool modifier_member(std::string_view name);
// A member of a coding, or the text of a coded concept.
[[nodiscard]] bool within_coding(std::string_view name);
// A member that FHIR's data types, bundles or every resource have.
[[nodiscard]] bool common_member(std::string_view name);
// A code, a date, a URI or a boolean: nothing that could hold a sentence.
[[nodiscard]] bool single_token(std::string_view raw);
// urn:uuid: and 36 characters.
[[nodiscard]] bool bundle_url(std::string_view text);

}  // namespace concordat::policy
