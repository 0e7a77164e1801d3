// The HTTPS door: strangers get nothing, agencies get the checkpoints, hash tiles and their own entries with proofs,
// and auditors everybody's; nothing that a peer sends over it disturbs the native door.

#include <gtest/gtest.h>

#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";

struct HttpAnswer {
  int status = 0;
  std::string header, body;
};

HttpAnswer parsed(const std::string& bytes) {
  HttpAnswer answer;
  const std::size_t blank = bytes.find("\r\n\r\n");
  if (!bytes.starts_with("HTTP/1.1 ") || blank == std::string::npos) return answer;
  answer.status = std::stoi(bytes.substr(9, 3));
  answer.header = bytes.substr(0, blank);
  answer.body = bytes.substr(blank + 4);
  return answer;
}

class HttpsDoor : public testing::Test {
 protected:
  HttpsDoor() { gateway_.start(); }

  RawPeer connect(const crypto::Credential* credential, std::vector<std::string> alpn = {"http/1.1"}) {
    return RawPeer::connect(gateway_.https_port(), {.credential = credential, .alpn = std::move(alpn)});
  }
  HttpAnswer get(const std::string& path, const std::string& agency = "riverside-trust") {
    const crypto::Credential credential = credential_of(gateway_, agency);
    RawPeer peer = connect(&credential);
    EXPECT_TRUE(peer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    return parsed(peer.receive_all());
  }
  // The index of the entry that accepted a record of riverside-trust's to eastshire-council.
  std::string accepted_index() {
    const Finished sent = gateway_.send({source_file(kGood)});
    EXPECT_EQ(sent.exit_code, 0) << sent.err;
    const auto index = json_lines(sent.out).at(0).at("ledger_index").to_number<std::uint64_t>();
    EXPECT_EQ(gateway_.ledger_faults(), "");  // once it is published
    return std::to_string(index);
  }

  Gateway gateway_;
};

TEST_F(HttpsDoor, AnAgencysOwnEntryIsCheckedOffline) {
  const std::string index = accepted_index();
  for (const char* agency : {"riverside-trust", "eastshire-council"}) {
    const HttpAnswer entry = get("/ledger/entries/" + index, agency);
    const HttpAnswer proof = get("/ledger/entries/" + index + ".tlog-proof", agency);
    ASSERT_EQ(entry.status, 200) << agency;
    ASSERT_EQ(proof.status, 200) << agency;
    write_file(gateway_.outside("entry"), entry.body);
    write_file(gateway_.outside("proof"), proof.body);
    const Finished checked = gateway_.tool({"ledger", "check", gateway_.outside("proof"), "--entry",
                                            gateway_.outside("entry"), "--key", gateway_.file("ledger.vkey")});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
  }
  EXPECT_EQ(get("/ledger/entries/" + index + ".witnessed.tlog-proof").status, 404) << "nobody witnesses it";
}

TEST_F(HttpsDoor, WhatIsNotAnAgencysIsNotThere) {
  (void)accepted_index();
  const HttpAnswer own_start = get("/ledger/entries/0");  // the gateway's start: nobody's
  const HttpAnswer none = get("/ledger/entries/999999");
  EXPECT_EQ(own_start.status, 404);
  EXPECT_EQ(own_start.body, none.body);
  EXPECT_EQ(own_start.header.substr(0, own_start.header.find("Date")), none.header.substr(0, none.header.find("Date")));
  EXPECT_EQ(get("/ledger/tile/entries/000").status, 403);
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(get("/ledger/../gateway.yaml").status, 404);
  EXPECT_EQ(get("/witness/add-checkpoint").status, 404) << "this gateway is no witness";
}

TEST_F(HttpsDoor, EveryAgencyMayCompareCheckpointsAndTiles) {
  (void)accepted_index();
  EXPECT_EQ(get("/ledger/checkpoint").body, read_file(gateway_.file("data/ledger/checkpoint")));
  for (const std::string& path : files_under(gateway_.file("data/ledger/tile/0"))) {
    const std::string name = path.substr(path.find("/tile/"));
    EXPECT_EQ(get("/ledger" + name).body, read_file(path)) << name;
  }
}

TEST_F(HttpsDoor, AnAuditorReadsAllOfIt) {
  const std::string index = accepted_index();
  const std::string file = gateway_.file("agencies/eastshire-council.yaml");
  write_file(file, read_file(file) + "auditor: true\n");
  gateway_.hup();
  (void)gateway_.log("policy-load", 2);
  HttpAnswer bundle;
  ASSERT_TRUE(wait_until(gateway_.file("data/log"), in(std::chrono::seconds(10)), [&] {
    for (const std::string& path : files_under(gateway_.file("data/ledger/tile/entries")))
      bundle = get("/ledger" + path.substr(path.find("/tile/")), "eastshire-council");
    return bundle.status == 200;
  })) << bundle.status;
  EXPECT_NE(bundle.body.find("\"event\":\"start\""), std::string::npos);
  EXPECT_EQ(get("/ledger/entries/0", "eastshire-council").status, 200);
  EXPECT_EQ(get("/ledger/tile/entries/000", "riverside-trust").status, 403) << "the other is none";
}

TEST_F(HttpsDoor, AStrangerGetsNothing) {
  const std::string request = "GET /ledger/checkpoint HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const auto answer_to = [&](RawPeer peer) {
    (void)peer.send(request);
    return peer.receive_all();
  };
  EXPECT_EQ(answer_to(connect(nullptr)), "") << "no certificate";
  const auto unknown = authority_of(gateway_).issue(client_spec("nobody"));
  EXPECT_EQ(answer_to(connect(&*unknown)), "") << "no agency";
  Gateway other;
  const crypto::Credential foreign = credential_of(other, "riverside-trust");
  EXPECT_EQ(answer_to(connect(&foreign)), "") << "another authority's";
  const crypto::Credential good = credential_of(gateway_, "riverside-trust");
  EXPECT_EQ(answer_to(connect(&good, {"concordat/1"})), "") << "the native protocol at the wrong door";
  EXPECT_EQ(answer_to(RawPeer::plain(gateway_.https_port())), "") << "no TLS";
  EXPECT_TRUE(gateway_.logged({"handshake refused at the HTTPS door", "nobody"}));
  EXPECT_EQ(get("/ledger/checkpoint").status, 200) << "nobody else notices";
}

