#pragma once
// What became of one record that was sent: the gateway's receipt with its plans spelled out, or why it never got that
// far. As a JSON line for programs, as a few aligned lines for people.
//
//   Result<Answer> answer = answer_of(receipt, client.plans());
//   std::cout << answer_json(*answer) << '\n';

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/client/plan_book.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Receipt;
}

namespace concordat::cli {

enum class AnswerOutcome : std::uint8_t { kAccepted, kRefused, kFailed };
[[nodiscard]] std::string_view name(AnswerOutcome outcome);  // "accepted"

struct RecipientAnswer {
  std::string agency;
  bool permit = false;
  std::vector<client::ItemOutcome> items;  // on a permit
  std::vector<std::string> agreements;
  std::vector<std::string> reasons;
  std::string output_salt;  // raw bytes
};

struct Answer {
  std::string file;       // as the person named it
  std::string sender_id;  // the sender's own id
  std::string record_id;  // the gateway's; empty when it gave none
  AnswerOutcome outcome = AnswerOutcome::kFailed;
  std::vector<RecipientAnswer> recipients;
  std::uint64_t ledger_index = 0;  // meaningful with a record_id
  bool duplicate = false;
  std::string input_salt;  // raw bytes
  std::string error;       // a code's name; empty when accepted
  std::string detail;
  std::string proof;  // a tlog-proof, when one was asked for and given
  std::string entry;  // the entry that it proves
};

// kMalformed when the receipt names what was never sent.
[[nodiscard]] Result<Answer> answer_of(const native::v1::Receipt& receipt, const client::PlanBook& plans);
// A record that got no receipt.
[[nodiscard]] Answer failed_answer(std::string file, const Error& error);

[[nodiscard]] std::string answer_json(const Answer& answer);
[[nodiscard]] std::string answer_text(const Answer& answer);

}  // namespace concordat::cli
