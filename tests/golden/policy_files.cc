#include "tests/golden/policy_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "tests/golden/signing.h"

namespace concordat::golden {
namespace {

using policy::Node;
using policy::PolicyFiles;

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// In one line, as flow YAML.
std::string text_of(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::kNothing: return "";
    case Node::Kind::kScalar: return node.quoted ? in_quotes(node.text) : node.text;
    case Node::Kind::kList:
      for (const Node& element : node.elements) out += (out.empty() ? "" : ", ") + text_of(element);
      return "[" + out + "]";
    case Node::Kind::kMap:
      for (const policy::Entry& entry : node.entries) {
        out += (out.empty() ? "" : ", ") + (entry.key == "*" ? in_quotes(entry.key) : entry.key) + ": " +
               text_of(entry.value);
      }
      return "{" + out + "}";
  }
  return out;
}

// `text` with the line of `key`, and the indented ones below it, replaced; or with the key at its end.
std::string with_key(const std::string& text, const std::string& key, const std::string& line) {
  std::size_t from = text.starts_with(key + ":") ? 0 : text.find("\n" + key + ":");
  if (from == std::string::npos) return text + line;
  if (from != 0) ++from;
  std::size_t to = text.find('\n', from) + 1;
  while (to < text.size() && text[to] == ' ') to = text.find('\n', to) + 1;
  return text.substr(0, from) + line + text.substr(to);
}

std::string path_of(std::string id) {
  for (char& c : id) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return "agreements/" + id + ".yaml";
}

Result<void> write_over(const Node& said, const PolicyFiles& folder, PolicyFiles& files) {
  if (said.kind != Node::Kind::kMap || said.entries.empty() || said.entries.front().key != "agreement")
    return fail(Code::kConfigInvalid, "an agreement of a case begins with the key \"agreement\"");
  auto [file, fresh] = files.try_emplace(path_of(said.entries.front().value.text));
  if (fresh) {
    const auto pattern = folder.find(path_of("ISA-1"));
    if (pattern == folder.end())
      return fail(Code::kConfigInvalid, "there is no ISA-1 to take an agreement's keys from");
    file->second = pattern->second;
  }
  for (const policy::Entry& entry : said.entries) {
    const bool gone = entry.value.kind == Node::Kind::kNothing;
    file->second = with_key(file->second, entry.key, gone ? "" : entry.key + ": " + text_of(entry.value) + "\n");
  }
  return {};
}

Result<void> edit(const PolicyChange::Edit& change, PolicyFiles& files) {
  const auto file = files.find(change.file);
  if (file == files.end()) return fail(Code::kConfigInvalid, "there is no file " + change.file + " to edit");
  const auto at = file->second.find(change.replace);
  if (at == std::string::npos)
    return fail(Code::kConfigInvalid, change.file + " does not say \"" + change.replace + "\"");
  if (file->second.find(change.replace, at + 1) != std::string::npos)
    return fail(Code::kConfigInvalid, change.file + " says \"" + change.replace + "\" more than once");
  file->second.replace(at, change.replace.size(), change.with);
  return {};
}

}  // namespace

PolicyFiles read_folder(const std::string& name) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(CONCORDAT_SOURCE_DIR) / "tests/golden/policy" / name;
  PolicyFiles files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), folder).string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  if (files.empty()) throw std::runtime_error("no policy in " + folder.string());
  return files;
}

Result<void> apply(const PolicyChange& change, const PolicyFiles& folder, PolicyFiles& files) {
  for (const auto& [path, text] : change.files) files[path] = text;
  for (const Node& agreement : change.agreements) {
    if (auto ok = write_over(agreement, folder, files); !ok) return ok;
  }
  for (const std::string& path : change.without_files) {
    if (files.erase(path) == 0) return fail(Code::kConfigInvalid, "there is no file " + path + " to leave out");
  }
  for (const PolicyChange::Edit& one : change.edits) {
    if (auto ok = edit(one, files); !ok) return ok;
  }
  for (const auto& [agreement, parties] : change.signed_by) {
    for (const std::string& party : parties) {
      if (auto ok = sign(files, agreement, party); !ok) return ok;
    }
  }
  return {};
}

}  // namespace concordat::golden
