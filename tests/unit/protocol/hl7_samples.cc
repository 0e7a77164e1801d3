#include "tests/unit/protocol/hl7_samples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace concordat::protocol::hl7 {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

void split_field(const std::string& place, const std::string& field, const Delimiters& by,
                 std::vector<SplitValue>& into) {
  const auto repetitions = split(field, by.repetition);
  for (std::size_t r = 0; r < repetitions.size(); ++r) {
    const auto components = split(repetitions[r], by.component);
    for (std::size_t c = 0; c < components.size(); ++c) {
      const auto parts = split(components[c], by.subcomponent);
      for (std::size_t s = 0; s < parts.size(); ++s) {
        if (parts[s].empty()) continue;
        into.push_back(
            {place + "[" + std::to_string(r) + "]." + std::to_string(c + 1) + "." + std::to_string(s + 1), parts[s]});
      }
    }
  }
}

bool is_delimiter(char c, const Delimiters& among) {
  return c == among.field || c == among.component || c == among.repetition || c == among.subcomponent;
}

}  // namespace

std::vector<Sample> published_samples() {
  std::vector<Sample> samples;
  const auto folder = std::filesystem::path(CONCORDAT_SOURCE_DIR) / ".." / "shared" / "data" / "hl7v2";
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) {
    if (entry.path().extension() != ".hl7") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    samples.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

std::string header_declaring(const std::string& charset) {
  return "MSH|^~\\&" + std::string(18 - 2, '|') + charset;
}

std::vector<SplitValue> split_slowly(std::string_view text) {
  std::string lines(text);
  std::replace(lines.begin(), lines.end(), '\n', '\r');
  const Delimiters by{text[3], text[4], text[5], text[6], text[7], '\0'};
  std::vector<SplitValue> values;
  for (const std::string& line : split(lines, '\r')) {
    if (line.empty()) continue;
    const auto fields = split(line, by.field);
    const std::string& name = fields[0];
    const bool header = name == "MSH" || name == "FHS" || name == "BHS";
    if (header) {
      values.push_back({name + "-1[0].1.1", {by.field}});
      values.push_back({name + "-2[0].1.1", fields[1]});
    }
    for (std::size_t i = header ? 2 : 1; i < fields.size(); ++i) {
      split_field(name + "-" + std::to_string(header ? i + 1 : i), fields[i], by, values);
    }
  }
  return values;
}

std::vector<SplitValue> values_of(const Tape& tape) {
  std::vector<SplitValue> values;
  for (const Segment& segment : tape.segments()) {
    for (const Value& value : tape.values(segment)) {
      values.push_back({std::string(segment.id()) + "-" + std::to_string(value.field) + "[" +
                            std::to_string(value.repetition) + "]." + std::to_string(value.component) + "." +
                            std::to_string(value.subcomponent),
                        std::string(tape.raw(value))});
    }
  }
  return values;
}

bool covers_its_text(const Tape& tape) {
  const std::string_view text = tape.text();
  const auto only = [&](std::size_t from, std::size_t to, const auto& allowed) {
    return from <= to && to <= text.size() && std::all_of(text.begin() + from, text.begin() + to, allowed);
  };
  const auto line_end = [](char c) { return c == '\r' || c == '\n'; };
  const auto delimiter = [&](char c) { return is_delimiter(c, tape.delimiters()); };
  std::size_t at = 0;
  std::uint32_t next_value = 0;
  for (const Segment& segment : tape.segments()) {
    if (!only(at, segment.offset, line_end) || segment.first_value != next_value) return false;
    if (text.substr(segment.offset, kSegmentNameLength) != segment.id()) return false;
    at = segment.offset + kSegmentNameLength;
    for (const Value& value : tape.values(segment)) {
      if (!only(at, value.offset, delimiter) || value.length == 0) return false;
      at = std::size_t{value.offset} + value.length;
    }
    if (!only(at, segment.offset + segment.length, delimiter)) return false;
    at = std::size_t{segment.offset} + segment.length;
    next_value = segment.end_value;
  }
  return only(at, text.size(), line_end) && next_value == tape.values().size();
}

}  // namespace concordat::protocol::hl7
