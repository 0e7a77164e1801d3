#pragma once
// A Judge on the policy of deploy/examples, and a submission that it accepts: discharge-referral-1.json from
// riverside-trust to eastshire-council. A test changes what it is about.
//
//   TEST_F(JudgeTest, RefusesAnotherPurpose) {
//     submit_.set_purpose("safeguarding");
//     (void)refused(Code::kRefusedByPolicy);
//   }

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "gateway/pipeline/judge.h"
#include "gateway/pipeline/kept_circumstances.h"
#include "gateway/pipeline/kept_receipt.h"
#include "protocol/native/concordat.pb.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {

class JudgeTest : public ::testing::Test {
 protected:
  JudgeTest() {
    submit_.set_sequence(1);
    submit_.set_sender_id("bed-7");
    submit_.add_recipients("eastshire-council");
    submit_.set_format(native::v1::FORMAT_FHIR);
    submit_.set_body(example_record("discharge-referral-1.json"));
  }

  void send_json(const std::string& body) {
    submit_.set_format(native::v1::FORMAT_JSON);
    submit_.set_body(body);
  }
  Result<Judgement> judge() { return judge_.judge(*snapshot_, peer_, submit_); }
  Judgement judged() {
    auto judgement = judge();
    if (!judgement) throw std::runtime_error(judgement.error().detail);
    return std::move(*judgement);
  }
  // The judgement of a submission that must be refused with `code`, with nothing left to deliver.
  Judgement refused(Code code) {
    Judgement judgement = judged();
    EXPECT_FALSE(judgement.submission.accepted);
    EXPECT_TRUE(judgement.submission.disclosures.empty());
    EXPECT_TRUE(judgement.submission.plans.empty());
    EXPECT_EQ(judgement.summary.code, code) << judgement.summary.reason;
    const native::v1::Receipt receipt = receipt_of(judgement);
    EXPECT_EQ(receipt.outcome(), native::v1::REFUSED);
    EXPECT_EQ(receipt.error(), info(code).name);
    EXPECT_FALSE(receipt.detail().empty());
    for (const auto& recipient : receipt.recipients()) EXPECT_FALSE(recipient.permit());
    EXPECT_THAT(judgement.submission.entry.head, ::testing::HasSubstr("\"refuse\""));
    EXPECT_THAT(judgement.submission.entry.head, ::testing::HasSubstr(std::string(info(code).name)));
    return judgement;
  }
  static native::v1::Receipt receipt_of(const Judgement& judgement) {
    const auto kept = unpack_receipt(judgement.submission.receipt);
    native::v1::Receipt receipt;
    EXPECT_TRUE(kept && receipt.ParseFromString(std::string(kept->receipt)));
    return receipt;
  }
  native::v1::Delivery delivery_of(const NewDisclosure& disclosure) {
    native::v1::Delivery delivery;
    const auto plaintext = keys_->unseal(
        seal_context(disclosure.record, disclosure.recipient, disclosure.route.plan_hash), disclosure.sealed);
    EXPECT_TRUE(plaintext);
    ByteView message = *plaintext;
    EXPECT_TRUE(take_circumstances(message) && delivery.ParseFromString(std::string(message)));
    return delivery;
  }
  // Everything of a judgement that leaves the thread, but for the plans: those are the agreement's words.
  static std::string all_of(const Judgement& judgement) {
    const Submission& submission = judgement.submission;
    std::string all = submission.dedup_key + submission.digest + submission.receipt + submission.entry.head;
    for (const NewDisclosure& disclosure : submission.disclosures) all += disclosure.sealed;
    for (const Subject& subject : submission.subjects) all += subject.hash + subject.detail;
    const JudgementSummary& summary = judgement.summary;
    return all + summary.recipients + summary.agreements + summary.reason;
  }
  void change_policy(std::string_view path, std::string_view from, std::string_view to) {
    change(files_, path, from, to);
    snapshot_ = snapshot_of(files_);
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  policy::PolicyFiles files_ = example_files();
  std::shared_ptr<const Snapshot> snapshot_ = snapshot_of(files_);
  std::unique_ptr<KeyStore> keys_ = example_keys(folder_, clock_);
  Judge judge_{*keys_, clock_};
  Peer peer_{"riverside-trust", std::string(64, 'f'), "127.0.0.1"};
  native::v1::Submit submit_;
};

}  // namespace concordat::gateway
