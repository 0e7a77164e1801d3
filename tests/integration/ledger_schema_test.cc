// Every event that a gateway can be made to write: every entry of its ledger is held to the published schema by a
// validator that is not ours, and what is counted from it is what was done.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "protocol/limits.h"
#include "tests/integration/harness/gateway.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

constexpr const char* kReferral = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kAgreement = "agreements/isa-2026-014.yaml";
constexpr const char* kEmergency = "agreements/isa-2026-036-safeguarding-emergency.yaml";
constexpr const char* kPatient = R"("9991048278")";  // of the referral
constexpr const char* kVictim = R"("9998219930")";   // of the emergency
constexpr int kSkipped = 77;

class LedgerSchema : public testing::Test {
 protected:
  std::string send(const std::vector<std::string>& more = {}, int expected = 0, const char* record = kReferral) {
    std::vector<std::string> words = more;
    words.push_back(source_file(record));
    const Finished sent = gateway_.send(words);
    EXPECT_EQ(sent.exit_code, expected) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }
  void receive(const std::vector<std::string>& words = {"--count", "1"}) {
    const Finished received = gateway_.receive(gateway_.outside("received"), words);
    EXPECT_EQ(received.exit_code, 0) << received.err;
  }
  void tool(const std::vector<std::string>& words) {
    const Finished done = gateway_.tool(words);
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  }
  void reload() {
    const std::size_t before = gateway_.log("policy-load").size();
    gateway_.hup();
    EXPECT_EQ(text_of(gateway_.log("policy-load", before + 1).back(), "event.outcome"), "success");
  }

  // accept, refuse, plan, and settle in most of its forms.
  void traffic() {
    send();
    receive();
    send();
    receive({"--count", "1", "--reject", "not our resident"});
    send({}, 3, "deploy/examples/records/refused-outcome-report.json");
    send({"--to", "nobody-at-all"}, 3);
    const std::string stuck = send();
    for (std::uint32_t i = 0; i < limits::kDeliveryAttempts; ++i) {
      ASSERT_TRUE(take_and_vanish(gateway_, "eastshire-council").has_value());
    }
    EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");
    tool({"dead-letter", "discard", gateway_.config(), "eastshire-council", stuck});
  }

  std::string emergency() {
    std::string record =
        send({"--to", "eastshire-council", "--purpose", "safeguarding-emergency", "--justification", "She is at risk."},
             0, "deploy/examples/records/safeguarding-emergency-1.json");
    tool({"alerts", "acknowledge", gateway_.config(), record, "--as", "Caldicott Guardian"});
    receive();
    return record;
  }

  // narrow, policy-load, and a record that the policy stops.
  void change_of_policy() {
    send();
    replace_in_file(gateway_.file(kAgreement), "    - carer.*\n", "");
    reload();
    receive();
    send();
    replace_in_file(gateway_.file(kAgreement), "status: active", "status: suspended");
    reload();
    EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");
    replace_in_file(gateway_.file(kAgreement), "status: suspended", "status: active");
    reload();
  }

  void keys() {
    tool({"keys", "rotate", gateway_.config(), "asc-2026"});
    tool({"keys", "end-overlap", gateway_.config(), "asc-2026"});
  }

  // What is asked and done about persons: those of the referral and of the emergency.
  void persons(const std::string& held_back) {
    const std::string who = R"(,"by":"riverside-trust/Caldicott Guardian","reason":"request 17")";
    const auto ask = [&](const std::string& command, const std::string& identifiers, const std::string& more = {}) {
      const auto answer =
          gateway_.control(R"({"command":")" + command + R"(","identifiers":[)" + identifiers + "]" + who + more + "}");
      EXPECT_EQ(answer.at("ok"), true) << command << ": " << boost::json::serialize(answer);
    };
    ask("subject", kPatient);
    ask("subject-release", kVictim, R"(,"record":")" + held_back + '"');
    ask("subject-link", std::string(kPatient) + R"(,"9990000000")");
    ask("subject-erase", kPatient, R"(,"discard":true)");
  }

