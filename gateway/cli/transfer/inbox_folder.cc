#include "gateway/cli/transfer/inbox_folder.h"

#include <filesystem>

#include "gateway/cli/transfer/durable_file.h"
#include "gateway/cli/transfer/record_file.h"

namespace concordat::cli {

Result<void> InboxFolder::open() const {
  return make_folder(path_);
}

Result<void> InboxFolder::keep(std::string_view body, Received& received) const {
  const Manifest& about = received.manifest;
  const std::string stem = path_ + "/" + about.record_id;
  const std::string manifest = stem + ".manifest.json";
  received.file = stem + std::string(extension(*format_named(about.format), about.content_type));
  std::error_code error;
  if (about.redelivered && std::filesystem::exists(manifest, error)) {
    received.already_written = true;
    return {};
  }
  if (auto wrote = write_durably(received.file, body); !wrote) return wrote;
  return write_durably(manifest, manifest_json(about));
}

Result<void> InboxFolder::sync() const {
  return sync_folder(path_);
}

}  // namespace concordat::cli
