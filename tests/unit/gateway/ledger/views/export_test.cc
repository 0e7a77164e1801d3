#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "gateway/cli/ledger/export/audit_event.h"
#include "gateway/cli/ledger/export/csv_row.h"
#include "tests/unit/gateway/ledger/views/traffic.h"

namespace concordat::cli {
namespace {

using gateway::judged_record;
using gateway::JudgedEntry;
using gateway::record_number;

boost::json::object parsed(const std::string& text) {
  return boost::json::parse(text).as_object();
}

std::string text_of(const boost::json::value& value) {
  return std::string(value.as_string());
}

class ExportTest : public testing::Test {
 protected:
  // Entry `index` on its way out.
  template <typename Write>
  auto written(std::uint64_t index, Write write) {
    ledger_.publish();
    const gateway::LedgerFiles files = ledger_.files();
    EntrySource source(files, ledger_.log->size());
    const Bytes bytes = ledger_.store.kept_entries.at(index);
    gateway::EntryView entry;
    EXPECT_TRUE(gateway::read_entry(bytes, entry));
    LedgerLine line{"hub.example/ledger", index, bytes, std::string(64, 'a'), &entry, nullptr};
    const auto accept = gateway::number_of(gateway::find(entry.members, "accept"));
    if (accept) line.accept = source.entry(*accept);
    auto result = write(line);
    EXPECT_TRUE(result) << result.error().detail;
    return *result;
  }
  std::vector<boost::json::object> events(std::uint64_t index) {
    std::vector<boost::json::object> result;
    for (const std::string& text : written(index, audit_events)) result.push_back(parsed(text));
    return result;
  }
  std::string rows(std::uint64_t index) { return written(index, csv_rows); }

