#pragma once
// A file's name crosses only with an opaque payload, and only where the plan keeps the item envelope.file_name: a
// structured record says itself what it is. It goes as it is or not at all, since a part of it could still name
// somebody: not at all where it could lead a program or a person astray, or where free text would have something taken
// out of it. Pure.

#include <string_view>

#include "policy/redact/redactor.h"
#include "policy/redact/value/free_text.h"

namespace concordat::policy {

// No folders, no hidden file, nothing that shows as something else: separators, colons, control characters, marks that
// turn the direction of reading, dots and blanks at an end.
[[nodiscard]] bool safe_file_name(std::string_view name);

// Fills `out.file_name`, or notes the item as altered where the plan would have let the name through.
void disclose_file_name(const Record& record, ItemIndex item, const Plan& plan, FreeText& scrubber, Disclosure& out);

}  // namespace concordat::policy
