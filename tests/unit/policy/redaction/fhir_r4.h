#pragma once
// What the leaf ledger has to know of FHIR R4, written from the specification and not from the redactor's tables: which
// elements modify meaning, and what the members of a data type are to the item that covers it.

#include <string>
#include <vector>

#include "policy/model/vocabulary.h"
#include "tests/unit/policy/redaction/json_tree.h"

namespace concordat::policy::test {

enum class MemberPart { kValue, kCompanion, kNeither };

// `below`: the member names from the item's place (not included) down to the leaf (included); none: the leaf itself.
[[nodiscard]] MemberPart member_part(const std::vector<std::string>& below, ValueType type);

// `names`: from the resource's type (included). isModifier, in the resources that the samples hold and their like.
[[nodiscard]] bool modifies(const std::vector<std::string>& names, const Element& value);
// A modifier that says more than a code can: what it means is for an item to say.
[[nodiscard]] bool modifies_in_words(const std::vector<std::string>& names, const Element& value);
// What a member of the object at this place is to it.
enum class Need { kNone, kRequired, kRequiredReference };
[[nodiscard]] Need need(const std::vector<std::string>& object, const std::string& member);
// The members of which one tells who the object is about; none: it need not say so.
[[nodiscard]] std::vector<std::string> names_of_somebody(const std::vector<std::string>& object);
// An id, a time beside free text, bytes: what a mask would not be.
[[nodiscard]] bool has_fixed_form(const std::vector<std::string>& names);
[[nodiscard]] bool is_instant(const std::vector<std::string>& names);
// The extension of an NHS number that says whether it was traced.
[[nodiscard]] bool tells_whether_traced(const Element& extension);

}  // namespace concordat::policy::test
