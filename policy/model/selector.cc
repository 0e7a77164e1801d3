#include "policy/model/selector.h"

#include "protocol/limits.h"

namespace concordat::policy {
namespace {

constexpr std::string_view kChoiceMark = "[x]";

tl::unexpected<Error> expected_at(std::size_t position, std::string_view what) {
  return fail(Code::kPolicyInvalid, "character " + std::to_string(position + 1) + ": expected " + std::string(what));
}

// What may stand in a member's name. Member names with other characters exist in JSON at large; no selector can name
// them, so they are always withheld.
bool name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7f && c != '.' && c != '[' && c != ']' && c != '=' && c != '*' && c != '"';
}

class SelectorReader {
 public:
  explicit SelectorReader(std::string_view text) : text_(text) {}

  Result<Selector> read() {
    Selector selector;
    selector.text = std::string(text_);
    for (;;) {
      Step step;
      if (auto ok = read_step(step); !ok) return fail(ok.error());
      selector.steps.push_back(std::move(step));
      if (selector.steps.size() > limits::kNestingDepth)
        return expected_at(at_, "no more steps: records nest less deep");
      if (at_ == text_.size()) return selector;
      if (text_[at_] != '.') return expected_at(at_, "'.' and the next step, or the end");
      ++at_;
    }
  }

 private:
  Result<void> read_step(Step& step) {
    if (at_ < text_.size() && text_[at_] == '*') {
      step.name = "*";
      ++at_;
    } else {
      const std::size_t start = at_;
      while (at_ < text_.size() && name_character(text_[at_])) ++at_;
      if (at_ == start) return expected_at(at_, "the name of a member, or '*'");
      step.name = std::string(text_.substr(start, at_ - start));
      if (text_.substr(at_, kChoiceMark.size()) == kChoiceMark) {
        step.choice = true;
        at_ += kChoiceMark.size();
      }
    }
    if (at_ < text_.size() && text_[at_] == '[') return read_condition(step);
    return {};
  }

  Result<void> read_condition(Step& step) {
    const std::size_t key = ++at_;
    while (at_ < text_.size() && name_character(text_[at_])) ++at_;
    if (at_ == key) return expected_at(at_, "the name of the member that the condition is about");
    step.where_key = std::string(text_.substr(key, at_ - key));
    if (at_ == text_.size() || text_[at_] != '=')
      return expected_at(at_, "'=' and the value that the member must have");
    const std::size_t value = ++at_;
    const std::size_t end = text_.find(']', value);
    if (end == std::string_view::npos) return expected_at(text_.size(), "']' after the condition's value");
    if (end == value) return expected_at(value, "the value that the member must have");
    step.where_value = std::string(text_.substr(value, end - value));
    at_ = end + 1;
    if (at_ < text_.size() && text_[at_] == '[') return expected_at(at_, "one condition a step, not two");
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Selector> parse_member_selector(std::string_view text) {
  return SelectorReader(text).read();
}

Result<Selector> parse_selector(Format format, std::string_view text) {
  switch (format) {
    case Format::kHl7v2: return parse_hl7_selector(text);
    case Format::kOpaque: return parse_opaque_selector(text);
    case Format::kFhir:
    case Format::kJson: break;
  }
  return parse_member_selector(text);
}

}  // namespace concordat::policy
