// What a recipient signed: taken by the real gateway from the real tool, checked from the ledger's files by the tool
// and by OpenSSL's own; clients that do not sign; and recalls while a recipient takes all that it can.

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "tests/integration/peers/follower.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

constexpr const char* kReferral = "deploy/examples/records/bench-referral.json";
constexpr const char* kCouncil = "eastshire-council";

class Receipts : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  std::string send_one(const std::string& record = kReferral) {
    const Finished sent = gateway_.send({source_file(record)});
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }
  // `concordat ledger receipts`, on all that is committed now.
  boost::json::object receipts(int exit_code = 0) {
    EXPECT_EQ(gateway_.ledger_faults(), "");
    const Finished checked =
        gateway_.tool({"ledger", "receipts", gateway_.config(), "--ca", gateway_.file("tls/ca.crt"), "--json"});
    EXPECT_EQ(checked.exit_code, exit_code) << checked.out << checked.err;
    return json_lines(checked.out).at(0);
  }
  static std::int64_t count_of(const boost::json::object& report, const char* member) {
    return report.at("recipients").as_array().at(0).at(member).to_number<std::int64_t>();
  }
  std::vector<boost::json::object> entries(std::string_view event) {
    EXPECT_EQ(gateway_.ledger_faults(), "");  // and so all of it is published
    std::vector<boost::json::object> found;
    for (const boost::json::object& entry : gateway_.ledger())
      if (text_of(entry, "event") == event) found.push_back(entry);
    return found;
  }
  // The council over a client of the first version of the protocol: it takes one delivery, and acknowledges. False when
  // the gateway closed instead.
  bool take_as_an_older_client() {
    const crypto::Credential credential = credential_of(gateway_, kCouncil);
    RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
    EXPECT_TRUE(peer.greet());
    Frame credit;
    credit.mutable_credit()->set_records(1);
    credit.mutable_credit()->set_bytes(1 << 24);
    peer.send(credit);
    while (const auto frame = peer.receive(std::chrono::seconds(20))) {
      if (frame->has_settled()) return true;
      if (frame->has_close()) return false;
      if (!frame->has_delivery()) continue;
      Frame ack;
      auto* range = ack.mutable_ack()->add_ranges();
      range->set_first(frame->delivery().sequence());
      range->set_last(frame->delivery().sequence());
      peer.send(ack);
    }
    return false;
  }

  Gateway gateway_;
};

