#include "tests/unit/protocol/json_samples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace concordat::protocol::json {

std::vector<Sample> published_samples() {
  std::vector<Sample> samples;
  const auto folder = std::filesystem::path(CONCORDAT_SOURCE_DIR) / ".." / "shared" / "data" / "fhir-bars";
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    samples.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

std::string minified(const Tape& tape) {
  std::string out;
  std::vector<std::uint32_t> open;
  const auto close_ended = [&](std::uint32_t index) {
    for (; !open.empty() && tape[open.back()].next == index; open.pop_back()) {
      out += tape[open.back()].kind == Kind::kObject ? '}' : ']';
    }
  };
  for (std::uint32_t index = 0; index < tape.size(); ++index) {
    close_ended(index);
    const Token& token = tape[index];
    if (!out.empty() && out.back() != '{' && out.back() != '[' && out.back() != ':') out += ',';
    switch (token.kind) {
      case Kind::kObject: out += '{', open.push_back(index); break;
      case Kind::kArray: out += '[', open.push_back(index); break;
      case Kind::kKey: (out += '"').append(tape.raw(index)) += "\":"; break;
      case Kind::kString: (out += '"').append(tape.raw(index)) += '"'; break;
      default: out += tape.raw(index);
    }
  }
  close_ended(tape.size());
  return out;
}

}  // namespace concordat::protocol::json
