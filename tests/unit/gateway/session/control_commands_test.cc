#include "gateway/admin/control_commands.h"

#include <gmock/gmock.h>

#include "gateway/ledger/log_keys.h"
#include "protocol/json/tape.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using protocol::json::Kind;
using protocol::json::Tape;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kCouncil = "eastshire-council";

class ControlCommandsTest : public ::testing::Test {
 protected:
  ControlCommandsTest() {
    sender_.greet();
    house_.on_event = [this](const EventAnswer& answer) { commands_.on_answer(answer); };
  }

  std::string queue() {
    ++queued_;
    sender_.submit(queued_, "id-" + std::to_string(queued_));
    house_.run();
    return RecordId::from_bytes(sender_.take<wire::Receipt>().at(0).record_id())->str();
  }
  void set_aside(std::uint64_t sequence) {
    house_.outbox.emplace_back(
        SettleRequest{{}, kCouncil, {sequence}, SettleOutcome::kDeadLetter, "unacknowledged", {}});
    house_.run();
  }
  // The answer's member by a path of keys; a list's first element is the key "0".
  std::string member(const std::string& answer, std::initializer_list<std::string_view> path) {
    Tape tape;
    if (auto parsed = tape.parse(answer, {}); !parsed) {
      ADD_FAILURE() << parsed.error().detail << ": " << answer;
      return {};
    }
    std::uint32_t at = 0;
    for (const std::string_view key : path) {
      at = key == "0" ? (tape[at].next > at + 1 ? at + 1 : 0) : tape.member(at, key);
      if (at == 0) return {};
    }
    std::string scratch;
    return std::string(tape[at].kind == Kind::kString ? tape.decoded(at, scratch) : tape.raw(at));
  }
  std::string answer(std::string_view request) {
    std::string said;
    commands_.answer(request, [&said](std::string reply) { said = std::move(reply); });
    return said;
  }
  std::string ask(const std::string& command, const std::string& recipient = {}, const std::string& record = {}) {
    return answer(R"({"command":")" + command + R"(","recipient":")" + recipient + R"(","record":")" + record + "\"}");
  }
  void expect_failure(const std::string& answer, Code code) {
    EXPECT_EQ(member(answer, {"ok"}), "false") << answer;
    EXPECT_EQ(member(answer, {"error"}), info(code).name) << answer;
    EXPECT_NE(member(answer, {"detail"}), "") << answer;
  }

  Gatehouse house_;
  Counter sender_{house_, "riverside-trust"};
  std::uint64_t queued_ = 0;
  Result<void> reloaded_;
  std::vector<std::string> announced_;
  ErasureList erasures_{house_.folder.path() / "erasure-list"};
  OpenAlerts alerts_{house_.store, *house_.keys};
  ControlCommands commands_{{.store = house_.store,
                             .committer = *house_.committer,
                             .ledger = *house_.log,
                             .health = house_.health,
                             .policy_hash_hex = [this] { return house_.policy.get()->hash_hex(); },
                             .reload = [this] { return reloaded_; },
                             .announce = [this](const std::string& name) { announced_.push_back(name); },
                             .alerts = {alerts_, *house_.committer, house_.events(), {}},
                             .keys = {house_.keys->pseudonyms(), house_.events(), [](auto, auto) {},
                                      [](std::string_view name) { return name == kCouncil; }},
                             .subjects = {.store = house_.store,
                                          .keys = *house_.keys,
                                          .vault_key = house_.ledger_keys->vault,
                                          .committer = *house_.committer,
                                          .clock = house_.clock,
                                          .log = house_.events(),
                                          .erasures = erasures_},
                             .prune = {.store = house_.store,
                                       .ledger = *house_.log,
                                       .committer = *house_.committer,
                                       .clock = house_.clock,
                                       .log = house_.events()},
                             .witnessed = [] { return std::string("null"); }}};
};

TEST_F(ControlCommandsTest, TellsHowTheGatewayIs) {
  (void)queue();
  std::string answer = ask("status");
  EXPECT_EQ(member(answer, {"ok"}), "true");
  EXPECT_EQ(member(answer, {"ready"}), "true");
  EXPECT_EQ(member(answer, {"policy"}), house_.policy.get()->hash_hex());
  EXPECT_EQ(member(answer, {"ledger_size"}), std::to_string(house_.log->size()));
  EXPECT_EQ(member(answer, {"open_alerts"}), "0");
  EXPECT_EQ(member(answer, {"waiting", kCouncil, "records"}), "1");
  EXPECT_EQ(member(answer, {"waiting", kCouncil, "oldest_unix_ms"}), std::to_string(house_.clock.unix_ms()));
  ASSERT_TRUE(house_.health.set("disk", "the \"disk\" is full"));
  answer = ask("status");
  EXPECT_EQ(member(answer, {"ready"}), "false");
  EXPECT_EQ(member(answer, {"faults", "0"}), "disk: the \"disk\" is full");
}

