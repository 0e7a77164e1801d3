#include "tests/unit/policy/redaction/hl7_message.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

namespace concordat::policy::test {
namespace {

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> out;
  boost::algorithm::split(out, text, [separator](char c) { return c == separator; });
  return out;
}

bool header(const std::string& name) {
  return name == "MSH" || name == "FHS" || name == "BHS";
}

void cut_field(Hl7Text& out, const std::string& text, Hl7Leaf at) {
  for (const std::string& repetition : parts(text, out.encoding[1])) {
    at.component = 0;
    for (const std::string& component : parts(repetition, out.encoding[0])) {
      ++at.component;
      at.subcomponent = 0;
      const char sub = out.encoding.size() > 3 ? out.encoding[3] : '&';
      for (const std::string& subcomponent : parts(component, sub)) {
        ++at.subcomponent;
        at.raw = subcomponent;
        if (!subcomponent.empty()) out.leaves.push_back(at);
      }
    }
    ++at.repetition;
  }
}

void cut_segment(Hl7Text& out, const std::string& line) {
  const std::string name = line.substr(0, 3);
  if (header(name) && out.names.empty()) {
    out.field = line.at(3);
    out.encoding = line.substr(4, line.find(out.field, 4) - 4);
  }
  out.names.push_back(name);
  const std::vector<std::string> fields = parts(line, out.field);
  for (std::size_t i = 1; i < fields.size(); ++i) {
    Hl7Leaf at;
    at.segment = out.names.size() - 1;
    at.field = static_cast<int>(i) + (header(name) ? 1 : 0);
    at.raw = fields[i];
    if (header(name) && i == 1) {
      out.leaves.push_back(at);
    } else {
      cut_field(out, fields[i], at);
    }
  }
}

}  // namespace

Hl7Text cut_hl7(std::string_view bytes) {
  std::string text(bytes);
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
  Hl7Text out;
  std::vector<std::string> lines;
  boost::algorithm::split(lines, text, boost::algorithm::is_any_of("\r\n"));
  for (const std::string& line : lines) {
    if (!line.empty()) cut_segment(out, line);
  }
  return out;
}

std::string Hl7Text::place(const Hl7Leaf& leaf) const {
  return names[leaf.segment] + "-" + std::to_string(leaf.field) + "(" + std::to_string(leaf.repetition) + ")." +
         std::to_string(leaf.component) + "." + std::to_string(leaf.subcomponent);
}

// HL7 v2.8, 2.7: \F\ \S\ \T\ \R\ \E\ and \Xhh…\; \.br\ ends a line; what only marks text stays.
std::string Hl7Text::decoded(const std::string& raw) const {
  const char escape = encoding.size() > 2 ? encoding[2] : '\\';
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::size_t end = raw[i] == escape ? raw.find(escape, i + 1) : std::string::npos;
    if (end == std::string::npos) {
      out += raw[i];
      continue;
    }
    const std::string inside = raw.substr(i + 1, end - i - 1);
    const std::string_view letters = "FSTRE";
    const std::string meaning{field, encoding[0], encoding[3], encoding[1], escape};
    if (inside == ".br") {
      out += '\n';
    } else if (inside.size() == 1 && letters.find(inside[0]) != std::string::npos) {
      out += meaning[letters.find(inside[0])];
    } else if (inside[0] == 'X') {
      for (std::size_t at = 1; at + 1 < inside.size(); at += 2)
        out += static_cast<char>(std::stoi(inside.substr(at, 2), nullptr, 16));
    } else {
      out += raw.substr(i, end + 1 - i);
    }
    i = end;
  }
  return out;
}

std::string Hl7Text::escaped(const std::string& text) const {
  const std::string letters = "FSTRE";
  const std::string delimiters{field, encoding[0], encoding[3], encoding[1], encoding[2]};
  std::string out;
  for (const char c : text) {
    const std::size_t at = delimiters.find(c);
    if (c == '\n') {
      out += encoding[2] + std::string(".br") + encoding[2];
    } else if (at == std::string::npos) {
      out += c;
    } else {
      out += {encoding[2], letters[at], encoding[2]};
    }
  }
  return out;
}

std::string Hl7Text::join() const {
  std::string out;
  std::size_t at = 0;
  for (std::size_t segment = 0; segment < names.size(); ++segment) {
    out += names[segment];
    Hl7Leaf done;
    done.field = header(names[segment]) ? 1 : 0;
    for (; at < leaves.size() && leaves[at].segment == segment; ++at) {
      const Hl7Leaf& leaf = leaves[at];
      if (leaf.field != done.field) {
        out.append(static_cast<std::size_t>(leaf.field - done.field), field);
        done = {segment, leaf.field, 0, 1, 1, ""};
      }
      if (leaf.repetition != done.repetition) {
        out.append(static_cast<std::size_t>(leaf.repetition - done.repetition), encoding[1]);
        done = {segment, leaf.field, leaf.repetition, 1, 1, ""};
      }
      if (leaf.component != done.component) {
        out.append(static_cast<std::size_t>(leaf.component - done.component), encoding[0]);
        done.component = leaf.component;
        done.subcomponent = 1;
      }
      out.append(static_cast<std::size_t>(leaf.subcomponent - done.subcomponent), encoding[3]);
      done.subcomponent = leaf.subcomponent;
      out += leaf.raw;
    }
    out += '\r';
  }
  return out;
}

}  // namespace concordat::policy::test
