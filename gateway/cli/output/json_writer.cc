#include "gateway/cli/output/json_writer.h"

#include <cmath>
#include <cstdio>

#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"
#include "protocol/json/text.h"

namespace concordat::cli {

void JsonWriter::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  protocol::json::append_string(text_, name);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  if (valid_utf8(text)) {
    protocol::json::append_string(text_, text);
  } else {
    protocol::json::append_string(text_, printable(text, 4 * text.size()));
  }
  return *this;
}

JsonWriter& JsonWriter::value(double number, int decimals) {
  if (!std::isfinite(number)) return null();
  char digits[64];
  const int length = std::snprintf(digits, sizeof digits, "%.*f", decimals, number);
  return raw(std::string_view(digits, static_cast<std::size_t>(length)));
}

JsonWriter& JsonWriter::strings(const std::vector<std::string>& texts) {
  begin_array();
  for (const std::string& text : texts) value(text);
  return end_array();
}

}  // namespace concordat::cli
