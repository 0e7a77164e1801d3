#include "policy/verify/opaque/payload_check.h"

#include <algorithm>

#include "protocol/base/utf8.h"
#include "protocol/limits.h"

namespace concordat::policy {
namespace {

// In hexadecimal, as the types' specifications print them; a dot stands for any octet's half.
struct Beginning {
  std::string_view type;
  std::string_view octets;
};
constexpr Beginning kBeginnings[] = {
    {"application/pdf", "255044462D"}, {"application/rtf", "7B5C72746631"},
    {"application/edifact", "554E42"}, {"application/edifact", "554E41............"},
    {"image/gif", "474946383761"},     {"image/gif", "474946383961"},
    {"image/jpeg", "FFD8FF"},          {"image/png", "89504E470D0A1A0A"},
    {"image/tiff", "49492A00"},        {"image/tiff", "4D4D002A"},
};

bool begins(std::string_view bytes, std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (bytes.size() * 2 < octets.size()) return false;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto octet = static_cast<unsigned char>(bytes[i / 2]);
    const char half = kDigits[i % 2 == 0 ? octet >> 4 : octet & 15];
    if (octets[i] != '.' && octets[i] != half) return false;
  }
  return true;
}

bool bears_out(std::string_view type, std::string_view bytes) {
  bool marked = false;
  for (const Beginning& known : kBeginnings) {
    if (!begins(bytes, known.octets)) continue;
    if (known.type == type) return true;
    marked = true;
  }
  return type == "text/plain" && !marked && !bytes.empty() && bytes.find('\0') == std::string_view::npos &&
         valid_utf8(bytes);
}

bool is_a_name(std::string_view name) {
  const auto odd = [](char c) { return c == '/' || c == '\\' || (c >= 0 && c < ' ') || c == '\x7F'; };
  return name.front() != '.' && std::none_of(name.begin(), name.end(), odd) && valid_utf8(name);
}

Result<void> mismatch(std::string_view what) {
  return fail(Code::kVerifierMismatch, "the plan does not release " + std::string(what));
}

}  // namespace

PayloadCheck::PayloadCheck(const Vocabulary& vocabulary) : file_name_(kNoItem) {
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    const auto item = static_cast<ItemIndex>(i);
    if (vocabulary.items[i].id.str() == kFileNameItem) file_name_ = item;
    for (const Selector& selector : vocabulary.items[i].selectors[static_cast<std::size_t>(Format::kOpaque)]) {
      const Step& only = selector.steps.at(0);
      const std::size_t room = only.where_key.empty() ? limits::kRecordBytes : std::stoull(only.where_value);
      items_[only.name].emplace(room, item);
    }
  }
}

Result<void> PayloadCheck::verify(std::string_view bytes, const Envelope& envelope, const Plan& plan) const {
  const auto kept = [&plan](ItemIndex item) {
    return item < plan.items.size() && plan.items[item].action.kind == ActionKind::kKeep;
  };
  const auto type = items_.find(envelope.content_type);
  if (type == items_.end()) return mismatch("a payload of that content type");
  const auto roomy = type->second.lower_bound(bytes.size());
  if (roomy == type->second.end()) return mismatch("a payload of that size");
  if (!kept(roomy->second)) return mismatch("this payload");
  if (!bears_out(envelope.content_type, bytes)) return mismatch("a payload that does not begin as its type does");
  if (envelope.file_name.empty()) return {};
  if (!kept(file_name_) || !is_a_name(envelope.file_name)) return mismatch("the file's name");
  return {};
}

}  // namespace concordat::policy
