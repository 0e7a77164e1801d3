#include "gateway/client/client_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::client {
namespace {

using cli::ScratchFolder;
using testing::HasSubstr;

class ClientFileTest : public testing::Test {
 protected:
  ClientFileTest() {
    folder_.write("tls/ca.crt", "authority");
    folder_.write("tls/ca.crl", "revoked");
    folder_.write("clients/a.crt", "certificate");
    folder_.write("clients/a.key", "private");
  }
  Result<ClientFile> read(std::string_view text) { return read_client_file(folder_.write("clients/a.yaml", text)); }
  std::string error(std::string_view text) {
    const auto file = read(text);
    return file ? "no error" : file.error().detail;
  }
  ScratchFolder folder_;
};

TEST_F(ClientFileTest, NamesItsFilesRelativeToItself) {
  const auto file = read("gateway: 127.0.0.1:7443\nca: ../tls/ca.crt\ncert: a.crt\nkey: a.key\n");
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(file->gateway, (Endpoint{"127.0.0.1", 7443}));
  EXPECT_EQ(file->authorities_pem, "authority");
  EXPECT_EQ(file->certificate_pem, "certificate");
  EXPECT_EQ(file->key_pem.view(), "private");
}

TEST_F(ClientFileTest, FindsTheRevocationListBesideTheAuthority) {
  const auto file = read("gateway: localhost:7443\nca: ../tls/ca.crt\ncert: a.crt\nkey: a.key\n");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->crls_pem, "revoked");
}

TEST_F(ClientFileTest, SaysWhereThereIsNoRevocationList) {
  folder_.write("other/ca.crt", "authority");
  EXPECT_THAT(error("gateway: localhost:7443\nca: ../other/ca.crt\ncert: a.crt\nkey: a.key\n"),
              HasSubstr("a.yaml:2:5: error: there is no revocation list"));
}

TEST_F(ClientFileTest, ReportsEveryProblemWithItsPlace) {
  const std::string text = error("gateway: nowhere\nca: ../tls/ca.crt\ncerts: a.crt\nkey: absent.key\n");
  EXPECT_THAT(text, HasSubstr("a.yaml:1:10: error: \"nowhere\" is not an address"));
  EXPECT_THAT(text, HasSubstr("a.yaml:3:1: error: unknown key \"certs\"; did you mean \"cert\"?"));
  EXPECT_THAT(text, HasSubstr("`cert` is missing"));
  EXPECT_THAT(text, HasSubstr("a.yaml:4:6: error: cannot read"));
}

TEST_F(ClientFileTest, NeverQuotesTheKey) {
  folder_.write("clients/a.crt", "");
  EXPECT_THAT(error("gateway: x\nca: ../tls/ca.crt\ncert: a.crt\nkey: a.key\n"), testing::Not(HasSubstr("private")));
}

TEST_F(ClientFileTest, AFileThatIsNotThereIsNamed) {
  const auto file = read_client_file(folder_.file("absent.yaml"));
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().detail, HasSubstr("absent.yaml"));
}

TEST(Endpoint, ReadsNamesAddressesAndBracketedAddresses) {
  EXPECT_EQ(*Endpoint::parse("gateway.example:1"), (Endpoint{"gateway.example", 1}));
  EXPECT_EQ(*Endpoint::parse("[::1]:65535"), (Endpoint{"::1", 65535}));
  EXPECT_EQ(Endpoint::parse("[::1]:7443")->str(), "[::1]:7443");
  EXPECT_EQ(Endpoint::parse("localhost:7443")->str(), "localhost:7443");
}

TEST(Endpoint, RefusesWhatIsNotOne) {
  for (const char* text :
       {"", ":", "host", "host:", ":7443", "host:0", "host:65536", "host:7443x", "::1:7443", "[]:7443", "host:-1"}) {
    EXPECT_FALSE(Endpoint::parse(text)) << text;
  }
}

}  // namespace
}  // namespace concordat::client