  gateway::Traffic ledger_;
};

// The code of an agent's or entity's type.
std::vector<std::string> types(const boost::json::object& event, const char* of) {
  std::vector<std::string> result;
  for (const auto& one : event.at(of).as_array()) {
    const auto& type = one.at("type").as_object();
    result.push_back(text_of(type.contains("coding") ? type.at("coding").at(0).at("code") : type.at("code")));
  }
  return result;
}

TEST_F(ExportTest, ADecisionIsAnAuthorizationDecisionForEachRecipient) {
  JudgedEntry judged = judged_record(1);
  judged.break_glass = true;
  judged.recipients[0].agreements = {"ISA-2026-014"};
  judged.recipients.push_back({.agency = "northshire-council", .reason = "objected"});
  const auto both = events(ledger_.accept(judged));
  ASSERT_EQ(both.size(), 2u);
  const auto& permit = both[0];
  EXPECT_EQ(permit.at("id"), "entry-0-0");
  EXPECT_EQ(permit.at("meta").at("profile").at(0),
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.AuthZconsent");
  EXPECT_EQ(permit.at("type").at("code"), "110113");
  EXPECT_EQ(permit.at("action"), "E");
  EXPECT_EQ(permit.at("outcome"), "0");
  EXPECT_EQ(permit.at("recorded"), "2027-01-15T08:00:00.000Z");
  EXPECT_EQ(permit.at("purposeOfEvent").at(0).at("coding").at(0).at("code"), "direct-care");
  EXPECT_EQ(permit.at("purposeOfEvent").at(1).at("coding").at(0).at("code"), "BTG");
  EXPECT_EQ(types(permit, "agent"), (std::vector<std::string>{"110150", "IRCP", "PROV", "authserver"}));
  EXPECT_EQ(permit.at("agent").at(3).at("who"), permit.at("source").at("observer")) << "val-audit-source";
  EXPECT_EQ(types(permit, "entity"), (std::vector<std::string>{"1", "Consent", "Consent"}));
  EXPECT_EQ(permit.at("entity").at(1).at("what").at("display"), "ISA-2026-014 v3");
  const auto& deny = both[1];
  EXPECT_EQ(deny.at("id"), "entry-0-1");
  EXPECT_EQ(deny.at("outcome"), "8");
  EXPECT_EQ(deny.at("outcomeDesc"), "refused: objected");
  EXPECT_EQ(deny.at("agent").at(1).at("who").at("identifier").at("value"), "northshire-council");
  EXPECT_EQ(deny.at("agent").at(1).at("requestor"), true);
}

TEST_F(ExportTest, ADeliveryIsADisclosureAtSourceWithThePersonsTagOfTheAcceptance) {
  const std::uint64_t accept = ledger_.accept(1);
  ledger_.settle(1, accept, "delivered");
  const auto all = events(1);
  ASSERT_EQ(all.size(), 1u);
  const auto& event = all[0];
  EXPECT_EQ(event.at("meta").at("profile").at(0),
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PrivacyDisclosure.Source");
  EXPECT_EQ(event.at("type").at("code"), "110106");
  EXPECT_EQ(event.at("subtype").at(0).at("code"), "disclose");
  EXPECT_EQ(event.at("action"), "R");
  EXPECT_EQ(event.at("outcome"), "0");
  EXPECT_EQ(types(event, "agent"), (std::vector<std::string>{"110153", "110152", "159541003"}));
  EXPECT_EQ(event.at("agent").at(0).at("who"), event.at("source").at("observer")) << "val-audit-source";
  EXPECT_EQ(event.at("agent").at(1).at("who").at("identifier").at("value"), "eastshire-council");
  EXPECT_EQ(text_of(event.at("agent").at(1).at("network").at("address")).rfind("ni:///sha-256;", 0), 0u);
  EXPECT_EQ(event.at("agent").at(2).at("who").at("identifier").at("value"), "riverside-trust");
  EXPECT_EQ(types(event, "entity"), (std::vector<std::string>{"1", "2", "Consent", "Consent"}));
  const auto tag = parsed(ledger_.store.kept_entries[0]).at("subjects").at(0);
  EXPECT_EQ(event.at("entity").at(0).at("what").at("identifier").at("value"), tag);
  EXPECT_EQ(text_of(event.at("entity").at(1).at("what").at("identifier").at("value")),
            "urn:uuid:" + record_number(1).str());
}

TEST_F(ExportTest, WhatALedgerLacksIsNotClaimed) {
  ledger_.settle(1, 0, "delivered");
  const auto pruned = events(0);
  EXPECT_FALSE(pruned[0].contains("meta")) << "no acceptance, so no person";
  const std::uint64_t accept = ledger_.accept(2);
  ledger_.settle(2, accept, "expired", "expired");
  const auto expired = events(2);
  EXPECT_FALSE(expired[0].contains("meta")) << "nothing was disclosed";
  EXPECT_EQ(expired[0].at("outcome"), "8");
  ledger_.append(gateway::plan_entry(gateway::usual_plan(), gateway::usual_plan_text()));
  EXPECT_TRUE(events(3).empty()) << "a plan is no event";
}

TEST_F(ExportTest, OtherEventsKeepTheirDetail) {
  ledger_.append(gateway::event_entry("policy-load", {{"policy", "abc"}, {"changes", ""}}));
  ledger_.append(gateway::event_entry("never-heard-of", {}));
  const auto load = events(0);
  EXPECT_EQ(load.at(0).at("type").at("code"), "110113");
  EXPECT_EQ(load.at(0).at("subtype").at(1).at("code"), "policy-load");
  EXPECT_EQ(types(load.at(0), "entity"), (std::vector<std::string>{"1", "2"})) << "whom it is about, and its detail";
  const auto& details = load.at(0).at("entity").at(1).at("detail").as_array();
  ASSERT_EQ(details.size(), 1u) << "FHIR has no empty strings";
  EXPECT_EQ(details[0].at("valueString"), "abc");
  EXPECT_EQ(events(1).at(0).at("type").at("code"), "110100");
}

TEST_F(ExportTest, ATableHasARowForEachRecipientWithTheSameColumns) {
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].agreements = {"ISA-2026-014"};
  judged.recipients.push_back({.agency = "northshire-council", .reason = "objected"});
  const std::uint64_t accept = ledger_.accept(judged);
  ledger_.settle(1, accept, "rejected", "rejected-by-recipient");
  const std::string fingerprint = judged.fingerprint_hex, plan = judged.recipients[0].plan_hash_hex;
  const std::string policy = judged.policy_hash_hex, record = record_number(1).str(), leaf(64, 'a');
  EXPECT_EQ(csv_head(),
            "index,time,event,decision,outcome,reason,category,record,sender,recipient,agreements,purpose,kinds,bytes,"
            "plan,policy,commitment,fingerprint,break_glass,accept,leaf,detail\r\n");
  EXPECT_EQ(rows(0), "0,2027-01-15T08:00:00.000Z,accept,permit,accepted,,Collection," + record +
                         ",riverside-trust,eastshire-council,ISA-2026-014,direct-care,discharge.referral,1234," + plan +
                         "," + policy + "," + judged.recipients[0].commitment_hex + "," + fingerprint + ",,," + leaf +
                         ",\r\n0,2027-01-15T08:00:00.000Z,accept,deny,accepted,objected,Collection," + record +
                         ",riverside-trust,northshire-council,,direct-care,discharge.referral,2048,," + policy + "," +
                         judged.commitment_hex + "," + fingerprint + ",,," + leaf + ",\r\n");
  EXPECT_NE(rows(1).find(",settle,,rejected,rejected-by-recipient,Disclosure," + record), std::string::npos);
  EXPECT_NE(rows(1).find(",0," + leaf + ",\r\n"), std::string::npos) << "the index of the acceptance";
}

TEST(CsvCell, IsQuotedWhereItMustBeAndNeverAFormula) {
  EXPECT_EQ(csv_cell("plain text"), "plain text");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"a\"\r\n"), "\"say \"\"a\"\"\r\n\"");
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
  EXPECT_EQ(csv_cell("-1"), "'-1");
  EXPECT_EQ(csv_cell("+44"), "'+44");
  EXPECT_EQ(csv_cell("\t=1"), "'\t=1");
  EXPECT_EQ(csv_cell(""), "");
}

TEST_F(ExportTest, AcceptancesFarBackAreFoundAndOnesBeyondTheEndAreNot) {
  ledger_.grow_to(6000);
  ledger_.publish();
  const gateway::LedgerFiles files = ledger_.files();
  EntrySource source(files, 6000);
  for (std::uint64_t i = 0; i < 6000; i += 97) {
    const gateway::EntryView* entry = source.entry((i * 31) % 6000);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->log_sequence, (i * 31) % 6000);
  }
  EXPECT_EQ(source.entry(6000), nullptr);
}

}  // namespace
}  // namespace concordat::cli
