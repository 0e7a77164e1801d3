// Which reference leads where: entries by their fullUrl, contained resources by their id.
#include <algorithm>

#include "policy/redact/json/fhir_structure.h"
#include "policy/redact/json/record_reader.h"

namespace concordat::policy {

using protocol::json::Kind;

std::string_view RecordReader::kept_text(std::uint32_t token) {
  if (!tokens_[token].escaped) return tape_.raw(token);
  std::string text;
  record_.decoded_.emplace_back(tape_.decoded(token, text));
  return record_.decoded_.back();
}

void RecordReader::note_entry(std::uint32_t entry) {
  const std::uint32_t url = tape_.member(entry, "fullUrl");
  if (url == 0 || tokens_[url].kind != Kind::kString) return;
  const std::string_view name = kept_text(url);
  const bool leads = is_urn_uuid(name);
  record_.anchors_.push_back({name, kNoToken, entry, 0, leads});
  if (leads) marks_[url].special = Special::kFormat;
}

void RecordReader::note_contained(std::uint32_t resource, std::uint32_t scope) {
  const std::uint32_t id = tape_.member(resource, "id");
  if (id == 0 || tokens_[id].kind != Kind::kString) return;
  marks_[id].special = Special::kContainedId;
  record_.anchors_.push_back({kept_text(id), scope, resource, id, true});
}

const Anchor* RecordReader::anchor(std::uint32_t scope, std::string_view name) const {
  const auto before = [](const Anchor& a, const std::pair<std::uint32_t, std::string_view>& b) {
    return std::pair(a.scope, a.name) < b;
  };
  const auto found = std::lower_bound(record_.anchors_.begin(), record_.anchors_.end(), std::pair(scope, name), before);
  if (found == record_.anchors_.end() || found->scope != scope || found->name != name) return nullptr;
  return &*found;
}

Result<void> RecordReader::resolve_references() {
  std::vector<Anchor>& anchors = record_.anchors_;
  std::sort(anchors.begin(), anchors.end(),
            [](const Anchor& a, const Anchor& b) { return std::pair(a.scope, a.name) < std::pair(b.scope, b.name); });
  const auto same = [](const Anchor& a, const Anchor& b) { return a.scope == b.scope && a.name == b.name; };
  if (std::adjacent_find(anchors.begin(), anchors.end(), same) != anchors.end()) {
    return fail(Code::kMalformed,
                "two entries of the bundle have the same fullUrl, or two contained resources the same id");
  }
  for (LocalReference& reference : record_.references_) {
    const std::string_view to = tape_.decoded(reference.token, scratch_);
    const bool contained = to.front() == '#';
    const Anchor* found = contained ? anchor(reference.scope, to.substr(1)) : anchor(kNoToken, to);
    if (found == nullptr || !found->leads) continue;
    reference.target = found->token;
    reference.id = found->id;
  }
  return {};
}

}  // namespace concordat::policy
