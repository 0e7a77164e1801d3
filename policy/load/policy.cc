#include "policy/load/policy.h"

#include <algorithm>
#include <map>
#include <optional>

#include "crypto/primitive/digest.h"
#include "policy/compile/canonical_json.h"
#include "policy/source/yaml.h"

namespace concordat::policy {
namespace {

// The canonical texts of the files of each section ("agencies", "floor", …), from which the policy's hash is made.
using CanonicalTexts = std::map<std::string, std::vector<std::string>>;

std::string hash_of(CanonicalTexts texts) {
  JsonMembers sections;
  for (auto& [section, files] : texts) {
    std::sort(files.begin(), files.end());  // what a file is called changes nothing
    sections[section] = json_array(files);
  }
  return std::string(crypto::sha256(json_object(sections)).view());
}

class Reader {
 public:
  Reader(const PolicyFiles& files, Problems& problems) : files_(files), problems_(problems) {}

  Policy read() {
    for (const auto& [path, text] : files_) {
      if (path.starts_with("agencies/")) read_in_folder(path, text, "agencies");
      if (path.starts_with("agreements/")) read_in_folder(path, text, "agreements");
      if (path.starts_with("lists/")) read_in_folder(path, text, "lists");
    }
    read_single("vocabulary.yaml", "it names the pieces of information that agreements speak of",
                [&](const Node& root, Report& report) { policy_.vocabulary = load_vocabulary(root, report); });
    policy_.knows_vocabulary = !policy_.vocabulary.items.empty() && !policy_.vocabulary.kinds.empty();
    read_single("purposes.yaml", "it lists the purposes that agreements may have",
                [&](const Node& root, Report& report) { policy_.purposes = load_purposes(root, report); });
    policy_.knows_all_purposes = !policy_.purposes.empty();
    read_single("floor.yaml", "it lists what no agreement may share; where nothing is listed, write floor: []",
                [&](const Node& root, Report& report) { policy_.floor = load_floor(root, report); });
    if (files_.contains("routes.yaml")) {
      read_single("routes.yaml", "",
                  [&](const Node& root, Report& report) { policy_.routes = load_routes(root, report); });
    }
    std::stable_sort(policy_.agencies.begin(), policy_.agencies.end(),
                     [](const AgencyFile& a, const AgencyFile& b) { return a.agency.id < b.agency.id; });
    std::stable_sort(policy_.agreements.begin(), policy_.agreements.end(),
                     [](const Agreement& a, const Agreement& b) { return a.id < b.id; });
    std::stable_sort(policy_.lists.begin(), policy_.lists.end(),
                     [](const PersonList& a, const PersonList& b) { return a.id.text < b.id.text; });
    policy_.hash = hash_of(std::move(texts_));
    return std::move(policy_);
  }

 private:
  void read_in_folder(const std::string& path, const std::string& text, const std::string& folder) {
    Report report(path, problems_);
    std::string_view name = std::string_view(path).substr(folder.size() + 1);
    if (name.find('/') != std::string_view::npos) {
      report.error(report.whole_file(), "folders inside " + folder + "/ are not read; move the file up, or out");
      return;
    }
    if (!name.ends_with(".yaml") || name.starts_with(".")) {
      report.error(report.whole_file(),
                   "only files named *.yaml belong into " + folder + "/; rename the file, or move it out");
      return;
    }
    std::optional<Node> root = read_yaml(text, report);
    if (!root && folder == "agencies") policy_.knows_all_agencies = false;
    if (!root) return;
    std::string canonical = canonical_text(*root);
    if (folder == "agencies") {
      policy_.agencies.push_back(load_agency(*root, report));
    } else if (folder == "lists") {
      policy_.lists.push_back(load_person_list(*root, report));
    } else {
      policy_.agreements.push_back(load_agreement(*root, report));
      policy_.agreements.back().hash = crypto::sha256(canonical).hex();
    }
    texts_[folder].push_back(std::move(canonical));
  }

  template <typename Load>
  void read_single(const std::string& path, const std::string& why, Load load) {
    Report report(path, problems_);
    auto file = files_.find(path);
    if (file == files_.end()) {
      report.error(report.whole_file(), "the file is missing; " + why);
      return;
    }
    std::optional<Node> root = read_yaml(file->second, report);
    if (!root) return;
    load(*root, report);
    texts_[path].push_back(canonical_text(*root));
  }

  const PolicyFiles& files_;
  Problems& problems_;
  Policy policy_;
  CanonicalTexts texts_;
};

}  // namespace

const AgencyFile* Policy::agency(std::string_view id) const {
  auto it = std::lower_bound(agencies.begin(), agencies.end(), id, [](const AgencyFile& file, std::string_view wanted) {
    return file.agency.id.str() < wanted;
  });
  return it != agencies.end() && it->agency.id.str() == id ? &*it : nullptr;
}

const Agreement* Policy::agreement(std::string_view id) const {
  auto it = std::lower_bound(agreements.begin(), agreements.end(), id,
                             [](const Agreement& one, std::string_view wanted) { return one.id.str() < wanted; });
  return it != agreements.end() && it->id.str() == id ? &*it : nullptr;
}

const Purpose* Policy::purpose(std::string_view id) const {
  auto it = std::find_if(purposes.begin(), purposes.end(), [&](const Purpose& p) { return p.id.str() == id; });
  return it == purposes.end() ? nullptr : &*it;
}

Policy read_policy(const PolicyFiles& files, Problems& problems) {
  return Reader(files, problems).read();
}

}  // namespace concordat::policy
