#pragma once
// The content types of opaque payloads: the few whose first bytes say what they are. What cannot be told is not here,
// and is not taken. Only the beginning is looked at: that the rest is well made, and that nothing else hides in it
// (a PDF may carry attachments, a JPEG an archive behind its end), is not checked. Pure.
//
//   const ContentType* type = content_type("application/pdf");          // nullptr: not one of these
//   if (type == nullptr || !type->begins(body)) refuse();

#include <span>
#include <string>
#include <string_view>

namespace concordat::protocol {

struct ContentType {
  std::string_view name;       // lower case, without parameters
  std::string_view extension;  // ".pdf"
  bool (*begins)(std::string_view bytes);
};

// All of them.
[[nodiscard]] std::span<const ContentType> content_types();
// By its name in any case. A name with parameters is none: they could carry any words.
[[nodiscard]] const ContentType* content_type(std::string_view name);
// The one that the bytes begin as; text is what begins as nothing else and holds nothing but text.
[[nodiscard]] const ContentType* content_type_of(std::string_view bytes);
// "application/pdf, image/jpeg, …"
[[nodiscard]] std::string content_type_names();

}  // namespace concordat::protocol
