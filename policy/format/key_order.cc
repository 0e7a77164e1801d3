#include "policy/format/key_order.h"

#include <algorithm>
#include <utility>

namespace concordat::policy {
namespace {

// agreements/*.yaml
constexpr Key kBasisKeys[] = {{"article_6"},  {"article_9"}, {"dpa_2018"},  {"dpa_part_3"},
                              {"article_10"}, {"secrecy"},   {"common_law"}};
constexpr Shape kBasis{kBasisKeys};
constexpr Shape kBases{{}, &kBasis};
constexpr Key kDatesKeys[] = {{"first_day"}, {"last_day"}, {"review_by"}};
constexpr Shape kDates{kDatesKeys};
constexpr Key kShareKeys[] = {{"keep"}, {"generalise"}, {"mask"}, {"pseudonymise"}};
constexpr Shape kShare{kShareKeys};
constexpr Key kConditionsKeys[] = {{"opt_out"},       {"objection"},       {"objection_grounds"},
                                   {"justification"}, {"acknowledged_by"}, {"security_labels"}};
constexpr Shape kConditions{kConditionsKeys};
constexpr Key kObligationsKeys[] = {
    {"retain_days"}, {"onward_sharing"}, {"warn_after"}, {"deliver_within"}, {"expire_after"}};
constexpr Shape kObligations{kObligationsKeys};
constexpr Key kExpectKeys[] = {{"released"}, {"changed"}, {"withheld"}};
constexpr Shape kExpect{kExpectKeys};
constexpr Key kExampleKeys[] = {{"record"}, {"expect", &kExpect}};
constexpr Shape kExample{kExampleKeys};
constexpr Shape kExamples{{}, &kExample};
constexpr bool kBeginsGroup = true;
constexpr Key kAgreementKeys[] = {
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
constexpr Shape kAgreement{kAgreementKeys};

// agencies/*.yaml
constexpr Key kIdentityKeys[] = {{"san_uri"}, {"san_dns"}, {"key_pin"}, {"common_name"}};
constexpr Shape kIdentity{kIdentityKeys};
constexpr Key kOfficerKeys[] = {{"name"}, {"key"}, {"retired"}, {"revoked"}};
constexpr Shape kOfficer{kOfficerKeys};
constexpr Shape kOfficers{{}, &kOfficer};
constexpr Key kQuotaKeys[] = {{"records_per_second"}, {"connections"}, {"queued_bytes"}};
constexpr Shape kQuota{kQuotaKeys};
constexpr Key kAgencyKeys[] = {
    {"agency"},
    {"name"},
    {"role"},
    {"public_authority"},
    {"identity", &kIdentity},
    {"destinations"},
    {"doors"},
    {"officers", &kOfficers},
    {"contact"},
    {"quota", &kQuota},
};
constexpr Shape kAgency{kAgencyKeys};

// vocabulary.yaml
constexpr Key kItemKeys[] = {{"label"},   {"category"},  {"type"}, {"identifying"},
                             {"subject"}, {"sensitive"}, {"fhir"}, {"json"}};
constexpr Shape kItem{kItemKeys};
constexpr Shape kItems{{}, &kItem};
constexpr Key kKindKeys[] = {{"label"}, {"fhir"}, {"json"}};
constexpr Shape kKind{kKindKeys};
constexpr Shape kKinds{{}, &kKind};
constexpr Key kVocabularyKeys[] = {
    {"vocabulary"},
    {"version"},
    {"items", &kItems, kBeginsGroup},
    {"kinds", &kKinds, kBeginsGroup},
    {"destination", &kKind, kBeginsGroup},
};
constexpr Shape kVocabulary{kVocabularyKeys};

// The others beside it, and lists/*.yaml.
constexpr Key kPurposeKeys[] = {{"label"}, {"beyond_direct_care"}, {"break_glass"}};
constexpr Shape kPurpose{kPurposeKeys};
constexpr Shape kPurposeNames{{}, &kPurpose};
constexpr Key kPurposesKeys[] = {{"purposes", &kPurposeNames}};
constexpr Shape kPurposes{kPurposesKeys};
constexpr Key kProhibitionKeys[] = {{"item"}, {"reason"}};
constexpr Shape kProhibition{kProhibitionKeys};
constexpr Shape kProhibitions{{}, &kProhibition};
constexpr Key kFloorKeys[] = {{"floor", &kProhibitions}};
constexpr Shape kFloor{kFloorKeys};
constexpr Key kRoutesKeys[] = {{"postcode"}, {"gp"}, {"local_authority"}};
constexpr Shape kRoutes{kRoutesKeys};
constexpr Key kListKeys[] = {{"list"}, {"meaning"}, {"numbers"}, {"stale_after"}};
constexpr Shape kList{kListKeys};

constexpr std::pair<std::string_view, const Shape*> kFolders[] = {
    {"agencies/", &kAgency}, {"agreements/", &kAgreement}, {"lists/", &kList}};
constexpr std::pair<std::string_view, const Shape*> kFiles[] = {{"vocabulary.yaml", &kVocabulary},
                                                                {"purposes.yaml", &kPurposes},
                                                                {"floor.yaml", &kFloor},
                                                                {"routes.yaml", &kRoutes}};

}  // namespace

std::size_t Shape::rank(std::string_view name) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  return static_cast<std::size_t>(found - keys.begin());
}

const Shape* Shape::under(std::string_view name) const {
  const std::size_t at = rank(name);
  return at < keys.size() ? keys[at].value : each;
}

bool Shape::begins_group(std::string_view name) const {
  const std::size_t at = rank(name);
  return at < keys.size() && keys[at].begins_group;
}

const Shape* shape_of(std::string_view path) {
  for (const auto& [folder, shape] : kFolders) {
    if (path.starts_with(folder) && path.ends_with(".yaml")) return shape;
  }
  for (const auto& [name, shape] : kFiles) {
    if (path == name) return shape;
  }
  return nullptr;
}

}  // namespace concordat::policy