TEST_F(ControlCommandsTest, TellsWhatWaitsForWhom) {
  EXPECT_EQ(ask("queues"), R"({"ok":true,"queues":{}})");
  const std::string first = queue();
  const std::string second = queue();
  EXPECT_EQ(ask("queues"), R"({"ok":true,"queues":{"eastshire-council":[")" + first + "\",\"" + second + "\"]}}");
}

TEST_F(ControlCommandsTest, ListsDeadLettersAsTheToolReadsThem) {
  EXPECT_EQ(ask("dead-letters"), R"({"ok":true,"dead_letters":[]})");
  Counter recipient(house_, kCouncil);
  recipient.greet();
  recipient.credit(1);
  const std::string record = queue();
  (void)queue();
  set_aside(1);
  const std::string answer = ask("dead-letters");
  EXPECT_EQ(answer, R"({"ok":true,"dead_letters":[{"recipient":"eastshire-council","record":")" + record +
                        R"(","attempts":1,"accepted":"2027-01-15T08:00:00Z"}]})");
}

TEST_F(ControlCommandsTest, RevivesADeadLetterAndTellsItsRecipient) {
  const std::string record = queue();
  set_aside(1);
  EXPECT_EQ(ask("revive", kCouncil, record), R"({"ok":true})");
  EXPECT_THAT(announced_, ElementsAre(kCouncil));
  EXPECT_EQ(house_.store.waiting().at(kCouncil).dead_letters, 0U);
  expect_failure(ask("revive", kCouncil, record), Code::kConflict);
}

TEST_F(ControlCommandsTest, DiscardsAndTheLedgerSaysSo) {
  const std::string record = queue();
  set_aside(1);
  EXPECT_EQ(ask("discard", kCouncil, record), R"({"ok":true})");
  house_.run();
  EXPECT_EQ(house_.store.waiting().at(kCouncil).records, 0U);
  EXPECT_THAT(house_.ledger(), HasSubstr("\"discarded\""));
  EXPECT_THAT(house_.ledger(), HasSubstr("\"operator\""));
  expect_failure(ask("discard", kCouncil, record), Code::kNotFound);
}

TEST_F(ControlCommandsTest, KnowsOnlyWhatWaits) {
  const std::string record = queue();
  expect_failure(ask("discard", "westmoor-trust", record), Code::kNotFound);
  expect_failure(ask("discard", kCouncil, record_number(9).str()), Code::kNotFound);
  expect_failure(ask("revive", kCouncil, record_number(9).str()), Code::kNotFound);
  EXPECT_EQ(house_.store.waiting().at(kCouncil).records, 1U);
}

TEST_F(ControlCommandsTest, ReloadsAndSaysWhyNot) {
  EXPECT_EQ(ask("reload"), R"({"ok":true})");
  reloaded_ = fail(Code::kPolicyInvalid, "agreements/isa-2026-014.yaml:9:1: error: \"recipient\"");
  const std::string answer = ask("reload");
  expect_failure(answer, Code::kPolicyInvalid);
  EXPECT_EQ(member(answer, {"detail"}), "agreements/isa-2026-014.yaml:9:1: error: \"recipient\"");
}

TEST_F(ControlCommandsTest, RotatesAPseudonymKeyAndLinksItsGenerations) {
  EXPECT_EQ(ask("keys"), R"({"ok":true,"keys":[]})");
  (void)house_.keys->pseudonym(kCouncil, "asc-2026", "9434765919");
  EXPECT_EQ(member(ask("keys"), {"keys", "0", "generation"}), "1");
  EXPECT_EQ(member(answer(R"({"command":"rotate-key","key":"asc-2026","days":"30"})"), {"key", "generation"}), "2");
  const std::string linked =
      answer(R"({"command":"link","key":"asc-2026","recipient":"eastshire-council","identifiers":["943 476 5919",7]})");
  EXPECT_EQ(member(linked, {"pseudonyms", "0", "now"}),
            policy::pseudonym_text(house_.keys->pseudonym(kCouncil, "asc-2026", "9434765919")));
  EXPECT_EQ(member(answer(R"({"command":"end-overlap","key":"asc-2026"})"), {"ok"}), "true");
}

TEST_F(ControlCommandsTest, RefusesWhatIsNoRequest) {
  for (const char* request : {"", "status", "[]", "{", R"({"command":"a","command":"b"})"})
    expect_failure(answer(request), Code::kMalformed);
  for (const char* request :
       {"{}", R"({"command":7})", R"({"command":"stop"})", R"({"command":"revive"})",
        R"({"command":"discard","recipient":"x","record":"not an id"})", R"({"command":"rotate-key","key":"asc-2026"})",
        R"({"command":"acknowledge","record":"not an id","by":"Caldicott Guardian"})",
        R"({"command":"acknowledge","record":"0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13"})"}) {
    expect_failure(answer(request), Code::kUsage);
  }
}

}  // namespace
}  // namespace concordat::gateway
