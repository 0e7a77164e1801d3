// `concordat send`, as far as the gateway hears it: what the words on the command line become in a submission.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/command_line.h"
#include "tests/unit/gateway/cli/fake_gateway.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::ElementsAre;

// Runs the command against a gateway that refuses whatever comes, and gives what came.
native::v1::Submit submitted(std::vector<const char*> words) {
  native::v1::Submit heard;
  FakeGateway gateway({[&heard](FakeSession& session) {
    session.greet();
    const auto frame = session.read();
    if (!frame) return;
    heard = frame->submit();
    protocol::native::Frame refusal;
    refusal.mutable_receipt()->set_sequence(heard.sequence());
    refusal.mutable_receipt()->set_outcome(native::v1::REFUSED);
    refusal.mutable_receipt()->set_error("refused-by-policy");
    session.write(refusal);
    session.see_off();
  }});
  const client::ClientFile& known = gateway.client_file();
  const ScratchFolder folder;
  folder.write("ca.crt", known.authorities_pem);
  folder.write("ca.crl", known.crls_pem);
  folder.write("trust.crt", known.certificate_pem);
  folder.write("trust.key", known.key_pem.view());
  const std::string client = folder.write("trust.yaml", "gateway: 127.0.0.1:" + std::to_string(known.gateway.port) +
                                                            "\nca: ca.crt\ncert: trust.crt\nkey: trust.key\n");
  const std::string record = folder.write("record.json", "{}");
  words.insert(words.begin(), {"concordat", "send", "--client", client.c_str()});
  words.push_back(record.c_str());
  EXPECT_EQ(run_command_line(static_cast<int>(words.size()), words.data()), 3);
  return heard;
}

TEST(Send, TellsTheGatewayWhyItIsAnEmergency) {
  const auto submit = submitted({"--purpose", "safeguarding-emergency", "--to", "eastshire-police", "--justification",
                                 "Taken from the waiting room; \"tonight\", he said."});
  EXPECT_EQ(submit.justification(), "Taken from the waiting room; \"tonight\", he said.");
  EXPECT_EQ(submit.purpose(), "safeguarding-emergency");
  EXPECT_THAT(submit.recipients(), ElementsAre("eastshire-police"));
}

TEST(Send, JustifiesNothingUnasked) {
  EXPECT_EQ(submitted({"--to", "eastshire-council"}).justification(), "");
}

}  // namespace
}  // namespace concordat::cli
