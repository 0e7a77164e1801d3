#pragma once
// Which segment may follow which, as far as the envelope goes (HL7 v2.8, 2.10.3): one message (MSH ...), one batch of
// messages (BHS ... BTS), or one file of batches (FHS ... FTS), and whether the trailers count right.
//
//   if (const char* why = nesting.enter("BHS")) refuse(why);      // nullptr: it may stand here
//   if (const char* why = nesting.end()) refuse(why);

#include <cstdint>
#include <string_view>

namespace concordat::protocol::hl7 {

class Nesting {
 public:
  // Each returns nullptr, or what is wrong and what to do.
  const char* enter(std::string_view segment_name);
  const char* end() const;
  // What a trailer says in its first field: how many messages (BTS-1) or batches (FTS-1) came before it. Empty says
  // nothing.
  const char* count(std::string_view trailer_name, std::string_view said) const;

  [[nodiscard]] std::uint32_t messages() const { return messages_; }
  [[nodiscard]] bool batch() const { return shape_ != Shape::kMessage; }
  // Whether the last segment that entered belongs to a message.
  [[nodiscard]] bool in_message() const { return in_message_; }

 private:
  enum class Shape : std::uint8_t { kUnknown, kMessage, kBatch, kFile };
  const char* enter_first(std::string_view segment_name);
  const char* enter_message();
  const char* enter_batch();
  const char* leave_batch();
  const char* leave_file();

  Shape shape_ = Shape::kUnknown;
  bool in_batch_ = false;
  bool in_message_ = false;
  bool finished_ = false;
  std::uint32_t messages_ = 0;
  std::uint32_t messages_in_batch_ = 0;
  std::uint32_t batches_ = 0;
};

}  // namespace concordat::protocol::hl7
