#pragma once
// Characters that are written as escapes inside a text: JSON or a script (\u0054, \x54), HTML (&#84;, &nbsp;), an
// address of the web (%54, %C3%AB). Pure.
//
//   escape_at("\\u0054hornbury")                       value 'T', length 6
//   escape_at("\\server")                              length 0: no escape

#include "protocol/base/utf8.h"

namespace concordat::policy {

// The escape with which the text begins, and how many of its bytes that is; length 0 if it begins with none.
[[nodiscard]] CodePoint escape_at(std::string_view text);

}  // namespace concordat::policy