TEST_F(Receipts, OfTheToolVerifyFromTheLedgersFilesAndWithOpenssl) {
  for (int i = 0; i < 3; ++i) send_one();
  const Finished received = gateway_.receive(gateway_.outside("received"), {"--count", "3"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  const auto report = receipts();
  EXPECT_TRUE(report.at("good").as_bool());
  EXPECT_EQ(count_of(report, "signed_records"), 3);
  EXPECT_EQ(count_of(report, "unsigned_records"), 0);

  // The text, as the contract says it, from the entries alone; then the system's openssl.
  const auto certificates = entries("certificate");
  ASSERT_EQ(certificates.size(), 1U);
  write_file(gateway_.outside("council.der"), *parse_base64(text_of(certificates[0], "certificate")));
  const Finished key = run({"/usr/bin/env", "openssl", "x509", "-inform", "DER", "-in", gateway_.outside("council.der"),
                            "-noout", "-pubkey"});
  ASSERT_EQ(key.exit_code, 0) << key.err;
  write_file(gateway_.outside("council.pem"), key.out);
  const auto all = gateway_.ledger();
  std::int64_t checked = 0;
  for (const auto& entry : entries("receipt")) {
    const auto& receipt = entry.at("receipt").as_object();
    std::string text =
        "concordat-receipt/v1\n" + text_of(receipt, "origin") + "\n" + text_of(entry, "recipient") + "\n";
    const auto first = receipt.at("first").to_number<std::size_t>();
    const auto count = receipt.at("count").to_number<std::size_t>();
    for (std::size_t i = first; i < first + count; ++i, ++checked)
      text += text_of(all.at(i), "record") + " " + text_of(all.at(i), "commitment") + "\n";
    write_file(gateway_.outside("text"), text);
    write_file(gateway_.outside("signature"), *parse_base64(text_of(receipt, "signature")));
    const auto openssl = [&] {
      return run({"/usr/bin/env", "openssl", "dgst", "-sha256", "-verify", gateway_.outside("council.pem"),
                  "-signature", gateway_.outside("signature"), gateway_.outside("text")});
    };
    EXPECT_EQ(openssl().exit_code, 0) << text;
    write_file(gateway_.outside("text"), text + "\n");
    EXPECT_NE(openssl().exit_code, 0);
  }
  EXPECT_EQ(checked, 3);
}

TEST_F(Receipts, AnOlderClientAcknowledgesWithoutUnlessTheAgencysFileDemandsThem) {
  send_one();
  EXPECT_TRUE(take_as_an_older_client());
  EXPECT_EQ(count_of(receipts(), "unsigned_records"), 1);

  const std::string agency = gateway_.file("agencies/eastshire-council.yaml");
  write_file(agency, read_file(agency) + "\nreceipts: required\n");
  const std::size_t loads = gateway_.log("policy-load").size();
  gateway_.hup();
  ASSERT_GT(gateway_.log("policy-load", loads + 1).size(), loads);
  const std::string record = send_one();
  EXPECT_FALSE(take_as_an_older_client());
  EXPECT_TRUE(gateway_.logged({"receipts: required", kCouncil}));
  EXPECT_EQ(gateway_.state_of(record), "waiting") << "nothing is offered to a client that cannot sign";
  const Finished received = gateway_.receive(gateway_.outside("received"), {"--count", "1"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  EXPECT_EQ(count_of(receipts(), "signed_records"), 1);
}

TEST_F(Receipts, AForgedReceiptSettlesNothing) {
  const std::string record = send_one();
  const crypto::Credential credential = credential_of(gateway_, kCouncil);
  RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
  Frame hello;
  hello.mutable_hello()->set_version(1);
  hello.mutable_hello()->add_features("signed-receipts");
  peer.send(hello);
  Frame credit;
  credit.mutable_credit()->set_records(1);
  credit.mutable_credit()->set_bytes(1 << 24);
  peer.send(credit);
  std::string close;
  while (close.empty()) {
    const auto frame = peer.receive(std::chrono::seconds(20));
    ASSERT_TRUE(frame) << "the gateway did not say why it ended";
    if (frame->has_close()) close = frame->close().detail();
    if (!frame->has_delivery()) continue;
    Frame ack;
    auto* range = ack.mutable_ack()->add_ranges();
    range->set_first(frame->delivery().sequence());
    range->set_last(frame->delivery().sequence());
    ack.mutable_ack()->set_commitments(std::string(32, 'c'));
    ack.mutable_ack()->set_signature("signed, honestly");
    peer.send(ack);
  }
  peer.cut();
  EXPECT_NE(close.find("another commitment for record " + record), std::string::npos) << close;
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  const auto attempts = entries("attempt");
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(text_of(attempts[0], "reason"), "receipt-refused");
  EXPECT_EQ(text_of(attempts[0], "record"), record);
  EXPECT_EQ(count_of(receipts(), "signed_records"), 1);
}

// --- Recalls --------------------------------------------------------------------------------------------------------

class Recalls : public Receipts {
 protected:
  Finished recall(const std::string& id, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"recall", "--client", gateway_.client("riverside-trust"),
                                          id,       "--reason", "it is about Marjorie Fernsby"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return gateway_.tool(arguments);
  }
};

TEST_F(Recalls, TakeBackWhatWaitsAndKeepTheirReasonToThemselves) {
  const std::string record = send_one();
  const Finished first = recall(record, {"--json"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const auto recipient = json_lines(first.out).at(0).at("recipients").as_array().at(0).as_object();
  EXPECT_TRUE(recipient.at("recalled").as_bool());
  EXPECT_FALSE(recipient.at("perhaps_received").as_bool());
  EXPECT_EQ(gateway_.state_of(record), "recalled");
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");

  EXPECT_EQ(recall(record, {"--to", kCouncil}).exit_code, 0) << "asking again changes nothing";
  const std::string delivered = send_one();
  ASSERT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  const Finished late = recall(delivered);
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_NE(late.out.find("too late: delivered"), std::string::npos) << late.out;
  const Finished unknown = recall(record, {"--to", "northmoor-police"});
  EXPECT_NE(unknown.err.find("was not accepted for northmoor-police"), std::string::npos) << unknown.err;
  EXPECT_NE(recall("no-such-id").err.find("no such record"), std::string::npos);

  EXPECT_EQ(gateway_.ledger_faults(), "");
  for (const std::string& path : files_under(gateway_.file("data")))
    EXPECT_EQ(read_file(path).find("Fernsby"), std::string::npos) << path;
}

TEST_F(Recalls, AreTooLateOrKeepTheRecordFromTheRecipientAndNeverBoth) {
  constexpr std::uint64_t kRecords = 300;
  const auto file = client::read_client_file(gateway_.client("riverside-trust"));
  ASSERT_TRUE(file);
  auto sender = client::NativeClient::connect(*file, {.recall = true});
  ASSERT_TRUE(sender) << sender.error().detail;
  ASSERT_TRUE(sender->recalls());
  const std::string body = read_file(source_file(kReferral));
  for (std::uint64_t i = 0; i < kRecords; ++i)
    sender->submit(submission(i, "recall-" + std::to_string(i), body).submit());
  std::set<std::string> recalled, kept;
  std::vector<std::string> records;
  const Deadline deadline = in(std::chrono::seconds(60));
  Frame frame;
  while (records.size() < kRecords) {
    ASSERT_TRUE(sender->receive(frame, deadline).value_or(false)) << records.size() << " receipts";
    ASSERT_EQ(frame.receipt().outcome(), native::v1::ACCEPTED) << frame.receipt().detail();
    records.push_back(RecordId::from_bytes(frame.receipt().record_id())->str());
  }
  // The recipient takes them from the front while the sender recalls them, one by one, from the back: they meet.
  Follower follower(gateway_.client(kCouncil));
  for (auto id = records.rbegin(); id != records.rend(); ++id) {
    native::v1::Recall recall;
    recall.set_id(*id);
    sender->recall(std::move(recall));
    ASSERT_TRUE(sender->receive(frame, deadline).value_or(false)) << recalled.size() << " + " << kept.size();
    ASSERT_EQ(frame.recall_reply().recipients_size(), 1) << frame.recall_reply().detail();
    const std::string record = RecordId::from_bytes(frame.recall_reply().record_id())->str();
    const auto& recipient = frame.recall_reply().recipients(0);
    EXPECT_FALSE(recipient.perhaps_received()) << "the follower never lets go of what it has";
    (recipient.state() == "recalled" ? recalled : kept).insert(record);
  }
  EXPECT_TRUE(follower.wait_for(kept, in(std::chrono::seconds(30))).empty()) << "too late, and yet it never came";
  EXPECT_EQ(follower.wait_for(recalled, in(std::chrono::milliseconds(0))).size(), recalled.size())
      << "recalled, and yet it came";
  follower.stop();
  EXPECT_EQ(follower.broken_promises(), "");
  std::map<std::string, std::string> outcomes;
  for (const auto& entry : entries("settle"))
    EXPECT_TRUE(outcomes.emplace(text_of(entry, "record"), text_of(entry, "outcome")).second) << "settled twice";
  EXPECT_EQ(outcomes.size(), kRecords);
  for (const std::string& record : recalled) EXPECT_EQ(outcomes[record], "recalled");
  for (const std::string& record : kept) EXPECT_EQ(outcomes[record], "delivered");
  std::cout << recalled.size() << " recalled in time, " << kept.size() << " too late\n";
}

}  // namespace
}  // namespace concordat::integration
