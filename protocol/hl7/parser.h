#pragma once
// One pass over a text, checking every byte, that fills a tape: segment by segment, and in each sixteen bytes at a
// time. Used once, by Tape::parse.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/hl7/nesting.h"
#include "protocol/hl7/place.h"
#include "protocol/hl7/scan.h"
#include "protocol/hl7/tape.h"

namespace concordat::protocol::hl7 {

class Parser {
 public:
  // `tape` must be empty but for its text and whether a byte-order mark stood before it.
  Parser(const Options& options, Tape& tape);
  Result<void> run();

 private:
  struct Cursor;

  // Each reads from `p` and returns where it stopped, or nullptr after refuse().
  const char* segment(const char* p);
  const char* name(const char* p);
  const char* header(const char* p);
  const char* content(const char* p, std::uint16_t first_field);
  const char* fields(const char* p, std::uint16_t first_field);
  const char* uncommon_block(const char* p, const char* end, const Marks& marks, Cursor& cursor);
  const char* beyond_ascii(const char* p, std::uint16_t field);
  const char* past_line_end(const char* p);

  // What a header declares: taken from the text's first, demanded of every other. False after refuse().
  bool settle_delimiters(std::string_view header_text);
  void settle_charset();
  bool demand_charset(std::string_view header_text);
  [[nodiscard]] Charset unsaid_charset() const;
  [[nodiscard]] std::string_view first_message_header() const;

  bool add_whole(const char* first, const char* end, std::uint16_t field);
  bool make_room(Cursor& cursor);
  [[nodiscard]] Place::Separator separator(char c) const { return separators_[static_cast<std::uint8_t>(c)]; }

  std::nullptr_t refuse(std::string why, std::uint16_t field = 0, Code code = Code::kMalformed);
  [[nodiscard]] std::string place_of_refusal(std::uint16_t field) const;

  Tape& tape_;
  const Options options_;
  const char* const begin_;
  const char* const end_;
  Scanner scanner_;
  std::array<Place::Separator, 256> separators_{};
  Nesting nesting_;
  std::string_view line_end_;      // the first of the text, which every other must equal
  std::string_view segment_name_;  // of the segment being read; empty until it was checked
  Error refusal_;
};

}  // namespace concordat::protocol::hl7
