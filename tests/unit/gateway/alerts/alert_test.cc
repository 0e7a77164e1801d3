#include "gateway/alerts/alert.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Alert alert() {
  return {.record = record_number(7),
          .sender = "riverside-trust",
          .recipients = {"eastshire-council", "eastshire-police"},
          .purpose = "safeguarding-emergency",
          .agreements = {{"ISA-2026-036", 1}, {"ISA-2026-040", 4'000'000'000}},
          .parties = {"riverside-trust", "eastshire-council", "eastshire-police"},
          .acknowledged_by = {"Caldicott Guardian"},
          .justification = "He said \"tonight\".\nHer brother is in the flat.",
          .unix_ms = 1'800'000'000'000};
}

class AlertTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<KeyStore> keys_ = example_keys(folder_, clock_);
};

TEST_F(AlertTest, IsReadAsItWasWritten) {
  const auto back = parse_alert(alert_json(alert()));
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(*back, alert());
}

TEST_F(AlertTest, WhateverSomebodyWritesAsAJustificationIsReadAsItWasWritten) {
  EXPECT_TRUE(rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "a", " ", "\"", "\\", "\\u0041", "\n", "\x01", "\x7f", "{", "]", ",", "\u00e9", "\u2028", "\U0001f642"));
    Alert one = alert();
    one.justification.clear();
    for (const std::string& piece : pieces) one.justification += piece;
    const auto back = parse_alert(alert_json(one));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == one);
  }));
}

TEST_F(AlertTest, IsSealedUnderTheNameOfItsRecordAndShowsNothing) {
  const auto [name, sealed] = seal(alert(), *keys_);
  EXPECT_EQ(name, "alert/" + record_number(7).str());
  EXPECT_THAT(sealed, Not(HasSubstr("brother")));
  EXPECT_THAT(sealed, Not(HasSubstr("riverside")));
  EXPECT_EQ(unseal(record_number(7), sealed, *keys_).value(), alert());
  EXPECT_FALSE(unseal(record_number(8), sealed, *keys_));
}

TEST_F(AlertTest, OneThatLacksSomethingCannotBeRead) {
  const std::string good = alert_json(alert());
  for (const char* key : {"record", "sender", "recipients", "purpose", "agreements", "id", "version", "parties",
                          "acknowledged_by", "justification", "unix_ms"}) {
    std::string changed = good;
    changed.insert(changed.find("\"" + std::string(key) + "\":") + 1, "x");
    const auto read = parse_alert(changed);
    ASSERT_FALSE(read) << key;
    EXPECT_EQ(read.error().code, Code::kStorageFailed);
    EXPECT_THAT(read.error().detail, Not(HasSubstr("brother")));
  }
  EXPECT_FALSE(parse_alert(""));
  EXPECT_FALSE(parse_alert("[]"));
}

}  // namespace
}  // namespace concordat::gateway
