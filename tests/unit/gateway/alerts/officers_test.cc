#include "gateway/alerts/officers.h"

#include <gmock/gmock.h>

#include "crypto/primitive/digest.h"
#include "gateway/alerts/prune_officer.h"
#include "protocol/base/bytes.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr const char* kTrust = "agencies/riverside-trust.yaml";
constexpr const char* kPolice = "agencies/eastshire-police.yaml";
constexpr const char* kTrustsKey = "Lbmi1GT96uG8Jxc0x1rzmctsINXA3ikHp9RwaVRbT1w=";
constexpr const char* kPolicesKey = "tejWKI7S0Uiv8bSqg+pv+ahnxMnhJrPa311QStDyqdw=";

std::string id_of(std::string_view base64_key) {
  return crypto::sha256(parse_base64(base64_key).value()).hex().substr(0, 16);
}

class OfficersTest : public ::testing::Test {
 protected:
  Alert alert_under(const std::vector<policy::AgreementRef>& agreements) {
    Alert alert;
    const auto snapshot = snapshot_of(files_);
    add_acknowledgers(snapshot->policy(), agreements, alert);
    return alert;
  }
  Alert emergency() { return alert_under({{AgreementId("ISA-2026-036"), 1, {}}}); }
  Result<std::string> key_of(std::string_view officer) {
    const Alert alert = emergency();
    const auto snapshot = snapshot_of(files_);
    return officer_key(snapshot->policy(), alert, officer);
  }
  policy::PolicyFiles files_ = example_files();
};

TEST_F(OfficersTest, AnAlertNamesWhomItsAgreementNames) {
  const Alert alert = emergency();
  EXPECT_THAT(alert.agreements, ElementsAre(Pair("ISA-2026-036", 1U)));
  EXPECT_THAT(alert.parties, ElementsAre("riverside-trust", "eastshire-council", "eastshire-police"));
  EXPECT_THAT(alert.acknowledged_by, ElementsAre("Caldicott Guardian"));
}

TEST_F(OfficersTest, NobodyIsNamedTwice) {
  const policy::AgreementRef one{AgreementId("ISA-2026-036"), 1, {}};
  const Alert alert = alert_under({one, one});
  EXPECT_EQ(alert.agreements.size(), 1U);
  EXPECT_EQ(alert.parties.size(), 3U);
  EXPECT_EQ(alert.acknowledged_by.size(), 1U);
}

TEST_F(OfficersTest, AnAgreementThatIsForNoEmergencyNamesNobody) {
  EXPECT_THAT(alert_under({{AgreementId("ISA-2026-014"), 3, {}}}).acknowledged_by, IsEmpty());
}

TEST_F(OfficersTest, AnOfficerIsKnownByTheirKey) {
  EXPECT_EQ(key_of("Caldicott Guardian").value(), id_of(kTrustsKey));
}

TEST_F(OfficersTest, AnOfficerWhomTheAgreementDoesNotNameIsRefused) {
  for (const char* stranger : {"Information Asset Owner", "caldicott guardian", ""}) {
    const auto refused = key_of(stranger);
    ASSERT_FALSE(refused) << stranger;
    EXPECT_EQ(refused.error().code, Code::kForbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("Caldicott Guardian"));
  }
}

TEST_F(OfficersTest, ARevokedKeyCountsForNobodyAndTheNextOneDoes) {
  change(files_, kTrust, std::string(kTrustsKey) + "\"}", std::string(kTrustsKey) + "\", revoked: \"2026-10-01\"}");
  const auto none = key_of("Caldicott Guardian");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::kNotFound);
  EXPECT_THAT(none.error().detail, HasSubstr("riverside-trust"));
  change(files_, kPolice, "Information Asset Owner", "Caldicott Guardian");
  EXPECT_EQ(key_of("Caldicott Guardian").value(), id_of(kPolicesKey));
}

TEST_F(OfficersTest, TheSendersOfficerComesBeforeAnotherPartysOfThatName) {
  change(files_, kPolice, "Information Asset Owner", "Caldicott Guardian");
  EXPECT_EQ(key_of("Caldicott Guardian").value(), id_of(kTrustsKey));
}

TEST_F(OfficersTest, WhoMayPruneTheLedgerIsWhoseKeyAnAgencyListsAndUses) {
  constexpr std::chrono::sys_days kToday{std::chrono::year(2026) / 11 / 23};
  const auto asked = [&](std::string_view key) {
    const auto snapshot = snapshot_of(files_);
    return officer_with_key(snapshot->policy(), parse_base64(key).value(), kToday);
  };
  const auto officer = asked(kTrustsKey);
  ASSERT_TRUE(officer) << officer.error().detail;
  EXPECT_EQ(officer->party, "riverside-trust");
  EXPECT_EQ(officer->name, "Caldicott Guardian");
  EXPECT_EQ(officer->key_id, id_of(kTrustsKey));
  const auto stranger = asked("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().code, Code::kForbidden);
  EXPECT_THAT(stranger.error().detail, HasSubstr("no officer's"));

  const std::string listed = std::string(kTrustsKey) + "\"}";
  change(files_, kTrust, listed, std::string(kTrustsKey) + "\", retired: \"2026-11-22\"}");
  EXPECT_THAT(asked(kTrustsKey).error().detail, HasSubstr("was retired"));
  change(files_, kTrust, "retired: \"2026-11-22\"", "retired: \"2026-11-23\"");
  EXPECT_TRUE(asked(kTrustsKey)) << "on its last day it counts";
  change(files_, kTrust, "retired: \"2026-11-23\"", "revoked: \"2026-11-23\"");
  EXPECT_THAT(asked(kTrustsKey).error().detail, HasSubstr("was revoked"));
}

}  // namespace
}  // namespace concordat::gateway
