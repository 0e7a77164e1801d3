// What is told about a person, to whom, and what is not even hinted at.

#include "gateway/admin/subject_commands.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "gateway/alerts/officers.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/pipeline/judge.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kOfficer = "riverside-trust/Caldicott Guardian";
constexpr const char* kPerson = "9991048278";    // of discharge-notice-1.json
constexpr const char* kStranger = "9434765919";  // of no record
constexpr const char* kWhy = "Conrad Stainforth took her from the waiting room.";

class SubjectCommandsTest : public ::testing::Test {
 protected:
  SubjectCommandsTest() {
    change(house_.files, "agreements/isa-2026-036-safeguarding-emergency.yaml", "status: draft", "status: active");
    house_.reload();
    house_.on_event = [this](const EventAnswer& answer) { commands_.on_answer(answer); };
    house_.on_erased = [this](const EraseAnswer& answer) { commands_.on_answer(answer); };
    sender_.greet();
  }
  template <typename Edit>
  RecordId share(std::uint64_t sequence, Edit edit) {
    sender_.submit(sequence, "case-" + std::to_string(sequence), edit);
    house_.run();
    const wire::Receipt receipt = sender_.take<wire::Receipt>().at(0);
    EXPECT_EQ(receipt.outcome(), wire::ACCEPTED) << receipt.detail();
    return RecordId::from_bytes(receipt.record_id()).value();
  }
  RecordId share(std::uint64_t sequence = 1) {
    return share(sequence, [](wire::Submit&) {});
  }
  RecordId share_emergency(std::uint64_t sequence) {
    return share(sequence, [](wire::Submit& submit) {
      submit.set_purpose("safeguarding-emergency");
      submit.set_justification(kWhy);
      submit.set_body(example_record("safeguarding-emergency-1.json"));
    });
  }
  std::string ask(const std::string& command, SubjectRequest request) {
    if (request.by.empty()) request.by = kOfficer;
    if (request.reason.empty()) request.reason = "request 17";
    std::string said;
    commands_.answer(command, request, [&said](std::string reply) { said = std::move(reply); });
    house_.run();
    while (!posted_.empty()) {
      const auto next = std::move(posted_.front());
      posted_.pop_front();
      next();
    }
    return said;
  }
  std::string look_up(const std::string& person, bool whole = false) {
    return ask("subject", {.identifiers = {person}, .whole = whole});
  }
  // Without the request's own id and index, which are new each time, and the other look-ups' numbers.
  static std::string entries_of(const std::string& answer) {
    const std::size_t at = answer.find("\"entries\":");
    return at == std::string::npos ? answer : answer.substr(at);
  }
  static std::string identifier_of(const char* record) {
    const std::string text = example_record(record);
    for (std::size_t at = text.find('9'); at != std::string::npos; at = text.find('9', at + 1)) {
      const std::string ten = text.substr(at, 10);
      if (ten.size() == 10 && std::all_of(ten.begin(), ten.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return ten;
    }
    throw std::runtime_error("no NHS number in the record");
  }

  void post(std::function<void()> then) {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(then));
    is_posted_.notify_one();
  }

  Gatehouse house_;
  Counter sender_{house_, "riverside-trust"};
  ErasureList erasures_{house_.folder.path() / "erasure-list"};
  std::deque<std::function<void()>> posted_;
  std::mutex mutex_;
  std::condition_variable is_posted_;
  SubjectCommands commands_{
      {.store = house_.store,
       .keys = *house_.keys,
       .vault_key = house_.ledger_keys->vault,
       .committer = *house_.committer,
       .clock = house_.clock,
       .log = house_.events(),
       .erasures = erasures_,
       .officer_key = [this](auto name) { return officer_key(house_.policy.get()->policy(), name); },
       .held_from_subject = [this](auto purpose) { return house_.policy.get()->policy().held_from_subject(purpose); },
       .mint = [this] { return mint_record_id(house_.clock); },
       .post = [this](auto then) { post(std::move(then)); },
       .thread = 0}};
};

TEST_F(SubjectCommandsTest, ALookUpTellsOfTheirRecordsAndIsItselfInTheLedgerUnderTheirTag) {
  const RecordId record = share();
  EXPECT_THAT(look_up("999 104 8278"), AllOf(HasSubstr(record.str()), HasSubstr(R"("identifier":"9991048278")"),
                                             HasSubstr(R"("senders_id":"case-1")"), HasSubstr(R"("held":")")));
  EXPECT_THAT(house_.ledger(), AllOf(HasSubstr(R"("event":"subject-access")"), Not(HasSubstr(kPerson)),
                                     Not(HasSubstr("request 17")), Not(HasSubstr("Caldicott"))));
  EXPECT_THAT(look_up(kPerson),
              AllOf(HasSubstr(R"("by":"riverside-trust/Caldicott Guardian")"), HasSubstr("request 17")))
      << "the person is told of the first look-up";
  EXPECT_THAT(house_.end_log(),
              AllOf(HasSubstr("subject-access"), Not(HasSubstr(kPerson)), Not(HasSubstr("request 17"))));
}

TEST_F(SubjectCommandsTest, WhoDoesNotSayWhoTheyAreAndWhyIsToldNothing) {
  (void)share();
  const std::uint64_t size = house_.log->size();
  EXPECT_THAT(ask("subject", {.identifiers = {kPerson}, .by = "riverside-trust/Nobody"}), HasSubstr("not-found"));
  EXPECT_THAT(ask("subject", {.identifiers = {kPerson}, .by = "Caldicott Guardian"}), HasSubstr("several agencies"));
  EXPECT_THAT(ask("subject", {.identifiers = {kPerson}, .reason = std::string(1001, 'x')}), HasSubstr("usage"));
  EXPECT_THAT(ask("subject", {.identifiers = {""}}), HasSubstr("usage"));
  EXPECT_THAT(ask("subject", {.identifiers = {}}), HasSubstr("usage"));
  EXPECT_EQ(house_.log->size(), size);
}

TEST_F(SubjectCommandsTest, WhatIsHeldBackIsNotHintedAtUntilAnOfficerReleasesIt) {
  const std::string held = identifier_of("safeguarding-emergency-1.json");
  const RecordId record = share_emergency(1);
  const auto plain = [](std::string answer, const std::string& number) {
    for (std::size_t at; (at = answer.find(number)) != std::string::npos;) answer.replace(at, number.size(), "PERSON");
    return answer;
  };
  // Of somebody of whom nothing is known the gateway says the same, the first time and the second.
  EXPECT_EQ(entries_of(look_up(held)), R"("entries":[]})");
  EXPECT_EQ(entries_of(look_up(kStranger)), R"("entries":[]})");
  const std::string again = entries_of(look_up(held)), of_stranger = entries_of(look_up(kStranger));
  EXPECT_EQ(plain(again, held).size(), plain(of_stranger, kStranger).size()) << again << of_stranger;
  EXPECT_THAT(again, Not(HasSubstr(record.str())));

  EXPECT_THAT(look_up(held, true), AllOf(HasSubstr(record.str()), HasSubstr(R"("held_back":true)"), HasSubstr("keys")))
      << "an auditor sees it";
  EXPECT_THAT(ask("subject", {.identifiers = {held}, .reason = "the safeguarding referral", .whole = true}),
              HasSubstr(record.str()));
  EXPECT_THAT(look_up(held), Not(HasSubstr("the safeguarding referral"))) << "nor does an auditor's reason hint at it";
  EXPECT_THAT(ask("subject-release", {.identifiers = {kStranger}, .record = record.str()}), HasSubstr("not-found"));
  EXPECT_THAT(ask("subject-release", {.identifiers = {held}, .record = record.str()}), HasSubstr(R"("ok":true)"));
  EXPECT_THAT(look_up(held), AllOf(HasSubstr(record.str()), HasSubstr("Conrad Stainforth")));
  EXPECT_THAT(ask("subject-release", {.identifiers = {held}, .record = record.str()}), HasSubstr("conflict"));
  EXPECT_THAT(house_.ledger(), HasSubstr(R"("event":"subject-release")"));
}

TEST_F(SubjectCommandsTest, APurposeThatIsHeldBackSinceIsHeldBackToo) {
  const RecordId record = share();
  EXPECT_THAT(look_up(kPerson), HasSubstr(record.str()));
  change(house_.files, "purposes.yaml", "    label: Direct care\n",
         "    label: Direct care\n    held_from_subject: true\n");
  house_.reload();
  EXPECT_THAT(look_up(kPerson), Not(HasSubstr(record.str())));
}

TEST_F(SubjectCommandsTest, ARecordAboutTwoPeopleTellsNeitherOfTheOther) {
  std::string body = example_record("discharge-notice-1.json");
  const std::size_t at = body.find(kPerson);
  ASSERT_NE(at, std::string::npos);
  // The vocabulary's plain JSON has one number for the person; a list of two is two people.
  body.replace(at - 1, std::string(kPerson).size() + 2, R"(["9991048278","9434765919"])");
  const RecordId record = share(1, [&](wire::Submit& submit) { submit.set_body(body); });
  for (const auto& [own, other] : {std::pair(kPerson, kStranger), std::pair(kStranger, kPerson)}) {
    EXPECT_THAT(look_up(own), AllOf(HasSubstr(record.str()), HasSubstr(own), HasSubstr(R"("persons":2)"),
                                    Not(HasSubstr(other)), Not(HasSubstr("senders_id"))));
  }
}

TEST_F(SubjectCommandsTest, AMergedNumberLeadsToTheSamePersonUntilItIsParted) {
  const RecordId record = share();
  EXPECT_THAT(look_up(kStranger), Not(HasSubstr(record.str())));
  EXPECT_THAT(ask("subject-link", {.identifiers = {kStranger, kPerson}}), HasSubstr(R"("ok":true)"));
  EXPECT_THAT(look_up(kStranger), HasSubstr(record.str()));
  EXPECT_THAT(ask("subject-link", {.identifiers = {kStranger, "9000000009"}}), HasSubstr(R"("ok":true)"));
  EXPECT_THAT(look_up("9000000009"), HasSubstr(record.str())) << "linked through the other";
  EXPECT_THAT(ask("subject-unlink", {.identifiers = {kStranger}}), HasSubstr(R"("ok":true)"));
  EXPECT_THAT(look_up(kStranger), Not(HasSubstr(record.str())));
  EXPECT_THAT(look_up("9000000009"), HasSubstr(record.str()));
  EXPECT_THAT(ask("subject-unlink", {.identifiers = {kStranger}}), HasSubstr("not-found"));
}

TEST_F(SubjectCommandsTest, AnErasureListThatCannotBeWrittenErasesNothingAndTheGatewayGoesOn) {
  const RecordId record = share();
  std::filesystem::create_directory(erasures_.path());  // in the file's place
  SubjectRequest request{.identifiers = {kPerson}, .discard = true};
  EXPECT_THAT(ask("subject-erase", request), AllOf(HasSubstr(R"("ok":false)"), HasSubstr("erasure_list")));
  EXPECT_THAT(look_up(kPerson), HasSubstr(record.str()));
  EXPECT_EQ(house_.store.queued("eastshire-council").value().size(), 1u) << "what waited still waits";
  (void)share(2);
}

TEST_F(SubjectCommandsTest, OneErasureAtATime) {
  (void)share();
  SubjectRequest request{.identifiers = {kPerson}, .by = kOfficer, .reason = "request 18"};
  std::string first, second;
  commands_.answer("subject-erase", request, [&first](std::string reply) { first = std::move(reply); });
  commands_.answer("subject-erase", request, [&second](std::string reply) { second = std::move(reply); });
  EXPECT_THAT(second, AllOf(HasSubstr("conflict"), HasSubstr("ask again")));
  house_.run();
  EXPECT_THAT(first, HasSubstr("--discard-waiting"));
}

TEST_F(SubjectCommandsTest, ErasingDestroysAllThatIsKeptAndTheSendersIdMayComeAgain) {
  (void)share();
  EXPECT_THAT(ask("subject-erase", {.identifiers = {kPerson}}),
              AllOf(HasSubstr("conflict"), HasSubstr("--discard-waiting")));
  std::string said;
  SubjectRequest request{.identifiers = {kPerson}, .by = kOfficer, .reason = "request 18", .discard = true};
  commands_.answer("subject-erase", request, [&said](std::string reply) { said = std::move(reply); });
  house_.run();
  EXPECT_EQ(said, "") << "nothing is said before the store is scrubbed";
  std::function<void()> scrubbed;
  {
    std::unique_lock lock(mutex_);
    is_posted_.wait(lock, [this] { return !posted_.empty(); });
    scrubbed = std::move(posted_.front());
    posted_.pop_front();
  }
  EXPECT_TRUE(house_.store.value(kScrubPending).value().has_value());
  scrubbed();
  house_.run();
  EXPECT_THAT(said, AllOf(HasSubstr(R"("ok":true)"), HasSubstr(R"("records":1)")));
  EXPECT_FALSE(house_.store.value(kScrubPending).value().has_value());
  EXPECT_TRUE(house_.store.vault_rows({}, {}, 10).value().empty());
  EXPECT_EQ(erasures_.read().value().size(), 1u);
  EXPECT_THAT(house_.ledger(),
              AllOf(HasSubstr(R"("event":"erase")"), HasSubstr(R"("reason":"erased")"), Not(HasSubstr(kPerson))));
  (void)share();
  EXPECT_THAT(ask("subject-erase", {.identifiers = {kStranger}}), HasSubstr("not-found"));
}

}  // namespace
}  // namespace concordat::gateway
