#include "tests/unit/gateway/pipeline/example.h"

#include <stdexcept>

#include "gateway/config/policy_files.h"
#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

const std::string kExamples = CONCORDAT_SOURCE_DIR "/deploy/examples";

template <typename T>
T required(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

}  // namespace

policy::PolicyFiles example_files() {
  return required(read_policy_files(kExamples));
}

void change(policy::PolicyFiles& files, std::string_view path, std::string_view from, std::string_view to) {
  std::string& text = files.at(std::string(path));
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the example no longer says: " + std::string(from));
  text.replace(at, from.size(), to);
}

std::shared_ptr<const Snapshot> snapshot_of(const policy::PolicyFiles& files, PersonLists lists) {
  policy::Loaded loaded = policy::load_policy(files, kStartMs / 1000);
  if (loaded.set) return std::make_shared<const Snapshot>(std::move(loaded.set), std::move(lists));
  std::string all;
  for (const policy::Problem& problem : loaded.problems) all += problem.str() + '\n';
  throw std::runtime_error(all);
}

std::string example_record(const std::string& name) {
  return required(read_file(kExamples + "/records/" + name));
}

std::unique_ptr<KeyStore> example_keys(const TemporaryFolder& folder, const Clock& clock) {
  const std::string master = folder.path() / "master.key";
  if (auto written = replace_file(master, std::string(64, 'a')); !written)
    throw std::runtime_error(written.error().detail);
  return required(KeyStore::open(master, folder.path() / "keyring", clock));
}

}  // namespace concordat::gateway
