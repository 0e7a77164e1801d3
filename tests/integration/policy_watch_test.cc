// Policy files are watched: what an officer saves is in force a moment later, whole or not at all. And what a gateway
// does that asks for signatures.

#include <gtest/gtest.h>

#include "tests/integration/harness/gateway.h"
#include "tests/integration/peers/follower.h"
#include "tests/integration/peers/load.h"

namespace concordat::integration {
namespace {

constexpr const char* kReferral = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kAgreement = "agreements/isa-2026-014.yaml";

// The NHS number of an example record's patient.
std::string number_of(const char* record) {
  constexpr std::string_view kBefore = "https://fhir.nhs.uk/Id/nhs-number\"";
  const std::string text = read_file(source_file(record));
  const std::size_t value = text.find("\"value\"", text.find(kBefore));
  const std::size_t digits = text.find_first_of("0123456789", value);
  return text.substr(digits, 10);
}

class PolicyWatch : public testing::Test {
 protected:
  // The log's line about the load after the first `seen`, once it is there.
  boost::json::object next_load(std::size_t seen) {
    const auto lines = gateway_.log("policy-load", seen + 1);
    return lines.size() > seen ? lines[seen] : boost::json::object{};
  }
  std::size_t loads() { return gateway_.log("policy-load").size(); }
  int send() { return gateway_.send({source_file(kReferral)}).exit_code; }
  std::string policy_in_force() { return text_of(gateway_.control(R"({"command":"status"})"), "policy"); }
  std::string tool(std::vector<std::string> arguments) {
    const Finished done = gateway_.tool(std::move(arguments));
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    return done.out;
  }
  // An officer of the agency with a key of their own; the key's file.
  std::string make_officer(const std::string& agency) {
    const std::string key = gateway_.outside(agency + ".key");
    const auto made = json_lines(tool({"policy", "key", key, "--json"})).at(0);
    const std::string file = gateway_.file("agencies/" + agency + ".yaml");
    std::string text = read_file(file);
    const std::size_t officers = text.find("officers:");
    if (officers == std::string::npos) throw std::runtime_error("the example agency has no officers");
    text.insert(text.find('\n', officers) + 1, "  - {name: A Test Officer, key: \"" + text_of(made, "key") + "\"}\n");
    write_file(file, text);
    return key;
  }

