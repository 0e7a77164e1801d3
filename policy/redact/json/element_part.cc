#include "policy/redact/json/element_part.h"

#include <algorithm>
#include <iterator>

namespace concordat::policy {
namespace {

struct NamedMember {
  std::string_view name;
  Member member;
};
constexpr NamedMember kMembers[] = {{"resourceType", Member::kResourceType},
                                    {"resource", Member::kResource},
                                    {"outcome", Member::kResource},
                                    {"contained", Member::kContained},
                                    {"entry", Member::kEntry},
                                    {"meta", Member::kMeta},
                                    {"extension", Member::kExtension},
                                    {"modifierExtension", Member::kModifierExtension},
                                    {"url", Member::kUrl},
                                    {"reference", Member::kReference},
                                    {"display", Member::kDisplay},
                                    {"div", Member::kDisplay},
                                    {"id", Member::kId},
                                    {"system", Member::kSystem},
                                    {"use", Member::kUse},
                                    {"comparator", Member::kComparator},
                                    {"period", Member::kAside},
                                    {"assigner", Member::kAside},
                                    {"hash", Member::kDigest},
                                    {"size", Member::kDigest}};

template <std::size_t N>
bool one_of(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

constexpr std::string_view kCompanions[] = {"system", "use", "type", "rank", "unit", "comparator", "url"};
constexpr std::string_view kNameParts[] = {"text", "family", "given", "prefix", "suffix"};
constexpr std::string_view kAddressParts[] = {"text", "line", "city", "district", "state", "postalCode", "country"};
constexpr std::string_view kDateParts[] = {"start", "end", "event"};

// The types of Extension.value[x] (R4, datatypes): a name that only looks like one could be the value that is changed.
constexpr std::string_view kChoiceTypes[] = {"Address",     "Age",          "Annotation",
                                             "Attachment",  "Base64Binary", "Boolean",
                                             "Canonical",   "Code",         "CodeableConcept",
                                             "Coding",      "ContactPoint", "Count",
                                             "Date",        "DateTime",     "Decimal",
                                             "Distance",    "Dosage",       "Duration",
                                             "HumanName",   "Id",           "Identifier",
                                             "Instant",     "Integer",      "Markdown",
                                             "Money",       "Oid",          "Period",
                                             "PositiveInt", "Quantity",     "Range",
                                             "Ratio",       "Reference",    "SampledData",
                                             "Signature",   "String",       "Time",
                                             "Timing",      "UnsignedInt",  "Uri",
                                             "Url",         "Uuid"};

}  // namespace

bool choice_type(std::string_view suffix) {
  return one_of(suffix, kChoiceTypes);
}

namespace {

// Extension.valueString and its like.
bool choice_value(std::string_view name) {
  return name.substr(0, 5) == "value" && choice_type(name.substr(5));
}

bool holds_value(std::string_view name, ValueType type) {
  switch (type) {
    case ValueType::kName: return one_of(name, kNameParts);
    case ValueType::kAddress: return one_of(name, kAddressParts);
    case ValueType::kPostcode: return name == "postalCode";
    case ValueType::kDate: return one_of(name, kDateParts);
    case ValueType::kCode: return name == "code";
    case ValueType::kReference: return name == "reference";
    case ValueType::kIdentifier:
    case ValueType::kContact:
    case ValueType::kNumber: return name == "value";
    case ValueType::kText:
    case ValueType::kFreeText: return name == "text" || name == "value" || name == "div";
  }
  return false;
}

}  // namespace

bool programs_word(std::string_view name) {
  constexpr std::size_t kLongest = 32;
  constexpr int kMostDigits = 2;
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && name.size() <= kLongest && small(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return small(static_cast<char>(c | 0x20)) || digit(c) || c == '_'; }) &&
         std::count_if(name.begin(), name.end(), digit) <= kMostDigits;
}

Member member_kind(std::string_view name) {
  for (const NamedMember& known : kMembers) {
    if (known.name == name) return known.member;
  }
  return Member::kPlain;
}

bool holds_parts(std::string_view name) {
  return name == "coding" || name == "repeat" || name == "boundsPeriod";
}

Part part_of(std::string_view name, ValueType type) {
  if (choice_value(name) || holds_value(name, type)) return Part::kValue;
  if (one_of(name, kCompanions) || (type == ValueType::kNumber && name == "code")) return Part::kCompanion;
  return Part::kOther;
}

}  // namespace concordat::policy
