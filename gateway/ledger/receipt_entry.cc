#include "gateway/ledger/receipt_entry.h"

#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

// Keys come in order, each with the comma and the colon around it.
class Head {
 public:
  Head& raw(std::string_view text) {
    draft_.head += text;
    return *this;
  }
  Head& text(std::string_view key, std::string_view value) {
    draft_.head += key;
    append_string(draft_.head, value);
    return *this;
  }
  Head& number(std::string_view key, std::uint64_t value) {
    draft_.head += key;
    append_number(draft_.head, value);
    return *this;
  }
  [[nodiscard]] EntryDraft finish() && {
    draft_.head += ',';
    return std::move(draft_);
  }

 private:
  EntryDraft draft_;
};

}  // namespace

EntryDraft receipt_entry(const ReceiptEntry& receipt) {
  Head head;
  head.raw(R"({"event":"receipt")").text(R"(,"fingerprint":)", receipt.fingerprint_hex);
  head.text(R"(,"receipt":{"algorithm":)", receipt.algorithm);
  if (!receipt.beside.empty()) {
    head.raw(R"(,"also":[)");
    for (const ReceiptLineBeside& line : receipt.beside) {
      if (&line != &receipt.beside.front()) head.raw(",");
      head.text(R"({"commitment":)", line.commitment.hex()).number(R"(,"line":)", line.line);
      head.text(R"(,"record":)", line.record.str()).raw("}");
    }
    head.raw("]");
  }
  head.number(R"(,"count":)", receipt.count);
  if (receipt.count > 0) head.number(R"(,"first":)", receipt.first);
  head.text(R"(,"origin":)", receipt.origin).text(R"(,"signature":)", base64(receipt.signature)).raw("}");
  head.text(R"(,"recipient":)", receipt.recipient);
  return std::move(head).finish();
}

EntryDraft certificate_entry(std::string_view agency, std::string_view fingerprint_hex, ByteView der) {
  Head head;
  head.text(R"({"agency":)", agency).text(R"(,"certificate":)", base64(der));
  head.raw(R"(,"event":"certificate")").text(R"(,"fingerprint":)", fingerprint_hex);
  return std::move(head).finish();
}

EntryDraft attempt_entry(const AttemptEntry& attempt, const std::vector<std::string>& agreements) {
  Head head;
  head.number(R"({"accept":)", attempt.accept_index).number(R"(,"attempts":)", attempt.number);
  // It may have been received all the same: only its acknowledgement is missing.
  head.raw(R"(,"category":"Disclosure","event":"attempt")").text(R"(,"fingerprint":)", attempt.fingerprint_hex);
  head.raw(R"(,"outcome":"failed")").text(R"(,"reason":)", attempt.reason);
  head.text(R"(,"recipient":)", attempt.recipient).text(R"(,"record":)", attempt.record.str());
  head.text(R"(,"sender":)", attempt.sender);
  EntryDraft draft = std::move(head).finish();
  draft.agreements = agreements;
  return draft;
}

}  // namespace concordat::gateway