TEST_F(HttpsDoor, BadRequestsAreRefusedAndDisturbNobody) {
  const crypto::Credential credential = credential_of(gateway_, "riverside-trust");
  const auto status_of = [&](const std::string& bytes) {
    RawPeer peer = connect(&credential);
    (void)peer.send(bytes);
    return parsed(peer.receive_all()).status;
  };
  const std::string post = "POST /ledger/checkpoint HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(status_of("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n\r\n"), 431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(status_of(post + "Connection: close\r\nContent-Length: 0\r\n\r\n"), 405);
  const int too_long = status_of(post + "Content-Length: 99999999\r\n\r\n");
  EXPECT_TRUE(too_long == 413 || too_long == 404 || too_long == 405) << too_long;
  EXPECT_GE(status_of(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400) << "two lengths";
  // Two requests on one connection.
  RawPeer peer = connect(&credential);
  const std::string one = "GET /ledger/checkpoint HTTP/1.1\r\nHost: x\r\n";
  ASSERT_TRUE(peer.send(one + "\r\n" + one + "Connection: close\r\n\r\n"));
  const std::string both = peer.receive_all();
  EXPECT_NE(both.find("HTTP/1.1 200"), both.rfind("HTTP/1.1 200"));
  EXPECT_EQ(gateway_.send({source_file(kGood)}).exit_code, 0);
}

TEST_F(HttpsDoor, ASilentPeerDoesNotKeepTheGatewayFromStopping) {
  const crypto::Credential credential = credential_of(gateway_, "riverside-trust");
  RawPeer silent = connect(&credential);
  RawPeer half = connect(&credential);
  ASSERT_TRUE(half.send("GET /ledger"));
  RawPeer stranger = RawPeer::plain(gateway_.https_port());
  EXPECT_EQ(gateway_.stop().exit_code, 0);
}

}  // namespace
}  // namespace concordat::integration
