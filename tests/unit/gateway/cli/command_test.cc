// The built program, run as people run it: exit statuses, what it says where, and what it leaves alone.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>

#include "protocol/json/tape.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

class CommandTest : public testing::Test {
 protected:
  Ran run(const std::string& words) {
    const std::string err = folder_.file("stderr");
    const std::string command = std::string(CONCORDAT_BINARY) + " " + words + " 2>" + err + " </dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    Ran ran;
    char block[4096];
    for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) ran.out.append(block, n);
    const int status = ::pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    ran.err = ScratchFolder::read(err);
    return ran;
  }
  // A configuration whose port nobody listens on.
  std::string demo() {
    const std::string dir = folder_.file("demo");
    EXPECT_EQ(run("init " + dir + " --port 1").status, 0);
    return dir;
  }
  ScratchFolder folder_;
};

TEST_F(CommandTest, EveryCommandHasHelpWithExamples) {
  for (const char* command : {"",
                              "init",
                              "send",
                              "receive",
                              "status",
                              "bench",
                              "policy",
                              "policy check",
                              "policy explain",
                              "policy fmt",
                              "dead-letter",
                              "dead-letter list",
                              "dead-letter retry",
                              "dead-letter discard",
                              "alerts",
                              "alerts acknowledge",
                              "keys",
                              "keys rotate",
                              "keys end-overlap",
                              "keys link"}) {
    const Ran ran = run(std::string(command) + " --help");
    EXPECT_EQ(ran.status, 0) << command;
    EXPECT_THAT(ran.out, HasSubstr("Examples:\n  concordat")) << command;
    EXPECT_THAT(ran.err, IsEmpty()) << command;
  }
}

TEST_F(CommandTest, AWrongWordIsAnsweredWithTheRightOne) {
  const struct {
    const char* words;
    const char* says;
  } cases[] = {
      {"recieve", "concordat: unknown command \"recieve\"; did you mean \"receive\"?"},
      {"policy chekc", "concordat policy: unknown command \"chekc\"; did you mean \"check\"?"},
      {"send --cleint x y", "concordat send: unknown option --cleint; did you mean \"--client\"?"},
      {"receive --client=x --folow", "concordat receive: unknown option --folow; did you mean \"--follow\"?"},
      {"", "concordat: a command is missing"},
      {"policy", "concordat policy: a command is missing"},
      {"status --client x", "ID is required"},
      {"alerts", "concordat alerts: DIR is required"},
      {"alerts --jsno demo", "concordat alerts: unknown option --jsno; did you mean \"--json\"?"},
      {"alerts acknowledge demo x", "--as is required"},
      {"keys", "concordat keys: DIR is required"},
      {"keys rotate demo", "KEY is required"},
      {"keys rotate demo asc-2026 --overlap-days 9999", "--overlap-days"},
      {"keys link demo asc-2026", "--recipient is required"},
      {"init demo --port 0", "concordat init:"},
      {"send --client x --format xml y", "--format"},
  };
  for (const auto& [words, says] : cases) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.status, 64) << words;
    EXPECT_THAT(ran.err, HasSubstr(says));
    EXPECT_THAT(ran.err, HasSubstr("--help"));
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST_F(CommandTest, InitMakesAConfigurationOnce) {
  const std::string dir = demo();
  const Ran again = run("init " + dir);
  EXPECT_EQ(again.status, 1);
  EXPECT_THAT(again.err, HasSubstr("nothing was changed"));
}

TEST_F(CommandTest, PolicyCheckIsFineWithTheExamplesAndPointsAtAMistake) {
  const std::string dir = demo();
  const Ran fine = run("policy check " + dir);
  EXPECT_EQ(fine.status, 0) << fine.out << fine.err;
  EXPECT_THAT(fine.out, StartsWith("0 errors, 0 warnings."));

  folder_.write("demo/agreements/bad.yaml", "agreement: X\nrecipient: nobody\n");
  const Ran bad = run("policy check " + dir);
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.out, HasSubstr("agreements/bad.yaml:2:1: error:"));
  const Ran json = run("policy check --json " + dir);
  EXPECT_EQ(json.status, 1);
  protocol::json::Tape tape;
  EXPECT_TRUE(tape.parse(json.out, {})) << json.out;
}

TEST_F(CommandTest, PolicyExplainNamesItemsAndShowsNoValue) {
  const std::string dir = demo();
  const std::string words =
      "policy explain " + dir + " --from riverside-trust --to eastshire-council --purpose direct-care ";
  const Ran kind = run(words + "--kind referral");
  EXPECT_EQ(kind.status, 0) << kind.err;
  EXPECT_THAT(kind.out, HasSubstr("person.name"));
  const Ran record = run(words + dir + "/records/bench-referral.json");
  EXPECT_EQ(record.status, 0) << record.err;
  EXPECT_THAT(record.out, HasSubstr("this record"));
  EXPECT_THAT(record.out, testing::Not(HasSubstr("Lightfoot")));
  const Ran json = run(words + "--json " + dir + "/records/bench-referral.json");
  protocol::json::Tape tape;
  EXPECT_TRUE(tape.parse(json.out, {})) << json.out;
  EXPECT_EQ(run(words).status, 64);
}

TEST_F(CommandTest, SaysThatNobodyListens) {
  const std::string dir = demo();
  for (const std::string& words :
       {"send --client " + dir + "/clients/riverside-trust.yaml " + dir + "/records/bench-referral.json",
        "receive --client " + dir + "/clients/eastshire-council.yaml --out " + dir + "/in",
        "status --client " + dir + "/clients/riverside-trust.yaml x", "bench --config " + dir}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.status, 1) << words;
    EXPECT_THAT(ran.err, HasSubstr("cannot reach 127.0.0.1:1: connection refused; is concordatd running?")) << words;
  }
}

TEST_F(CommandTest, SaysThatNoGatewayRunsWithADirectory) {
  for (const char* words : {"dead-letter list ", "alerts ", "keys "}) {
    const Ran ran = run(words + folder_.str());
    EXPECT_EQ(ran.status, 1);
    EXPECT_THAT(ran.err, HasSubstr("concordatd is not running with " + folder_.str()));
  }
}

TEST_F(CommandTest, WrongUsageIsFoundBeforeAnythingIsSent) {
  const std::string dir = demo();
  const std::string client = "--client " + dir + "/clients/riverside-trust.yaml ";
  EXPECT_EQ(run("send " + client + dir + "/absent.json").status, 64);
  EXPECT_EQ(run("send --id one " + client + dir + "/records").status, 64);
}

}  // namespace
}  // namespace concordat::cli
