// Selectors of HL7 v2: SEGMENT[field.component=value]-field[component=value].component.sub-component
#include <algorithm>
#include <charconv>
#include <iterator>

#include "policy/model/selector.h"

namespace concordat::policy {
namespace {

// Where the standard puts the code that says which of several a repetition is (HL7 v2.8.2, 2A: CX.5, XPN.7, XAD.7,
// XTN.3), for the fields that repeat.
struct TypedField {
  std::string_view field;
  std::string_view component;
};
constexpr TypedField kTypedFields[] = {
    {"PID-2", "5"},  {"PID-3", "5"},  {"PID-4", "5"},  {"PID-5", "7"},  {"PID-6", "7"},  {"PID-9", "7"},
    {"PID-11", "7"}, {"PID-13", "3"}, {"PID-14", "3"}, {"PID-18", "5"}, {"PID-21", "5"}, {"PID-40", "3"},
    {"MRG-1", "5"},  {"MRG-2", "5"},  {"MRG-3", "5"},  {"MRG-4", "5"},  {"MRG-7", "7"},  {"NK1-2", "7"},
    {"NK1-4", "7"},  {"NK1-5", "3"},  {"NK1-6", "3"},  {"NK1-12", "5"}, {"NK1-30", "7"}, {"NK1-31", "3"},
    {"NK1-32", "7"}, {"NK1-33", "5"}, {"NK1-40", "3"}, {"PRD-2", "7"},  {"PRD-3", "7"},  {"PRD-5", "3"},
    {"PV1-19", "5"}, {"PV1-50", "5"}, {"IN1-16", "7"}, {"IN1-19", "7"}, {"ORC-14", "3"}, {"OBR-17", "3"}};

// The standard stays far below: its longest segment has 100 fields, its longest type 28 components.
constexpr unsigned kMostFields = 999;
constexpr unsigned kMostParts = 99;

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Selector> read() {
    Selector selector;
    selector.text = std::string(text_);
    Step segment;
    if (auto ok = read_segment(segment); !ok) return fail(ok.error());
    selector.steps.push_back(std::move(segment));
    if (at_end()) return selector;
    if (!take('-')) return expected("'-' and the number of a field, or the end");
    Step field;
    if (auto ok = read_number(field.name, kMostFields); !ok) return fail(ok.error());
    if (take('[')) {
      if (auto ok = read_condition(field, selector.steps.front().name + "-" + field.name); !ok) return fail(ok.error());
    }
    selector.steps.push_back(std::move(field));
    for (int part = 0; part < 2 && take('.'); ++part) {
      Step step;
      if (auto ok = read_number(step.name, kMostParts); !ok) return fail(ok.error());
      selector.steps.push_back(std::move(step));
    }
    if (!at_end()) return expected("the end: segment-field.component.sub-component is all there is");
    return selector;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] tl::unexpected<Error> expected(std::string_view what) const {
    return fail(Code::kPolicyInvalid, "character " + std::to_string(at_ + 1) + ": expected " + std::string(what));
  }

  Result<void> read_segment(Step& step) {
    const std::string_view name = text_.substr(0, 3);
    const bool good = name.size() == 3 && capital(name[0]) &&
                      std::all_of(name.begin(), name.end(), [](char c) { return capital(c) || digit(c); });
    if (!good) return expected("a segment: three capital letters or digits, such as PID");
    step.name = std::string(name);
    at_ = 3;
    if (take('[')) return read_condition(step, {});
    return {};
  }

  // A plain number, so that a place has one spelling.
  Result<void> read_number(std::string& into, unsigned most) {
    unsigned number = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error != std::errc() || number == 0 || number > most || *begin == '0') {
      return expected("a number from 1 to " + std::to_string(most));
    }
    into.append(begin, end);
    at_ += static_cast<std::size_t>(end - begin);
    return {};
  }

  // After '['. `field` is the one that it stands behind; empty behind a segment.
  Result<void> read_condition(Step& step, const std::string& field) {
    if (!field.empty() && text_.substr(at_, 5) == "type=") {
      const auto* typed = std::find_if(std::begin(kTypedFields), std::end(kTypedFields),
                                       [&](const TypedField& known) { return known.field == field; });
      if (typed == std::end(kTypedFields)) return expected("the number of a component: " + field + " has no type");
      step.where_key = std::string(typed->component);
      at_ += 4;
    } else {
      if (auto ok = read_number(step.where_key, field.empty() ? kMostFields : kMostParts); !ok) return ok;
      if (take('.')) {
        step.where_key += '.';
        if (auto ok = read_number(step.where_key, kMostParts); !ok) return ok;
      } else if (field.empty()) {
        step.where_key += ".1";
      }
    }
    if (!take('=')) return expected("'=' and the value that must stand there");
    const std::size_t end = text_.find(']', at_);
    if (end == std::string_view::npos || end == at_) return expected("the value that must stand there, and ']'");
    step.where_value = std::string(text_.substr(at_, end - at_));
    at_ = end + 1;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Selector> parse_hl7_selector(std::string_view text) {
  return Reader(text).read();
}

}  // namespace concordat::policy
