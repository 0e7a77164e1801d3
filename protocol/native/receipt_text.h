#pragma once
// What a recipient signs when it acknowledges (concordat.proto, Ack): the one place that knows the text's form. Pure.
//
//   ReceiptText text("hub.example/ledger", "eastshire-council");
//   text.add(record, commitment);                       // in order of the sequences; 32 bytes
//   sign(text.str());

#include <string>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/id.h"

namespace concordat::protocol::native {

class ReceiptText {
 public:
  ReceiptText(std::string_view ledger_origin, std::string_view recipient);
  void add(RecordId record, ByteView commitment);
  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  std::string text_;
};

}  // namespace concordat::protocol::native