  // An officer's key, known in the agency's file, and what it signs.
  void signatures() {
    const std::string key = gateway_.outside("officer.key");
    const Finished made = gateway_.tool({"policy", "key", key, "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const std::string agency = gateway_.file("agencies/riverside-trust.yaml");
    std::string text = read_file(agency);
    const std::size_t officers = text.find("officers:");
    ASSERT_NE(officers, std::string::npos);
    const std::string id = text_of(json_lines(made.out).at(0), "key");
    write_file(agency, text.insert(text.find('\n', officers) + 1, "  - {name: A Test Officer, key: \"" + id + "\"}\n"));
    EXPECT_EQ(gateway_.stop().exit_code, 0);
    replace_in_file(gateway_.file("gateway.yaml"), "signatures: not-required", "signatures: required");
    gateway_.start();
    const std::size_t before = gateway_.log("policy-load").size();
    tool({"policy", "sign", gateway_.file(kAgreement), "--key", key});
    EXPECT_EQ(text_of(gateway_.log("policy-load", before + 1).back(), "event.outcome"), "success");
  }

  // What `concordat ledger withheld` says of one obstacle: reasons and items, each with its count.
  std::map<std::string, std::int64_t> withheld(std::string_view what) {
    const Finished told = gateway_.tool({"ledger", "withheld", gateway_.config(), "--json"});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    const auto report = json_lines(told.out).at(0);
    EXPECT_EQ(report.at("unknown_plans"), 0);
    EXPECT_EQ(report.at("unnamed"), 0) << "the vocabulary around the ledger is that of the plans";
    std::map<std::string, std::int64_t> counts;
    for (const auto& row : report.at("rows").as_array()) {
      const auto& one = row.as_object();
      if (text_of(one, "what") != what) continue;
      counts[one.contains("item") ? text_of(one, "item") : text_of(one, "reason")] += one.at("count").as_int64();
    }
    return counts;
  }

  Gateway gateway_;
};

TEST_F(LedgerSchema, EveryEntryThatAGatewayWritesSatisfiesIt) {
  replace_in_file(gateway_.file(kEmergency), "status: draft", "status: active");
  gateway_.start();
  traffic();
  const std::string held_back = emergency();
  change_of_policy();
  keys();
  persons(held_back);
  signatures();
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(gateway_.stop().exit_code, 0);

  const std::string exported = gateway_.outside("entries.jsonl");
  tool({"ledger", "export", gateway_.config(), "--jsonl", "-o", exported});
  const Finished checked = run({"/usr/bin/python3", "-B", source_file("tests/schema/ledger_entries.py"), exported});
  if (checked.exit_code == kSkipped) GTEST_SKIP() << checked.out;
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;

  std::set<std::string> outcomes;
  for (const auto& entry : gateway_.ledger()) {
    outcomes.insert(text_of(entry, "event") + (entry.contains("outcome") ? " " + text_of(entry, "outcome") : ""));
  }
  for (const char* wanted : {"accept accepted",
                             "alert-acknowledged",
                             "erase",
                             "key-change",
                             "narrow",
                             "plan",
                             "policy-load",
                             "refuse refused",
                             "settle dead-letter",
                             "settle delivered",
                             "settle discarded",
                             "settle rejected",
                             "settle stopped",
                             "signature",
                             "start",
                             "stop",
                             "subject-access",
                             "subject-link",
                             "subject-release",
                             "vocabulary"}) {
    EXPECT_EQ(outcomes.count(wanted), 1u) << "this run was to write " << wanted;
  }

  using Counts = std::map<std::string, std::int64_t>;
  EXPECT_EQ(withheld("refused"), (Counts{{"no-shared-agreement", 1}, {"other-kind", 1}}));
  EXPECT_EQ(withheld("rejected"), (Counts{{"rejected-by-recipient", 1}}));
  EXPECT_EQ(withheld("set-aside"), (Counts{{"unacknowledged", 1}}));
  EXPECT_EQ(withheld("discarded"), (Counts{{"operator", 1}}));
  EXPECT_EQ(withheld("stopped"), (Counts{{"not-in-force", 1}}));
  EXPECT_EQ(withheld("late"), Counts{});
  EXPECT_EQ(withheld("item-narrowed").at("carer.name"), 1);
  EXPECT_EQ(withheld("item-narrowed").count("person.name"), 0u);
  EXPECT_EQ(withheld("item-withheld").at("person.religion"), 6);
  const Finished waiting = gateway_.tool({"ledger", "undelivered", gateway_.config()});
  EXPECT_EQ(waiting.exit_code, 0) << waiting.err;
  EXPECT_NE(waiting.out.find("nothing waits"), std::string::npos) << waiting.out;
}

}  // namespace
}  // namespace concordat::integration
