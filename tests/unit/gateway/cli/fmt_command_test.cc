// `concordat policy fmt` over a configuration directory: what it writes, what it never touches, and what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/cli/command_line.h"
#include "protocol/json/tape.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRough = "title: T # t\nagreement:   X\n";
constexpr const char* kCanonical = "agreement: X\ntitle: T  # t\n";

struct Said {
  int status = -1;
  std::string out;
  std::string err;
};

class FmtCommand : public testing::Test {
 protected:
  // `concordat policy fmt NAME ARGUMENT`
  Said fmt(const std::string& name = {}, const char* argument = nullptr) {
    const std::string path = name.empty() ? folder_.str() : folder_.file(name);
    std::vector<const char*> words{"concordat", "policy", "fmt", path.c_str()};
    if (argument != nullptr) words.push_back(argument);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Said said;
    said.status = run_command_line(static_cast<int>(words.size()), words.data());
    said.out = testing::internal::GetCapturedStdout();
    said.err = testing::internal::GetCapturedStderr();
    return said;
  }
  [[nodiscard]] std::string text(const std::string& name) const { return ScratchFolder::read(folder_.file(name)); }

  ScratchFolder folder_;
};

TEST_F(FmtCommand, LaysOutEveryPolicyFileOnce) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("floor.yaml", "floor: []\n");
  folder_.write("gateway.yaml", "not:   ours\n");
  const Said first = fmt();
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(first.out, "agreements/x.yaml: laid out\n1 file changed, 1 right already.\n");
  EXPECT_THAT(first.err, IsEmpty());
  EXPECT_EQ(text("agreements/x.yaml"), kCanonical);
  EXPECT_EQ(text("gateway.yaml"), "not:   ours\n");
  EXPECT_EQ(fmt().out, "0 files changed, 2 right already.\n");
}

TEST_F(FmtCommand, LaysOutOneFileAlone) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("agreements/y.yaml", kRough);
  folder_.write("routes.yaml", "gp:   {}\n");
  EXPECT_EQ(fmt("agreements/x.yaml").status, 0);
  EXPECT_EQ(fmt("routes.yaml").status, 0);
  EXPECT_EQ(text("agreements/x.yaml"), kCanonical);
  EXPECT_EQ(text("agreements/y.yaml"), kRough);
  EXPECT_EQ(text("routes.yaml"), "gp: {}\n");
}

TEST_F(FmtCommand, CheckChangesNothing) {
  folder_.write("agreements/x.yaml", kRough);
  const Said said = fmt({}, "--check");
  EXPECT_EQ(said.status, 1);
  EXPECT_EQ(said.out, "agreements/x.yaml: would be laid out\n1 file would change, 0 right already.\n");
  EXPECT_EQ(text("agreements/x.yaml"), kRough);
  folder_.write("agreements/x.yaml", kCanonical);
  EXPECT_EQ(fmt({}, "--check").status, 0);
}

TEST_F(FmtCommand, RefusesASignedAgreementAndDoesTheOthers) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("agreements/y.yaml", "agreement: Y\n\n");
  folder_.write("signatures/X@riverside-trust.sig", "signature");
  const Said said = fmt();
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.err, HasSubstr("agreements/x.yaml: refused: it is signed"));
  EXPECT_EQ(said.out, "agreements/y.yaml: laid out\n1 file changed, 0 right already, 1 refused.\n");
  EXPECT_EQ(text("agreements/x.yaml"), kRough);
  EXPECT_EQ(fmt({}, "--check").status, 1);
}

TEST_F(FmtCommand, PassesOverASignedAgreementThatIsRight) {
  folder_.write("agreements/x.yaml", kCanonical);
  folder_.write("signatures/X@riverside-trust.sig", "signature");
  const Said said = fmt();
  EXPECT_EQ(said.status, 0);
  EXPECT_THAT(said.err, IsEmpty());
}

TEST_F(FmtCommand, ASignatureOfAnotherAgreementIsNone) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("signatures/XY@riverside-trust.sig", "signature");
  EXPECT_EQ(fmt().status, 0);
  EXPECT_EQ(text("agreements/x.yaml"), kCanonical);
}

TEST_F(FmtCommand, SignaturesThatCannotBeSeenRefuseEverything) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("signatures", "a file, and no folder");
  const Said said = fmt();
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.err, HasSubstr("signatures: error: cannot be listed"));
  EXPECT_EQ(text("agreements/x.yaml"), kRough);
}

TEST_F(FmtCommand, WritesNothingWhereAnyFileHasErrors) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("agreements/bad.yaml", "a: 1\na: 2\n");
  folder_.write("floor.yaml", "- a\n");
  const Said said = fmt();
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.err, HasSubstr("agreements/bad.yaml:2:1: error: the key \"a\" stands here a second time"));
  EXPECT_THAT(said.err, HasSubstr("floor.yaml:1:1: error:"));
  EXPECT_THAT(said.out, HasSubstr("Nothing was written"));
  EXPECT_EQ(text("agreements/x.yaml"), kRough);
}

TEST_F(FmtCommand, KeepsTheModeAndTheLink) {
  folder_.write("drafts/x.yaml", kRough);
  ASSERT_EQ(::chmod(folder_.file("drafts/x.yaml").c_str(), 0640), 0);
  std::filesystem::create_directory(folder_.file("agreements"));
  ASSERT_EQ(::symlink("../drafts/x.yaml", folder_.file("agreements/x.yaml").c_str()), 0);
  EXPECT_EQ(fmt().status, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(folder_.file("agreements/x.yaml")));
  struct stat is {};
  ASSERT_EQ(::stat(folder_.file("drafts/x.yaml").c_str(), &is), 0);
  EXPECT_EQ(is.st_mode & 07777, 0640u);
  EXPECT_EQ(text("drafts/x.yaml"), kCanonical);
}

TEST_F(FmtCommand, KeepsTheOwnerAndTheGroup) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  folder_.write("agreements/x.yaml", kRough);
  ASSERT_EQ(::chown(folder_.file("agreements/x.yaml").c_str(), 1234, 2345), 0);
  EXPECT_EQ(fmt().status, 0);
  struct stat is {};
  ASSERT_EQ(::stat(folder_.file("agreements/x.yaml").c_str(), &is), 0);
  EXPECT_EQ(is.st_uid, 1234u);
  EXPECT_EQ(is.st_gid, 2345u);
}

TEST_F(FmtCommand, SpeaksJson) {
  folder_.write("agreements/x.yaml", kRough);
  folder_.write("agreements/y.yaml", "agreement:   Y\n");
  folder_.write("signatures/Y@riverside-trust.sig", "signature");
  const Said said = fmt({}, "--json");
  EXPECT_EQ(said.status, 1);
  protocol::json::Tape tape;
  ASSERT_TRUE(tape.parse(said.out, {})) << said.out;
  EXPECT_THAT(said.out, HasSubstr(R"({"written":true,"changed":["agreements/x.yaml"],"right":0,"refused":[{"file":)"));
  EXPECT_THAT(said.err, IsEmpty());
}

TEST_F(FmtCommand, NamesWhatIsNoPolicyFile) {
  folder_.write("gateway.yaml", "a: 1\n");
  const Said other = fmt("gateway.yaml");
  EXPECT_EQ(other.status, 64);
  EXPECT_THAT(other.err, HasSubstr("gateway.yaml is no policy file"));
  const Said absent = fmt("absent");
  EXPECT_EQ(absent.status, 64);
  EXPECT_THAT(absent.err, HasSubstr("absent: there is no such file"));
}

}  // namespace
}  // namespace concordat::cli
