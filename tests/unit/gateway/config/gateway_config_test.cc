#include "gateway/config/gateway_config.h"

#include <gmock/gmock.h>

#include "gateway/runtime/files.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view kGood = R"(gateway: hub.example
listen: {native: "127.0.0.1:9443"}
threads: 2
tls: {certificate: tls/gateway.crt, key: tls/gateway.key, ca: tls/ca.crt, crl: tls/ca.crl}
keys: {master: keys/master.key, ledger: keys/ledger.key}
data: data
signatures: not-required
log: {file: data/log/concordatd.json, level: warning}
)";

class GatewayConfigTest : public ::testing::Test {
 protected:
  GatewayConfigTest() {
    for (const char* name : {"tls", "keys"}) std::filesystem::create_directory(folder_.path() / name);
    for (const char* name :
         {"tls/gateway.crt", "tls/gateway.key", "tls/ca.crt", "tls/ca.crl", "keys/master.key", "keys/ledger.key"}) {
      EXPECT_TRUE(replace_file(path(name), "x"));
    }
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
  GatewayConfig read(std::string_view text) {
    problems_.clear();
    EXPECT_TRUE(replace_file(path("gateway.yaml"), text));
    return read_gateway_config(folder_.path(), problems_);
  }
  // The problems of the good file with `from` replaced by `to`.
  std::vector<std::string> problems(std::string_view from, std::string_view to) {
    std::string text(kGood);
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("no such text");
    (void)read(text.replace(at, from.size(), to));
    std::vector<std::string> all;
    for (const policy::Problem& problem : problems_) all.push_back(problem.str());
    return all;
  }
  TemporaryFolder folder_;
  policy::Problems problems_;
};

TEST_F(GatewayConfigTest, ReadsWhatTheOperatorSet) {
  const GatewayConfig config = read(kGood);
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(config.name, "hub.example");
  EXPECT_EQ(config.origin(), "hub.example/ledger");
  EXPECT_EQ(config.listen_native, "127.0.0.1:9443");
  EXPECT_EQ(config.threads, 2U);
  EXPECT_EQ(config.tls_certificate, path("tls/gateway.crt"));
  EXPECT_EQ(config.tls_key, path("tls/gateway.key"));
  EXPECT_EQ(config.tls_ca, path("tls/ca.crt"));
  EXPECT_EQ(config.tls_crl, path("tls/ca.crl"));
  EXPECT_EQ(config.master_key, path("keys/master.key"));
  EXPECT_EQ(config.ledger_key, path("keys/ledger.key"));
  EXPECT_EQ(config.data, path("data"));
  EXPECT_EQ(config.signatures, policy::Signatures::kNotRequired);
  EXPECT_EQ(config.log_file, path("data/log/concordatd.json"));
  EXPECT_EQ(config.log_level, Severity::kWarning);
}

TEST_F(GatewayConfigTest, SaysThatThereIsNoFileAndHowToMakeOne) {
  (void)read_gateway_config(path("absent"), problems_);
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_THAT(problems_[0].str(), StartsWith("gateway.yaml: error: "));
  EXPECT_THAT(problems_[0].str(), HasSubstr("concordat init"));
  EXPECT_TRUE(policy::has_error(problems_));
}

TEST_F(GatewayConfigTest, AKeyThatItDoesNotKnowIsAnError) {
  EXPECT_THAT(problems("threads:", "treads:"), ElementsAre(StartsWith("gateway.yaml:3:1: error: ")));
  EXPECT_THAT(problems("crl: tls/ca.crl}", "crl: tls/ca.crl, cipher: x}"), ElementsAre(HasSubstr("gateway.yaml:4:")));
}

TEST_F(GatewayConfigTest, AKeyGivenTwiceIsAnError) {
  EXPECT_THAT(problems("threads: 2\n", "threads: 2\nthreads: 3\n"),
              ElementsAre(StartsWith("gateway.yaml:4:1: error: ")));
}

TEST_F(GatewayConfigTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(problems("gateway: hub.example\n", ""), ElementsAre(HasSubstr("gateway")));
  EXPECT_THAT(problems("listen: {native: \"127.0.0.1:9443\"}\n", ""), ElementsAre(HasSubstr("listen")));
  EXPECT_THAT(problems("{native: \"127.0.0.1:9443\"}", "{}"), ElementsAre(HasSubstr("native")));
  EXPECT_THAT(problems("data: data\n", ""), ElementsAre(HasSubstr("data")));
  EXPECT_THAT(problems("keys: {master: keys/master.key, ledger: keys/ledger.key}\n", ""),
              ElementsAre(HasSubstr("keys")));
}

TEST_F(GatewayConfigTest, AFileThatIsNotThereIsNamedWithItsPlace) {
  const auto found = problems("tls/ca.crl", "tls/absent.crl");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0], StartsWith("gateway.yaml:4:"));
  EXPECT_THAT(found[0], HasSubstr("tls/absent.crl does not exist"));
}

TEST_F(GatewayConfigTest, ValuesOutsideTheirRangeAreErrorsWithTheirPlace) {
  EXPECT_THAT(problems("threads: 2", "threads: 257"), ElementsAre(StartsWith("gateway.yaml:3:10: error: ")));
  EXPECT_THAT(problems("threads: 2", "threads: -1"), ElementsAre(StartsWith("gateway.yaml:3:10: error: ")));
  EXPECT_THAT(problems("threads: 2", "threads: many"), ElementsAre(StartsWith("gateway.yaml:3:10: error: ")));
  EXPECT_THAT(problems("level: warning", "level: loud"), ElementsAre(StartsWith("gateway.yaml:8:")));
  EXPECT_THAT(problems("signatures: not-required", "signatures: no"), ::testing::Not(IsEmpty()));
  EXPECT_THAT(problems("gateway: hub.example", "gateway: \"hub example\""),
              ElementsAre(StartsWith("gateway.yaml:1:10: error: ")));
}

TEST_F(GatewayConfigTest, SignaturesThatCannotBeCheckedAreNotPretended) {
  EXPECT_THAT(problems("signatures: not-required\n", ""), IsEmpty());
  EXPECT_THAT(problems("not-required", "required"), IsEmpty());
}

TEST_F(GatewayConfigTest, EveryProblemIsSaidAtOnce) {
  EXPECT_THAT(problems("threads: 2\ntls: {certificate: tls/gateway.crt", "threads: many\ntls: {certificate: absent"),
              SizeIs(2));
}

TEST_F(GatewayConfigTest, WhatIsNoYamlIsOneErrorWithItsPlace) {
  (void)read("gateway: [");
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_GT(problems_[0].place.line, 0);
  (void)read("");
  EXPECT_TRUE(policy::has_error(problems_));
  (void)read("- a list\n");
  EXPECT_TRUE(policy::has_error(problems_));
}

}  // namespace
}  // namespace concordat::gateway
