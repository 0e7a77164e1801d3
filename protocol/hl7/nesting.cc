#include "protocol/hl7/nesting.h"

#include <charconv>

namespace concordat::protocol::hl7 {
namespace {

constexpr std::size_t kCountDigits = 9;  // as many as 32 bits always hold

bool counts(std::string_view said, std::uint32_t counted) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), number);
  return error == std::errc{} && end == said.data() + said.size() && said.size() <= kCountDigits && number == counted;
}

}  // namespace

const char* Nesting::enter(std::string_view segment_name) {
  if (shape_ == Shape::kUnknown) return enter_first(segment_name);
  if (finished_) return "a segment after the trailer that ends the text; send it in a text of its own";
  if (segment_name == "MSH") return enter_message();
  if (segment_name == "BHS") return enter_batch();
  if (segment_name == "BTS") return leave_batch();
  if (segment_name == "FTS") return leave_file();
  if (segment_name == "FHS") return "a second file header; send each file as a text of its own";
  return in_message_ ? nullptr : "a segment that belongs to no message; a batch holds messages that begin with MSH";
}

const char* Nesting::enter_first(std::string_view segment_name) {
  if (segment_name == "FHS") {
    shape_ = Shape::kFile;
    return nullptr;
  }
  if (segment_name == "BHS") {
    shape_ = Shape::kBatch;
    return enter_batch();
  }
  if (segment_name == "MSH") {
    shape_ = Shape::kMessage;
    return enter_message();
  }
  return "the text begins with no MSH, BHS or FHS segment; send an HL7 v2 message or batch";
}

const char* Nesting::enter_message() {
  if (shape_ == Shape::kMessage && messages_ == 1) {
    return "a second MSH outside a batch; send each message as a text of its own, or all between BHS and BTS";
  }
  if (shape_ != Shape::kMessage && !in_batch_)
    return "a message outside the batches of its file; put it between BHS and BTS";
  in_message_ = true;
  ++messages_;
  ++messages_in_batch_;
  return nullptr;
}

const char* Nesting::enter_batch() {
  if (shape_ == Shape::kMessage) return "a batch header within a message; begin the text with it";
  if (in_batch_) return "a batch within a batch; end the first with BTS";
  if (shape_ == Shape::kBatch && batches_ == 1) return "a second batch outside a file; put both between FHS and FTS";
  in_batch_ = true;
  in_message_ = false;
  messages_in_batch_ = 0;
  ++batches_;
  return nullptr;
}

const char* Nesting::leave_batch() {
  if (!in_batch_) return "a batch trailer without a batch header; begin the batch with BHS";
  in_batch_ = false;
  in_message_ = false;
  finished_ = shape_ == Shape::kBatch;
  return nullptr;
}

const char* Nesting::leave_file() {
  if (shape_ != Shape::kFile) return "a file trailer without a file header; begin the file with FHS";
  if (in_batch_) return "a file trailer within a batch; end the batch with BTS";
  finished_ = true;
  return nullptr;
}

const char* Nesting::end() const {
  if (shape_ == Shape::kUnknown) return "the text is empty; send an HL7 v2 message or batch";
  if (shape_ == Shape::kBatch && !finished_) return "the batch has no trailer; end it with BTS";
  if (shape_ == Shape::kFile && !finished_) return "the file has no trailer; end it with FTS";
  if (messages_ == 0) return "there is no message in it; send at least one";
  return nullptr;
}

const char* Nesting::count(std::string_view trailer_name, std::string_view said) const {
  if (said.empty()) return nullptr;
  if (trailer_name == "BTS" && !counts(said, messages_in_batch_)) {
    return "another number of messages than the batch holds; send the whole batch, or the true number";
  }
  if (trailer_name == "FTS" && !counts(said, batches_)) {
    return "another number of batches than the file holds; send the whole file, or the true number";
  }
  return nullptr;
}

}  // namespace concordat::protocol::hl7
