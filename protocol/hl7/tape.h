#pragma once
// HL7 v2 as a flat tape over the text that was parsed: its segments, and of their fields only what is not empty, down
// to sub-components. Strict: what can't be read with certainty is refused, never repaired: delimiters that are missing,
// repeated or redefined in the middle, a second MSH outside a batch, counts of a batch that are wrong, mixed line ends,
// control characters, bytes that the character set has no meaning for. Linear and iterative, whatever the input.
//
// The tape is what the redactor and the verifier share, and all that they share. A value names its bytes in the text,
// so whatever nobody changes is copied as it came. A Tape is reused from text to text: parsing allocates only when it
// must grow.
//
//   Tape tape;
//   if (auto ok = tape.parse(text); !ok) return fail(ok.error());       // "segment 3, PID-5: control character; ..."
//   for (const Segment& segment : tape.segments()) {
//     for (const Value& value : tape.values(segment)) use(segment.id(), value.field, tape.raw(value));
//   }

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/hl7/charset.h"
#include "protocol/hl7/delimiters.h"
#include "protocol/hl7/text.h"
#include "protocol/limits.h"

namespace concordat::protocol::hl7 {

// A sub-component that isn't empty: the smallest piece that has a meaning of its own.
struct Value {
  std::uint32_t offset;  // in text()
  std::uint32_t length;
  std::uint16_t field;        // as in "PID-3": from 1. In a header (MSH, FHS, BHS) 1 is the separator itself and 2 the
                              // encoding characters, whole
  std::uint16_t repetition;   // from 0
  std::uint8_t component;     // from 1
  std::uint8_t subcomponent;  // from 1
  bool escaped;               // holds the escape character; a header's first two fields never count as escaped
  bool null;                  // exactly `""`: delete
};
static_assert(sizeof(Value) == 16);

inline constexpr std::uint32_t kNoMessage = std::numeric_limits<std::uint32_t>::max();

struct Segment {
  std::uint32_t offset, length;          // in text(), without its end
  std::uint32_t first_value, end_value;  // in values()
  std::uint32_t message;                 // which message of the batch, from 0; kNoMessage for FHS, BHS, BTS, FTS
  std::array<char, kSegmentNameLength> name;

  [[nodiscard]] std::string_view id() const { return {name.data(), name.size()}; }
};

struct Options {
  Charset when_unsaid = Charset::kAscii;  // of a text whose MSH-18 is empty and that has no byte-order mark
  std::size_t bytes = limits::kRecordBytes;
  std::size_t segments = limits::kSegments;
  std::size_t values = limits::kTokens;
};

class Tape {
 public:
  // Parses one message, or one batch or file of them. `text` must outlive the tape's use. On error the tape is empty
  // and the detail says segment and field, what was wrong and what to do, and quotes nothing of the text.
  Result<void> parse(std::string_view text, const Options& options = {});

  // Without the byte-order mark, if there was one.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool byte_order_mark() const { return byte_order_mark_; }
  [[nodiscard]] const Delimiters& delimiters() const { return delimiters_; }
  [[nodiscard]] Charset charset() const { return charset_; }
  // Whether the messages stand in a batch (BHS ... BTS), or a file of batches (FHS ... FTS).
  [[nodiscard]] bool batch() const { return batch_; }
  [[nodiscard]] std::uint32_t messages() const { return messages_; }

  [[nodiscard]] std::span<const Segment> segments() const { return segments_; }
  // In the order of the text.
  [[nodiscard]] std::span<const Value> values() const { return {values_.data(), value_count_}; }
  [[nodiscard]] std::span<const Value> values(const Segment& segment) const {
    return values().subspan(segment.first_value, segment.end_value - segment.first_value);
  }

  [[nodiscard]] std::string_view raw(const Value& value) const { return text_.substr(value.offset, value.length); }
  [[nodiscard]] std::string_view raw(const Segment& segment) const {
    return text_.substr(segment.offset, segment.length);
  }
  // The bytes of a whole field between its separators, all its repetitions; empty if the segment is shorter. Costs a
  // look along the segment from the nearest value before it.
  [[nodiscard]] std::string_view field(const Segment& segment, std::uint16_t number) const;
  // The value as UTF-8 with its escapes read, into `out`; false when that can't be done with certainty: see
  // decode_text.
  bool decode(const Value& value, std::string& out, std::vector<std::uint32_t>* origin = nullptr) const;

 private:
  friend class Parser;
  void clear();

  std::string_view text_;
  std::vector<Segment> segments_;
  std::vector<Value> values_;  // the first value_count_ of them; the rest is room kept from text to text
  std::size_t value_count_ = 0;
  Delimiters delimiters_{};
  Charset charset_ = Charset::kAscii;
  std::uint32_t messages_ = 0;
  bool batch_ = false;
  bool byte_order_mark_ = false;
};

}  // namespace concordat::protocol::hl7