  Gateway gateway_;
};

TEST_F(PolicyWatch, WhatIsSavedIsInForceAMomentLater) {
  gateway_.start();
  ASSERT_EQ(send(), 0);
  const std::size_t seen = loads();
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: suspended");
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  EXPECT_EQ(send(), 3);
  const std::size_t seen_again = loads();
  replace_in_file(gateway_.file(kAgreement), "status: suspended", "status: active");
  EXPECT_EQ(text_of(next_load(seen_again), "event.outcome"), "success");
  EXPECT_EQ(send(), 0);
}

TEST_F(PolicyWatch, ABrokenFileIsRefusedAndTheOldSetStays) {
  gateway_.start();
  const std::string before = policy_in_force();
  const std::string good = read_file(gateway_.file(kAgreement));
  std::size_t seen = loads();
  write_file(gateway_.file(kAgreement), good + "withold: [person.name]\n");
  const auto refused = next_load(seen);
  EXPECT_EQ(text_of(refused, "event.outcome"), "failure");
  EXPECT_NE(text_of(refused, "event.reason").find("isa-2026-014.yaml"), std::string::npos);
  EXPECT_NE(text_of(refused, "event.reason").find("unknown key \"withold\""), std::string::npos);
  EXPECT_EQ(policy_in_force(), before);
  EXPECT_EQ(send(), 0);
  seen = loads();
  write_file(gateway_.file(kAgreement), good + "\n# mended\n");
  EXPECT_TRUE(gateway_.logged({"policy-load", "success"}));
  EXPECT_EQ(policy_in_force(), before);
}

TEST_F(PolicyWatch, UnderLoadEverySetIsWholeAndNothingIsLost) {
  gateway_.start();
  Load load(gateway_);
  Follower follower(gateway_.client("eastshire-council"));
  const std::string changes[][2] = {{"retain_days: 2920", "retain_days: 2919"},
                                    {"retain_days: 2919", "retain_days: 2918"},
                                    {"    - gp.*\n", ""},
                                    {"retain_days: 2918", "retain_days: 2917"},
                                    {"    - carer.*\n", ""},
                                    {"retain_days: 2917", "retain_days: 2916"}};
  for (const auto& [from, to] : changes) {
    load.keep_up();
    const std::size_t seen = loads();
    replace_in_file(gateway_.file(kAgreement), from, to);
    EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  }
  const std::set<std::string> accepted = load.finish();
  EXPECT_EQ(load.faults(), "");
  EXPECT_GT(accepted.size(), 100u) << "too little load to mean anything";
  EXPECT_TRUE(follower.wait_for(accepted, in(std::chrono::seconds(60))).empty());
  follower.stop();
  EXPECT_EQ(follower.broken_promises(), "");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(PolicyWatch, AListThatChangesCountsAtOnce) {
  const std::string list = gateway_.file("lists/objections.txt");
  write_file(gateway_.file("lists/objections.yaml"), "list: objections\nmeaning: objected\nnumbers: objections.txt\n");
  write_file(list, "as-of: 2026-01-01T00:00:00Z\n");
  gateway_.start();
  ASSERT_EQ(send(), 0);
  const std::size_t seen = loads();
  // The example's patient, as the register would have it.
  write_file(list, "as-of: 2026-01-02T00:00:00Z\n999 000 0018   # nobody's\n" + number_of(kReferral) + "\n");
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  const Finished sent = gateway_.send({source_file(kReferral)});
  EXPECT_EQ(sent.exit_code, 3);
  EXPECT_NE(sent.out.find("has objected"), std::string::npos) << sent.out;
}

TEST_F(PolicyWatch, AnObjectionIsHeardAlsoWhileAMistakeElsewhereIsNotMended) {
  const std::string list = gateway_.file("lists/objections.txt");
  write_file(gateway_.file("lists/objections.yaml"), "list: objections\nmeaning: objected\nnumbers: objections.txt\n");
  write_file(list, "as-of: 2026-01-01T00:00:00Z\n");
  gateway_.start();
  std::size_t seen = loads();
  write_file(gateway_.file("routes.yaml"), "roads: {}\n");
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "failure");
  EXPECT_EQ(send(), 0);
  seen = loads();
  write_file(list, "as-of: 2026-01-02T00:00:00Z\n" + number_of(kReferral) + "\n");
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "failure");
  EXPECT_EQ(text_of(next_load(seen + 1), "event.outcome"), "success");
  EXPECT_EQ(send(), 3);
}

TEST_F(PolicyWatch, WithSignaturesRequiredNothingFlowsUntilAllHaveSigned) {
  replace_in_file(gateway_.file("gateway.yaml"), "signatures: not-required", "signatures: required");
  const std::string riverside = make_officer("riverside-trust"), eastshire = make_officer("eastshire-council");
  gateway_.start();
  Finished sent = gateway_.send({source_file(kReferral)});
  EXPECT_EQ(sent.exit_code, 3);
  EXPECT_NE(sent.out.find("waits for the signature of riverside-trust, eastshire-council"), std::string::npos)
      << sent.out;

  std::size_t seen = loads();
  tool({"policy", "sign", gateway_.file(kAgreement), "--key", riverside});
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  EXPECT_EQ(send(), 3);
  seen = loads();
  tool({"policy", "sign", gateway_.file(kAgreement), "--key", eastshire});
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  EXPECT_EQ(send(), 0);

  // The ledger has who signed what, once, by the key; the officer's name is in no entry.
  const auto signatures_of = [this] {
    std::vector<std::string> parties;
    for (const auto& entry : gateway_.ledger()) {
      if (text_of(entry, "event") != "signature") continue;
      parties.push_back(text_of(entry.at("detail").as_object(), "party"));
      EXPECT_EQ(boost::json::serialize(entry).find("Test Officer"), std::string::npos);
    }
    return parties;
  };
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(signatures_of(), (std::vector<std::string>{"riverside-trust", "eastshire-council"}));
  EXPECT_EQ(gateway_.stop().exit_code, 0);
  gateway_.start();
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(signatures_of().size(), 2u) << "known from before the restart";

  // Any party narrows alone, at once; and suspends.
  seen = loads();
  replace_in_file(gateway_.file(kAgreement), "status: active", "status: suspended");
  EXPECT_EQ(text_of(next_load(seen), "event.outcome"), "success");
  EXPECT_EQ(send(), 3);
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

}  // namespace
}  // namespace concordat::integration
