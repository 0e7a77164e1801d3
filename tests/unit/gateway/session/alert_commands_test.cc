// An alert's whole life, from the emergency that raises it to the officer who has looked at it.

#include "gateway/admin/alert_commands.h"

#include <gmock/gmock.h>

#include "gateway/alerts/officers.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kOfficer = "Caldicott Guardian";
constexpr const char* kWhy = "Conrad Stainforth took her from the waiting room.";

class AlertCommandsTest : public ::testing::Test {
 protected:
  AlertCommandsTest() {
    change(house_.files, "agreements/isa-2026-036-safeguarding-emergency.yaml", "status: draft", "status: active");
    house_.reload();
    house_.on_event = [this](const EventAnswer& answer) { commands_.on_answer(answer); };
    sender_.greet();
  }
  RecordId share(std::uint64_t sequence = 1) {
    sender_.submit(sequence, "id-" + std::to_string(sequence), [](wire::Submit& submit) {
      submit.set_purpose("safeguarding-emergency");
      submit.set_justification(kWhy);
      submit.set_body(example_record("safeguarding-emergency-1.json"));
    });
    house_.run();
    const wire::Receipt receipt = sender_.take<wire::Receipt>().at(0);
    EXPECT_EQ(receipt.outcome(), wire::ACCEPTED) << receipt.detail();
    return RecordId::from_bytes(receipt.record_id()).value();
  }
  void acknowledge(const RecordId& record, std::string_view officer = kOfficer) {
    commands_.acknowledge(record, officer, [this](std::string reply) { replies_.push_back(std::move(reply)); });
  }
  std::size_t open() { return alerts_.count().value().number; }

  Gatehouse house_;
  Counter sender_{house_, "riverside-trust"};
  OpenAlerts alerts_{house_.store, *house_.keys};
  std::vector<std::string> replies_;
  AlertCommands commands_{{.alerts = alerts_,
                           .committer = *house_.committer,
                           .log = house_.events(),
                           .officer_key = [this](const Alert& alert, std::string_view officer) {
                             return officer_key(house_.policy.get()->policy(), alert, officer);
                           }}};
};

TEST_F(AlertCommandsTest, ListsWhatSomebodyHasToLookAt) {
  EXPECT_EQ(commands_.list(), R"({"ok":true,"alerts":[]})");
  const RecordId first = share(1);
  house_.clock.advance_ms(1000);
  const RecordId second = share(2);
  EXPECT_EQ(commands_.list(), R"({"ok":true,"alerts":[)" + alert_json(alerts_.find(first).value().value()) + "," +
                                  alert_json(alerts_.find(second).value().value()) + "]}");
  EXPECT_THAT(commands_.list(), HasSubstr(kWhy));
}

TEST_F(AlertCommandsTest, ARepeatRaisesNoSecondAlert) {
  (void)share(1);
  (void)share(1);
  EXPECT_EQ(open(), 1U);
}

TEST_F(AlertCommandsTest, TheNamedOfficerClosesItAndTheAnswerComesWhenThatIsDurable) {
  const RecordId record = share();
  acknowledge(record);
  EXPECT_THAT(replies_, IsEmpty());
  EXPECT_EQ(open(), 1U);
  const std::uint64_t index = house_.log->size();
  house_.run();
  EXPECT_THAT(replies_, ElementsAre(R"({"ok":true,"ledger_index":)" + std::to_string(index) + "}"));
  EXPECT_EQ(open(), 0U);
  const std::string entry = house_.store.entries(index, 1).value().at(0);
  EXPECT_THAT(entry, AllOf(HasSubstr(R"("event":"alert-acknowledged")"),
                           HasSubstr(R"("detail":{"officer":"a44a2a2901529e5c","record":")" + record.str() + "\"}"),
                           HasSubstr(R"("ISA-2026-036":2)"), Not(HasSubstr("Caldicott"))));
}

TEST_F(AlertCommandsTest, AStrangerClosesNothing) {
  const RecordId record = share();
  acknowledge(record, "Information Asset Owner");
  ASSERT_EQ(replies_.size(), 1U);
  EXPECT_THAT(replies_[0], AllOf(HasSubstr(R"("error":"forbidden")"), HasSubstr("it names Caldicott Guardian")));
  house_.run();
  EXPECT_EQ(open(), 1U);
  EXPECT_THAT(house_.ledger(), Not(HasSubstr("alert-acknowledged")));
}

TEST_F(AlertCommandsTest, WhatIsNotOpenCannotBeAcknowledged) {
  const RecordId record = share();
  acknowledge(record_number(9));
  acknowledge(record);
  acknowledge(record);
  house_.run();
  acknowledge(record);
  ASSERT_EQ(replies_.size(), 4U);
  EXPECT_THAT(replies_[0], HasSubstr(R"("error":"not-found")"));
  EXPECT_THAT(replies_[1], HasSubstr(R"("error":"conflict")"));
  EXPECT_THAT(replies_[2], HasSubstr(R"("ok":true)"));
  EXPECT_THAT(replies_[3], HasSubstr(R"("error":"not-found")"));
  const std::string ledger = house_.ledger();
  EXPECT_EQ(ledger.find("alert-acknowledged"), ledger.rfind("alert-acknowledged"));
}

TEST_F(AlertCommandsTest, TheLogSaysWhatWasDoneAndNamesNobodyAndNoReason) {
  const RecordId record = share();
  (void)commands_.list();
  acknowledge(record, "Doctor Lorcan Beaumont");
  acknowledge(record);
  house_.run();
  const std::string log = house_.end_log();
  EXPECT_THAT(log, AllOf(HasSubstr("break-glass"), HasSubstr("alerts-shown"), HasSubstr("alert-acknowledged"),
                         HasSubstr("officer's key a44a2a2901529e5c")));
  EXPECT_THAT(log, AllOf(Not(HasSubstr("Stainforth")), Not(HasSubstr("Beaumont")), Not(HasSubstr("Caldicott"))));
  EXPECT_THAT(house_.ledger(), Not(HasSubstr("Stainforth")));
}

}  // namespace
}  // namespace concordat::gateway
