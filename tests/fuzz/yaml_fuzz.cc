// The strict YAML reader and every loader behind it, on any bytes: no crash, no unbounded depth, and a tree whose
// canonical text is the same when it is read twice. What it finds is kept in tests/unit/policy/yaml_test.cc.

#include "policy/load/files.h"
#include "policy/source/yaml.h"
#include "tests/fuzz/target.h"

namespace {

using namespace concordat::policy;

void load_all(const Node& root, Report& report) {
  static_cast<void>(load_agency(root, report));
  static_cast<void>(load_agreement(root, report));
  static_cast<void>(load_vocabulary(root, report));
  static_cast<void>(load_purposes(root, report));
  static_cast<void>(load_floor(root, report));
  static_cast<void>(load_routes(root, report));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = concordat::fuzz::as_text(data, size);
  Problems problems;
  Report report("fuzz.yaml", problems);
  auto root = read_yaml(text, report);
  if (!root) {
    concordat::fuzz::require(!problems.empty(), "nothing is refused without a word");
    return 0;
  }
  auto again = read_yaml(text, report);
  concordat::fuzz::require(again && canonical_text(*again) == canonical_text(*root), "the same text is the same tree");
  load_all(*root, report);
  return 0;
}
