#include "policy/format/key_order.h"

#include <algorithm>
#include <utility>

namespace concordat::policy {
namespace {

// agreements/*.yaml
constexpr OrderedKey kBasisKeys[] = {{"article_6"},  {"article_9"}, {"dpa_2018"},  {"dpa_part_3"},
                                     {"article_10"}, {"secrecy"},   {"common_law"}};
constexpr KeyOrder kBasis{kBasisKeys};
constexpr KeyOrder kBases{{}, &kBasis};
constexpr OrderedKey kDatesKeys[] = {{"first_day"}, {"last_day"}, {"review_by"}};
constexpr KeyOrder kDates{kDatesKeys};
constexpr OrderedKey kPseudonymKeys[] = {{"key"}};
constexpr KeyOrder kPseudonym{kPseudonymKeys};
constexpr KeyOrder kPseudonyms{{}, &kPseudonym};
constexpr OrderedKey kShareKeys[] = {{"keep"}, {"generalise"}, {"mask"}, {"pseudonymise", &kPseudonyms}};
constexpr KeyOrder kShare{kShareKeys};
constexpr OrderedKey kConditionsKeys[] = {{"opt_out"},       {"objection"},       {"objection_grounds"},
                                          {"justification"}, {"acknowledged_by"}, {"security_labels"}};
constexpr KeyOrder kConditions{kConditionsKeys};
constexpr OrderedKey kObligationsKeys[] = {
    {"retain_days"}, {"onward_sharing"}, {"warn_after"}, {"deliver_within"}, {"expire_after"}};
constexpr KeyOrder kObligations{kObligationsKeys};
constexpr OrderedKey kExpectKeys[] = {{"released"}, {"changed"}, {"withheld"}};
constexpr KeyOrder kExpect{kExpectKeys};
constexpr OrderedKey kExampleKeys[] = {{"record"}, {"expect", &kExpect}};
constexpr KeyOrder kExample{kExampleKeys};
constexpr KeyOrder kExamples{{}, &kExample};
constexpr bool kBeginsGroup = true;
constexpr OrderedKey kAgreementKeys[] = {
    {"agreement"},
    {"title"},
    {"summary"},
    {"status"},
    {"version"},
    {"provider"},
    {"recipients"},
    {"purpose"},
    {"lawful_basis", &kBases, kBeginsGroup},
    {"dates", &kDates, kBeginsGroup},
    {"dpia"},
    {"records"},
    {"share", &kShare, kBeginsGroup},
    {"withhold", nullptr, kBeginsGroup},
    {"conditions", &kConditions, kBeginsGroup},
    {"obligations", &kObligations},
    {"examples", &kExamples, kBeginsGroup},
};
constexpr KeyOrder kAgreement{kAgreementKeys};

// agencies/*.yaml
constexpr OrderedKey kIdentityKeys[] = {{"san_uri"}, {"san_dns"}, {"key_pin"}, {"common_name"}};
constexpr KeyOrder kIdentity{kIdentityKeys};
constexpr OrderedKey kOfficerKeys[] = {{"name"}, {"key"}, {"retired"}, {"revoked"}};
constexpr KeyOrder kOfficer{kOfficerKeys};
constexpr KeyOrder kOfficers{{}, &kOfficer};
constexpr OrderedKey kDoorKeys[] = {{"purpose"}};
constexpr KeyOrder kDoor{kDoorKeys};
constexpr OrderedKey kDoorsKeys[] = {{"native", &kDoor}};
constexpr KeyOrder kDoors{kDoorsKeys};
constexpr OrderedKey kQuotaKeys[] = {{"records_per_second"}, {"connections"}, {"queued_bytes"}};
constexpr KeyOrder kQuota{kQuotaKeys};
constexpr OrderedKey kAgencyKeys[] = {
    {"agency"},
    {"name"},
    {"role"},
    {"public_authority"},
    {"identity", &kIdentity},
    {"destinations"},
    {"doors", &kDoors},
    {"officers", &kOfficers},
    {"contact"},
    {"auditor"},
    {"quota", &kQuota},
    {"receipts"},
};
constexpr KeyOrder kAgency{kAgencyKeys};

// vocabulary.yaml
constexpr OrderedKey kItemKeys[] = {{"label"},     {"category"}, {"type"}, {"identifying"}, {"subject"},
                                    {"sensitive"}, {"fhir"},     {"json"}, {"hl7v2"},       {"opaque"}};
constexpr KeyOrder kItem{kItemKeys};
constexpr KeyOrder kItems{{}, &kItem};
constexpr OrderedKey kKindKeys[] = {{"label"}, {"fhir"}, {"json"}, {"hl7v2"}, {"opaque"}};
constexpr KeyOrder kKind{kKindKeys};
constexpr KeyOrder kKinds{{}, &kKind};
constexpr OrderedKey kVocabularyKeys[] = {
    {"vocabulary"},
    {"version"},
    {"items", &kItems, kBeginsGroup},
    {"kinds", &kKinds, kBeginsGroup},
    {"destination", &kKind, kBeginsGroup},
};
constexpr KeyOrder kVocabulary{kVocabularyKeys};

// The others beside it, and lists/*.yaml.
constexpr OrderedKey kPurposeKeys[] = {{"label"}, {"beyond_direct_care"}, {"break_glass"}, {"held_from_subject"}};
constexpr KeyOrder kPurpose{kPurposeKeys};
constexpr KeyOrder kPurposeNames{{}, &kPurpose};
constexpr OrderedKey kPurposesKeys[] = {{"purposes", &kPurposeNames}};
constexpr KeyOrder kPurposes{kPurposesKeys};
constexpr OrderedKey kProhibitionKeys[] = {{"item"}, {"reason"}};
constexpr KeyOrder kProhibition{kProhibitionKeys};
constexpr KeyOrder kProhibitions{{}, &kProhibition};
constexpr OrderedKey kFloorKeys[] = {{"floor", &kProhibitions}};
constexpr KeyOrder kFloor{kFloorKeys};
constexpr OrderedKey kRoutesKeys[] = {{"postcode"}, {"gp"}, {"local_authority"}};
constexpr KeyOrder kRoutes{kRoutesKeys};
constexpr OrderedKey kListKeys[] = {{"list"}, {"meaning"}, {"numbers"}, {"stale_after"}};
constexpr KeyOrder kList{kListKeys};

constexpr std::pair<std::string_view, const KeyOrder*> kFolders[] = {
    {"agencies/", &kAgency}, {"agreements/", &kAgreement}, {"lists/", &kList}};
constexpr std::pair<std::string_view, const KeyOrder*> kFiles[] = {{"vocabulary.yaml", &kVocabulary},
                                                                   {"purposes.yaml", &kPurposes},
                                                                   {"floor.yaml", &kFloor},
                                                                   {"routes.yaml", &kRoutes}};

}  // namespace

std::size_t KeyOrder::rank(std::string_view name) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const OrderedKey& key) { return key.name == name; });
  return static_cast<std::size_t>(found - keys.begin());
}

const KeyOrder* KeyOrder::under(std::string_view name) const {
  const std::size_t at = rank(name);
  return at < keys.size() ? keys[at].value : each;
}

bool KeyOrder::begins_group(std::string_view name) const {
  const std::size_t at = rank(name);
  return at < keys.size() && keys[at].begins_group;
}

const KeyOrder* key_order_of(std::string_view path) {
  for (const auto& [folder, order] : kFolders) {
    if (path.starts_with(folder) && path.ends_with(".yaml")) return order;
  }
  for (const auto& [name, order] : kFiles) {
    if (path == name) return order;
  }
  return nullptr;
}

}  // namespace concordat::policy
