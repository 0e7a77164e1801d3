// The main job: what arrives is what the agreement allows, leaf by leaf, and every step of the way can be checked.

#include <gtest/gtest.h>

#include <set>

#include "tests/integration/disclosure/oracle.h"
#include "tests/integration/disclosure/policy_of.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

using boost::json::object;

struct Sample {
  std::string name;
  std::string kind;
  policy::Format format = policy::Format::kFhir;
  bool published = false;

  [[nodiscard]] std::string path() const {
    return published ? shared_data() + "/fhir-bars/" + name : source_file("deploy/examples/records/" + name);
  }
};

void PrintTo(const Sample& sample, std::ostream* out) {
  *out << sample.name;
}

const std::vector<Sample> kSamples = {
    {"booking-request.json", "booking", policy::Format::kFhir, true},
    {"validation-request.json", "referral", policy::Format::kFhir, true},
    {"validation-response.json", "referral-response", policy::Format::kFhir, true},
    {"discharge-referral-1.json", "referral"},
    {"discharge-referral-2.json", "referral"},
    {"bench-referral.json", "referral"},
    {"discharge-notice-1.json", "discharge-notice", policy::Format::kJson},
};

std::set<std::string> as_set(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

// Items of a manifest that were withheld although the plan would have let them through.
std::set<std::string> altered_in(const object& manifest) {
  std::set<std::string> names;
  for (const auto& item : manifest.at("items").as_array()) {
    const auto* reason = item.as_object().if_contains("reason");
    if (reason != nullptr && *reason == "could-not-be-changed-safely") names.insert(text_of(item.as_object(), "item"));
  }
  return names;
}

std::set<std::string> items_in(const object& manifest, std::string_view outcome) {
  std::set<std::string> names;
  for (const auto& item : manifest.at("items").as_array()) {
    if (text_of(item.as_object(), "outcome") == outcome) names.insert(text_of(item.as_object(), "item"));
  }
  return names;
}

std::set<std::string> without(std::set<std::string> names, const std::set<std::string>& less) {
  for (const std::string& name : less) names.erase(name);
  return names;
}

class MainJob : public testing::TestWithParam<Sample> {
 protected:
  void SetUp() override {
    if (GetParam().published && shared_data().empty())
      GTEST_SKIP() << "the published bundles (../shared/data) are not beside this checkout";
    gateway_.start();
  }
  Gateway gateway_;
};

INSTANTIATE_TEST_SUITE_P(Records, MainJob, testing::ValuesIn(kSamples), [](const auto& of) {
  std::string name = of.param.name.substr(0, of.param.name.find('.'));
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST_P(MainJob, DeliversExactlyWhatTheAgreementAllows) {
  const auto policy = policy_of(gateway_.config());
  const auto plan = plan_of(*policy, GetParam().kind);
  const Oracle oracle(*policy, GetParam().format, *plan);
  const std::string record = read_file(GetParam().path());

  const Finished sent = gateway_.send({GetParam().path()});
  ASSERT_EQ(sent.exit_code, 0) << sent.out << sent.err;
  const object receipt = json_lines(sent.out).at(0);
  ASSERT_EQ(text_of(receipt, "outcome"), "accepted");
  const std::string id = text_of(receipt, "record_id");
  EXPECT_EQ(gateway_.state_of(id), "waiting");

  const std::string folder = gateway_.outside("received");
  const Finished received = gateway_.receive(folder);
  ASSERT_EQ(received.exit_code, 0) << received.err;
  const object line = json_lines(received.out).at(0);
  EXPECT_EQ(text_of(line, "record_id"), id);
  EXPECT_EQ(text_of(line, "sender"), "riverside-trust");
  EXPECT_EQ(text_of(line, "kind"), GetParam().kind);
  EXPECT_EQ(text_of(line, "purpose"), "direct-care");
  EXPECT_FALSE(line.at("redelivered").as_bool());
  EXPECT_EQ(gateway_.state_of(id), "delivered");

  const object manifest = json_lines(read_file(folder + "/" + id + ".manifest.json")).at(0);
  const auto altered = altered_in(manifest);
  for (const std::string& fault : oracle.faults(record, read_file(folder + "/" + id + ".json"), altered))
    ADD_FAILURE() << fault;

  // The receipt, and the recipient's manifest, list what was done.
  const ItemNames expected = oracle.items(record);
  const object& recipient = receipt.at("recipients").as_array().at(0).as_object();
  EXPECT_EQ(text_of(recipient, "agency"), "eastshire-council");
  EXPECT_EQ(text_of(recipient, "decision"), "permit");
  EXPECT_EQ(as_set(texts_of(recipient, "released")), without(expected.released, altered));
  EXPECT_EQ(as_set(texts_of(recipient, "changed")), without(expected.changed, altered));
  auto withheld = expected.withheld;
  withheld.insert(altered.begin(), altered.end());
  EXPECT_EQ(as_set(texts_of(recipient, "withheld")), withheld);
  EXPECT_EQ(items_in(manifest, "released"), without(expected.released, altered));
  EXPECT_EQ(items_in(manifest, "changed"), without(expected.changed, altered));
  for (const policy::Item& item : policy->vocabulary().items) {
    const auto index = *policy->vocabulary().item(item.id.str());
    if (item.sensitive && plan->items[index].action.kind == policy::ActionKind::kWithhold)
      withheld.insert(item.id.str());
  }
  EXPECT_EQ(items_in(manifest, "withheld"), withheld) << "sensitive items are listed, there or not";
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

class OneGateway : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }
  Gateway gateway_;
};

TEST_F(OneGateway, RefusesARecordThatNoAgreementPermitsAndSaysWhy) {
  const Finished sent = gateway_.send({source_file("deploy/examples/records/refused-outcome-report.json")});
  EXPECT_EQ(sent.exit_code, 3);
  const object receipt = json_lines(sent.out).at(0);
  EXPECT_EQ(text_of(receipt, "outcome"), "refused");
  const object& recipient = receipt.at("recipients").as_array().at(0).as_object();
  EXPECT_EQ(text_of(recipient, "decision"), "deny");
  const auto reasons = texts_of(recipient, "reasons");
  ASSERT_FALSE(reasons.empty());
  EXPECT_NE(reasons[0].find("ISA-2026-0"), std::string::npos) << reasons[0];
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "") << "nothing of it waits for anybody";
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(OneGateway, AnswersARecipientWithoutASharedAgreementExactlyAsAnUnknownOne) {
  const std::string record = source_file("deploy/examples/records/bench-referral.json");
  const auto answer_for = [&](const std::string& recipient) {
    const Finished sent = gateway_.send({"--to", recipient, "--id", "same-" + recipient, record});
    EXPECT_EQ(sent.exit_code, 3) << sent.out << sent.err;
    object receipt = json_lines(sent.out).at(0);
    for (const char* own : {"record_id", "ledger_index", "id", "input_salt"}) receipt.erase(own);
    std::string text = boost::json::serialize(receipt);
    for (std::size_t at = text.find(recipient); at != std::string::npos; at = text.find(recipient))
      text.replace(at, recipient.size(), "NAME");
    return text;
  };
  EXPECT_EQ(answer_for("westmoor-trust"), answer_for("no-such-agency"));
}

TEST_F(OneGateway, GivesAProofThatTheLedgerToolChecks) {
  const std::string proofs = gateway_.outside("proofs");
  const Finished sent =
      gateway_.send({"--proof", proofs, source_file("deploy/examples/records/discharge-referral-1.json")});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  std::string proof;
  std::string entry;
  for (const std::string& path : files_under(proofs)) (path.ends_with(".tlog-proof") ? proof : entry) = path;
  ASSERT_FALSE(proof.empty() || entry.empty());
  const std::string key = lines_of(read_file(gateway_.file("ledger.vkey"))).at(0);
  const Finished checked = gateway_.tool({"ledger", "check", proof, "--entry", entry, "--key", key});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  write_file(entry, read_file(entry) + " ");
  EXPECT_NE(gateway_.tool({"ledger", "check", proof, "--entry", entry, "--key", key}).exit_code, 0) << "another entry";
}

TEST_F(OneGateway, TellsOnlyTheSenderWhereARecordIs) {
  const Finished sent =
      gateway_.send({"--id", "my-own-id", source_file("deploy/examples/records/bench-referral.json")});
  const std::string id = text_of(json_lines(sent.out).at(0), "record_id");
  EXPECT_EQ(gateway_.state_of("my-own-id"), "waiting") << "asked by the sender's own id";
  EXPECT_EQ(gateway_.state_of(id), "waiting");
  const auto asked_by = [&](const std::string& agency, const std::string& what) {
    return gateway_.tool({"status", "--client", gateway_.client(agency), what});
  };
  const Finished strange = asked_by("westmoor-trust", "00000000-0000-7000-8000-000000000000");
  for (const std::string& what : {id, std::string("my-own-id")}) {
    EXPECT_EQ(asked_by("westmoor-trust", what).err, strange.err) << "as if there were no such record";
    EXPECT_NE(asked_by("westmoor-trust", what).exit_code, 0);
  }
}

}  // namespace
}  // namespace concordat::integration
