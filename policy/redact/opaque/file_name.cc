#include "policy/redact/opaque/file_name.h"

#include <algorithm>

#include "policy/compile/plan.h"
#include "protocol/base/utf8.h"
#include "protocol/limits.h"

namespace concordat::policy {
namespace {

constexpr std::string_view kSeparators = "/\\:*?\"<>|";  // of paths and streams, and what shells and systems read into

// Control characters, and those that nobody sees or that change how the rest is read (Unicode TR 36).
bool misleading(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0xAD || (point >= 0x200B && point <= 0x200F) ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
         (point >= 0xFFF9 && point <= 0xFFFB);
}

}  // namespace

bool safe_file_name(std::string_view name) {
  constexpr std::string_view kNotAtAnEnd = ". ";
  if (name.empty() || name.size() > limits::kFileNameBytes) return false;
  if (kNotAtAnEnd.find(name.front()) != std::string_view::npos) return false;
  if (kNotAtAnEnd.find(name.back()) != std::string_view::npos) return false;
  if (name.find_first_of(kSeparators) != std::string_view::npos) return false;
  while (!name.empty()) {
    const CodePoint point = first_code_point(name);
    if (point.length == 0 || misleading(point.value)) return false;
    name.remove_prefix(point.length);
  }
  return true;
}

void disclose_file_name(const Record& record, ItemIndex item, const Plan& plan, FreeText& scrubber, Disclosure& out) {
  const std::string_view name = record.file_name();
  const ActionKind action = plan.items[item].action.kind;
  if (action == ActionKind::kWithhold) return;
  scrubber.clear();
  std::string clean;
  const bool as_it_is = action == ActionKind::kKeep && record.format() == Format::kOpaque && safe_file_name(name) &&
                        scrubber.scrub(name, clean).clean();
  if (as_it_is) {
    out.file_name = name;
  } else {
    out.altered.push_back(item);
  }
}

}  // namespace concordat::policy
