// The tokeniser: it agrees with another strict parser on what JSON is, its tape holds together, and what it accepted
// can be written back and read again without a change.
#include <string>

#include "protocol/base/utf8.h"
#include "protocol/json/tape.h"
#include "tests/fuzz/target.h"
#include "tests/unit/protocol/json_oracle.h"
#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

using fuzz::require;

void check_verdict(std::string_view text, const Result<void>& parsed) {
  if (!parsed && beyond_the_grammar(parsed.error())) return;
  const boost::json::error_code judged = judged_by_oracle(text);
  if (judged == boost::json::error::exponent_overflow) return;
  require(parsed.has_value() == !judged, "accepts what the other parser accepts");
}

void check_shape(const Tape& tape) {
  require(tape.size() > 0 && tape[0].next == tape.size(), "the root holds every token");
  std::uint32_t read_to = 0;
  for (std::uint32_t i = 0; i < tape.size(); ++i) {
    const Token& token = tape[i];
    require(token.offset >= read_to && token.offset + token.length <= tape.text().size(), "tokens follow the text");
    require(token.next > i && token.next <= tape.size(), "a token ends after itself");
    if (token.kind == Kind::kKey) require(tape[i + 1].next == token.next, "a key ends with its value");
    read_to = token.offset;
  }
}

void check_strings(const Tape& tape) {
  std::string scratch;
  std::string written;
  Tape again;
  for (std::uint32_t i = 0; i < tape.size(); ++i) {
    if (tape[i].kind != Kind::kString && tape[i].kind != Kind::kKey) continue;
    const std::string value(tape.decoded(i, scratch));
    require(value.size() <= tape[i].length, "decoding never lengthens");
    require(valid_utf8(value), "decoded text is UTF-8");
    written.clear();
    append_string(written, value);
    require(again.parse(written, {}).has_value() && again.decoded(0, scratch) == value, "a string survives writing");
  }
}

void check_rewritten(const Tape& tape) {
  const std::string compact = minified(tape);
  Tape again;
  require(again.parse(compact, {}).has_value(), "the tape written back is JSON");
  require(again.size() == tape.size() && minified(again) == compact, "and reads as the same tape");
}

}  // namespace
}  // namespace concordat::protocol::json

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat::protocol::json;
  const std::string_view text = concordat::fuzz::as_text(data, size);
  static Tape tape;  // reused, as in the gateway: nothing may be left over from the input before
  const auto parsed = tape.parse(text, {});
  check_verdict(text, parsed);
  if (!parsed) {
    concordat::fuzz::require(tape.size() == 0, "a refusal leaves an empty tape");
    return 0;
  }
  check_shape(tape);
  check_strings(tape);
  check_rewritten(tape);
  return 0;
}
