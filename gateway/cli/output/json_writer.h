#pragma once
// Writes one JSON value, member by member, for programs that read the tool's output. Text that is not valid UTF-8 (a
// file's name may not be) is written with its bytes escaped. Not synchronised.
//
//   JsonWriter json;
//   json.begin_object().member("record_id", id).member("outcome", "accepted");
//   json.key("released").strings(names).end_object();
//   std::cout << json.text() << '\n';

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::cli {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::integral auto number) { return raw(std::to_string(number)); }
  // With as many digits as `decimals` says; null when it is not finite.
  JsonWriter& value(double number, int decimals);
  // A value that is JSON already.
  JsonWriter& json(std::string_view text) { return raw(text); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& strings(const std::vector<std::string>& texts);

  template <typename T>
  JsonWriter& member(std::string_view name, const T& held) {
    return key(name).value(held);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view text);
  void separate();

  std::string text_;
  bool first_ = true;  // nothing stands before the next value in its container
};

}  // namespace concordat::cli
