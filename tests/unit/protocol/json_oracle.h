#pragma once
// Boost.JSON's strict parser, told to build nothing: the grammar's second opinion in the differential test, and its
// speed in the benchmark. It converts numbers, so it alone refuses an exponent that overflows its integer.

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <string_view>

#include "protocol/base/error.h"

namespace concordat::protocol::json {

// Accepts every event, so that only the grammar decides.
struct AcceptAll {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Code = boost::json::error_code;
  using Text = boost::json::string_view;
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_key_part(Text, std::size_t, Code&) { return true; }
  bool on_key(Text, std::size_t, Code&) { return true; }
  bool on_string_part(Text, std::size_t, Code&) { return true; }
  bool on_string(Text, std::size_t, Code&) { return true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t, Text, Code&) { return true; }
  bool on_uint64(std::uint64_t, Text, Code&) { return true; }
  bool on_double(double, Text, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

inline boost::json::error_code judged_by_oracle(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 1000;
  boost::json::basic_parser<AcceptAll> parser(options);
  boost::json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used != text.size()) error = boost::json::error::extra_data;
  return error;
}

// Whether the tokeniser refused for a rule of its own, which the oracle does not have.
inline bool beyond_the_grammar(const Error& error) {
  for (const char* reason : {": duplicate key", ": NUL character", ": nested too deeply"}) {
    if (error.detail.find(reason) != std::string::npos) return true;
  }
  return false;
}

}  // namespace concordat::protocol::json
