#include "protocol/native/receipt_text.h"

namespace concordat::protocol::native {

ReceiptText::ReceiptText(std::string_view ledger_origin, std::string_view recipient) : text_("concordat-receipt/v1\n") {
  text_.append(ledger_origin).append("\n").append(recipient).append("\n");
}

void ReceiptText::add(RecordId record, ByteView commitment) {
  text_.append(record.str()).append(" ").append(hex(commitment)).append("\n");
}

}  // namespace concordat::protocol::native
