// Files that no policy may hold, on a real disk: each is refused with its place by `concordat policy check`, and by a
// running gateway, which goes on under the policy that it has.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReferral = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kAgreement = "agreements/isa-2026-014.yaml";
constexpr uid_t kNobody = 65534;

std::string repeated(std::string_view part, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += part;
  return out;
}

// One thing that somebody drops into a directory, and what must be said of it. Whoever drops it can take it away again.
struct Bad {
  const char* name;
  const char* path;
  std::string text;  // when `drop` is not set
  const char* says;
  void (*drop)(const std::string& path) = nullptr;
};

void drop(const Bad& bad, const std::string& directory) {
  const std::string path = directory + "/" + bad.path;
  if (bad.drop == nullptr) return write_file(path, bad.text);
  bad.drop(path);
}

const Bad kBadFiles[] = {
    {"duplicate_key", "agreements/bad.yaml", "agreement: A\ntitle: x\nagreement: B\n",
     "agreements/bad.yaml:3:1: error: the key \"agreement\" stands here a second time (first on line 1)"},
    {"unknown_key", "agreements/bad.yaml", "agreement: A\ntitel: x\n",
     "agreements/bad.yaml:2:1: error: unknown key \"titel\"; did you mean \"title\"?"},
    {"anchor", "agreements/bad.yaml", "agreement: &a A\n", "agreements/bad.yaml:1:12: error: an anchor (&)"},
    {"alias", "agreements/bad.yaml", "agreement: &a A\ntitle: *a\n", "agreements/bad.yaml:2:8: error: an alias (*)"},
    {"tag", "agreements/bad.yaml", "agreement: !!str A\n", "agreements/bad.yaml:1:12: error: a tag (!)"},
    {"merge_key", "agreements/bad.yaml", "agreement: A\n<<: {title: x}\n",
     "agreements/bad.yaml:2:1: error: a merge key (<<)"},
    {"two_documents", "agreements/bad.yaml", "agreement: A\n---\nagreement: B\n",
     "agreements/bad.yaml:2:1: error: a second document"},
    {"tab", "agreements/bad.yaml", "agreement: A\nshare:\n\tkeep: [person.name]\n",
     "agreements/bad.yaml:3:1: error: a tab; use spaces"},
    {"no_for_false", "agencies/bad.yaml", "agency: bad\npublic_authority: no\n",
     "agencies/bad.yaml:2:19: error: \"no\" is not a yes or no here"},
    {"unquoted_date", "agreements/bad.yaml", "agreement: A\ndates: {first_day: 2026-01-01}\n",
     "agreements/bad.yaml:2:20: error: the date 2026-01-01 is not quoted"},
    {"octal_looking_number", "agreements/bad.yaml", "agreement: A\nversion: 010\n",
     "agreements/bad.yaml:2:10: error: \"010\" starts with a zero"},
    {"ten_megabytes", "agreements/bad.yaml", std::string(10'000'000, '#'),
     "agreements/bad.yaml: error: larger than 4194304 bytes"},
    {"nested_200_000_deep", "agreements/bad.yaml", repeated("[", 200'000), "agreements/bad.yaml:1:"},
    {"keys_nested_200_000_deep", "agreements/bad.yaml", repeated("{a: ", 200'000) + "x" + repeated("}", 200'000),
     "error: nested deeper than 32 levels"},
    {"not_utf8", "agreements/bad.yaml", "agreement: A\ntitle: caf\xE9\n",
     "agreements/bad.yaml:2:11: error: bytes that are not UTF-8"},
    {"utf16", "agreements/bad.yaml",
     std::string("\xFF\xFE"
                 "a\0:\0",
                 6),
     "agreements/bad.yaml:1:1: error: bytes that are not UTF-8"},
    {"byte_order_mark_inside", "agreements/bad.yaml",
     "agreement: \xEF\xBB\xBF"
     "A\n",
     "agreements/bad.yaml:1:12: error: the invisible character U+FEFF"},
    {"nul", "agreements/bad.yaml", std::string("agreement: A\0\n", 14), "agreements/bad.yaml:1:13: error: a NUL byte"},
    {"cut_off", "agreements/bad.yaml", "agreement: A\nrecipients: [b\n",
     "agreements/bad.yaml:3:1: error: not valid YAML"},
    {"empty", "agreements/bad.yaml", "", "agreements/bad.yaml: error: the file says nothing"},
    {"link_out_of_the_folder", "agreements/bad.yaml", "", "agreements/bad.yaml: error: a symbolic link that leads out",
     [](const std::string& path) { fs::create_symlink("/etc/hostname", path); }},
    {"link_to_a_device", "agreements/bad.yaml", "", "agreements/bad.yaml: error: a symbolic link that leads out",
     [](const std::string& path) { fs::create_symlink("/dev/zero", path); }},
    {"link_to_a_file_that_vanished", "agreements/bad.yaml", "", "agreements/bad.yaml: error: cannot be followed",
     [](const std::string& path) { fs::create_symlink("gone.yaml", path); }},
    {"link_to_itself", "agreements/bad.yaml", "", "agreements/bad.yaml: error: cannot be followed",
     [](const std::string& path) { fs::create_symlink("bad.yaml", path); }},
    {"folder_instead_of_a_file", "agreements/bad.yaml", "", "agreements/bad.yaml: error: not a regular file",
     [](const std::string& path) { fs::create_directory(path); }},
    {"pipe_instead_of_a_file", "agreements/bad.yaml", "", "agreements/bad.yaml: error: not a regular file",
     [](const std::string& path) {
       if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("no pipe at " + path);
     }},
};

class BadPolicyFile : public testing::TestWithParam<Bad> {};

// The example policy, as an officer would have a copy of it.
std::string copied_policy(const TempFolder& folder) {
  fs::copy(source_file("deploy/examples"), folder.file("policy"), fs::copy_options::recursive);
  return folder.file("policy");
}

TEST_P(BadPolicyFile, IsRefusedWithItsPlaceByTheCheck) {
  const TempFolder folder;
  const std::string policy = copied_policy(folder);
  ASSERT_EQ(run({CONCORDAT_PROGRAM, "policy", "check", policy}).exit_code, 0) << "the example itself";
  drop(GetParam(), policy);
  const Finished checked = run({CONCORDAT_PROGRAM, "policy", "check", policy});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_NE((checked.out + checked.err).find(GetParam().says), std::string::npos) << checked.out << checked.err;
}

INSTANTIATE_TEST_SUITE_P(Policy, BadPolicyFile, testing::ValuesIn(kBadFiles),
                         [](const auto& bad) { return std::string(bad.param.name); });

class RunningUnderABadFile : public testing::Test {
 protected:
  static std::string hash_in_force(const Gateway& gateway) {
    return text_of(gateway.control(R"({"command":"status"})"), "policy");
  }
  static bool reloads(const Gateway& gateway) { return gateway.control(R"({"command":"reload"})").at("ok").as_bool(); }
  static void expect_a_record_passes(const Gateway& gateway) {
    const Finished sent = gateway.send({source_file(kReferral)});
    ASSERT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    const Finished received = gateway.receive(gateway.outside("received"), {"--count", "1"});
    ASSERT_EQ(received.exit_code, 0) << received.err;
    EXPECT_EQ(gateway.state_of(text_of(json_lines(sent.out).at(0), "record_id")), "delivered");
  }
};

TEST_F(RunningUnderABadFile, TheGatewayKeepsItsPolicyAndSaysWhy) {
  Gateway gateway;
  gateway.start();
  const std::string in_force = hash_in_force(gateway);
  ASSERT_EQ(in_force.size(), 64u);
  for (const Bad& bad : kBadFiles) {
    SCOPED_TRACE(bad.name);
    drop(bad, gateway.config());
    EXPECT_FALSE(reloads(gateway));
    EXPECT_EQ(hash_in_force(gateway), in_force);
    boost::json::string said(bad.says);
    const std::string as_logged = boost::json::serialize(said);  // quotes stand escaped in the log
    EXPECT_TRUE(gateway.logged({"policy-check", as_logged.substr(1, as_logged.size() - 2)}));
    expect_a_record_passes(gateway);
    fs::remove_all(gateway.file(bad.path));
    EXPECT_TRUE(reloads(gateway));
    EXPECT_EQ(hash_in_force(gateway), in_force);
  }
  EXPECT_EQ(gateway.ledger_faults(), "");
}

TEST_F(RunningUnderABadFile, FilesThatVanishAreMissed) {
  Gateway gateway;
  gateway.start();
  const std::string in_force = hash_in_force(gateway);
  for (const char* path : {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "agencies"}) {
    SCOPED_TRACE(path);
    fs::rename(gateway.file(path), gateway.outside("moved"));
    EXPECT_FALSE(reloads(gateway));
    EXPECT_EQ(hash_in_force(gateway), in_force);
    expect_a_record_passes(gateway);
    fs::rename(gateway.outside("moved"), gateway.file(path));
    EXPECT_TRUE(reloads(gateway));
  }
  EXPECT_TRUE(gateway.logged({"floor.yaml: error: the file is missing"}));
}

// A program that runs as somebody who may not read everything. Root may; whoever else runs the tests is one already.
std::vector<std::string> as_nobody(std::vector<std::string> arguments) {
  if (::geteuid() != 0) return arguments;
  const std::string nobody = std::to_string(kNobody);
  std::vector<std::string> out{"/usr/bin/setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups"};
  out.insert(out.end(), arguments.begin(), arguments.end());
  return out;
}

void give_to_nobody(const std::string& folder) {
  if (::geteuid() != 0) return;
  ASSERT_EQ(::chown(folder.c_str(), kNobody, kNobody), 0);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    ASSERT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
  }
}

// Where that user can run it, whatever folder the build stands in.
std::string copied_program(const char* program, const std::string& to) {
  fs::copy_file(program, to);
  return to;
}

TEST(UnreadablePolicyFile, IsRefusedWithItsNameByTheCheck) {
  const TempFolder folder;
  const std::string policy = copied_policy(folder);
  const std::string program = copied_program(CONCORDAT_PROGRAM, folder.file("concordat"));
  give_to_nobody(folder.path());
  const std::vector<std::string> check = as_nobody({program, "policy", "check", policy});
  ASSERT_EQ(run(check).exit_code, 0) << run(check).err;

  fs::permissions(policy + "/" + kAgreement, fs::perms::none);
  const Finished file = run(check);
  EXPECT_EQ(file.exit_code, 1);
  EXPECT_NE(file.err.find(std::string(kAgreement) + ": error: cannot be read; may this user read it?"),
            std::string::npos)
      << file.out << file.err;
  fs::permissions(policy + "/" + kAgreement, fs::perms::owner_read);

  fs::permissions(policy + "/agreements", fs::perms::none);
  const Finished listed = run(check);
  fs::permissions(policy + "/agreements", fs::perms::owner_all);
  EXPECT_EQ(listed.exit_code, 1);
  EXPECT_NE(listed.err.find("agreements: error: cannot be listed"), std::string::npos) << listed.out << listed.err;

  fs::permissions(policy + "/agreements", fs::perms::owner_read);
  const Finished entered = run(check);
  fs::permissions(policy + "/agreements", fs::perms::owner_all);
  EXPECT_EQ(entered.exit_code, 1);
  EXPECT_NE(entered.err.find(std::string(kAgreement) + ": error: "), std::string::npos) << entered.out << entered.err;
}

TEST_F(RunningUnderABadFile, AFileThatTheDaemonsUserMayNotReadChangesNothing) {
  Gateway gateway;  // its configuration only; the daemon runs as another user
  const std::string program = copied_program(CONCORDATD_PROGRAM, gateway.outside("concordatd"));
  give_to_nobody(fs::path(gateway.config()).parent_path());
  Process daemon(as_nobody({program, "--config", gateway.config()}));
  ASSERT_TRUE(daemon.wait_for_line("concordatd is ready", in(std::chrono::seconds(30)))) << daemon.err();
  const std::string in_force = hash_in_force(gateway);
  ASSERT_EQ(in_force.size(), 64u);

  fs::permissions(gateway.file(kAgreement), fs::perms::none);
  EXPECT_FALSE(reloads(gateway));
  EXPECT_EQ(hash_in_force(gateway), in_force);
  EXPECT_TRUE(gateway.logged({"policy-check", std::string(kAgreement) + ": error: cannot be read"}))
      << read_file(gateway.log_file());
  fs::permissions(gateway.file(kAgreement), fs::perms::owner_read);
  EXPECT_TRUE(reloads(gateway));
  EXPECT_EQ(hash_in_force(gateway), in_force);
  daemon.signal(SIGTERM);
  EXPECT_TRUE(daemon.wait(in(std::chrono::seconds(20))));
}

}  // namespace
}  // namespace concordat::integration
