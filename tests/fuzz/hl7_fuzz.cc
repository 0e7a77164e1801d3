// The HL7 v2 parser: what it accepts is split as the standard tells, by a second splitter that knows nothing else; its
// tape covers the text; and what it decodes can be written back and read again without a change.
#include <string>

#include "protocol/base/utf8.h"
#include "protocol/hl7/tape.h"
#include "tests/fuzz/target.h"
#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

using fuzz::require;

void check_shape(const Tape& tape) {
  require(tape.messages() >= 1, "there is a message");
  require(covers_its_text(tape), "the tape covers its text");
  require(values_of(tape) == split_slowly(tape.text()), "values are those that splitting level by level gives");
  std::uint32_t messages = 0;
  for (const Segment& segment : tape.segments()) {
    if (segment.id() == "MSH") ++messages;
    const bool outside = messages == 0 || segment.message == kNoMessage;
    require(outside || segment.message + 1 == messages, "a segment belongs to the message before it");
    for (const std::uint16_t number : {1, 2, 3, 9, 18}) {
      const std::string_view field = tape.field(segment, number);
      require(number <= 2 || field.find(tape.delimiters().field) == std::string_view::npos,
              "a field ends at a separator");
    }
  }
  require(messages == tape.messages(), "messages are counted");
}

void check_texts(const Tape& tape) {
  std::string value;
  std::string written;
  std::string again;
  std::vector<std::uint32_t> origin;
  for (const Value& each : tape.values()) {
    if (!tape.decode(each, value, &origin)) continue;
    require(valid_utf8(value), "decoded text is UTF-8");
    require(origin.size() == value.size() + 1 && origin.back() == each.length, "each byte has an origin");
    if (!each.escaped && tape.charset() != Charset::kLatin1)
      require(value == tape.raw(each), "plain text is as written");
    written.clear();
    require(append_escaped(written, value, tape.delimiters(), tape.charset()), "decoded text can be written");
    require(decode_text(written, tape.delimiters(), tape.charset(), again, nullptr) && again == value,
            "a text survives writing");
    require(written.find_first_of("\r\n") == std::string::npos, "written text ends no segment");
  }
}

}  // namespace
}  // namespace concordat::protocol::hl7

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat::protocol::hl7;
  if (size == 0) return 0;
  static Tape tape;  // reused, as in the gateway: nothing may be left over from the input before
  // The first byte chooses what a listener may set.
  Options options;
  options.when_unsaid = static_cast<Charset>(data[0] % 3);
  const std::string_view text = concordat::fuzz::as_text(data + 1, size - 1);
  if (!tape.parse(text, options)) {
    concordat::fuzz::require(tape.values().empty() && tape.segments().empty(), "a refusal leaves an empty tape");
    return 0;
  }
  check_shape(tape);
  check_texts(tape);
  return 0;
}
