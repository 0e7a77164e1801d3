#include "policy/format/format.h"

#include <optional>

#include "policy/format/key_order.h"
#include "policy/format/layout_reader.h"
#include "policy/format/layout_writer.h"
#include "policy/format/settle.h"
#include "policy/source/yaml.h"

namespace concordat::policy {
namespace {

struct FileRead {
  std::string meaning;  // canonical_text
  Passage layout;       // settled
};

// What other systems put at the ends of lines, and at a file's beginning, says nothing.
std::string plain_text(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c != '\r') out += c;
  }
  return out;
}

std::optional<FileRead> read_file(std::string_view text, const KeyOrder& order, Report& report) {
  const auto root = read_yaml(text, report);
  if (!root) return std::nullopt;
  const std::string plain = plain_text(text);
  auto same_root = plain == text ? root : read_yaml(plain, report);
  if (!same_root) return std::nullopt;
  auto layout = read_layout(plain, *same_root, report);
  if (!layout) return std::nullopt;
  settle(*layout, order);
  return FileRead{canonical_text(*root), *std::move(layout)};
}

}  // namespace

Result<std::string> format_policy_file(std::string_view path, std::string_view text, Problems& problems) {
  const KeyOrder* order = key_order_of(path);
  if (order == nullptr) return fail(Code::kUsage, "no policy file is called " + std::string(path));
  Report report{std::string(path), problems};
  const auto before = read_file(text, *order, report);
  if (!before) return fail(Code::kPolicyInvalid, std::string(path) + " cannot be read");
  std::string written = write_layout(before->layout);
  Problems unexpected;
  Report report_after{std::string(path), unexpected};
  const auto after = read_file(written, *order, report_after);
  if (after && after->meaning == before->meaning && after->layout == before->layout) return written;
  return fail(Code::kInternal, std::string(path) + " would not say the same when laid out anew; leave it as it is");
}

}  // namespace concordat::policy
