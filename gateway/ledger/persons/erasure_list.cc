#include "gateway/ledger/persons/erasure_list.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/ledger/durable_file.h"
#include "gateway/ledger/json_text.h"
#include "gateway/ledger/persons/vault_rows.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kListBytes = 256u << 20;  // 4.5 million persons

}  // namespace

Result<std::vector<Bytes>> ErasureList::read() const {
  const auto text = read_if_present(path_, kListBytes);
  if (!text) return fail(text.error());
  std::vector<Bytes> handles;
  if (!*text) return handles;
  std::size_t line = 0;
  for (std::string_view rest = **text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view digits = rest.substr(0, std::min(end, rest.find(' ')));
    rest.remove_prefix(end + 1);
    ++line;
    auto handle = parse_hex(digits);
    if (!handle || handle->size() != kHandleBytes) {
      return fail(Code::kConfigInvalid, path_ + ":" + std::to_string(line) +
                                            ": this is no handle of an erased person (32 hexadecimal digits); the list "
                                            "of erasures is damaged: put it back from where it is kept");
    }
    handles.push_back(std::move(*handle));
  }
  return handles;
}

// In one write behind what is whole: what a crash left of a last line is written over.
Result<void> ErasureList::append(const std::vector<Bytes>& handles, std::int64_t unix_ms) const {
  const auto existing = read_if_present(path_, kListBytes);
  if (!existing) return fail(existing.error());
  std::string lines;
  for (const Bytes& handle : handles) {
    lines += hex(handle) + ' ';
    std::string time;
    append_time(time, unix_ms);
    lines += time + '\n';
  }
  std::size_t whole = 0;
  if (*existing) whole = (*existing)->rfind('\n') == Bytes::npos ? 0 : (*existing)->rfind('\n') + 1;
  const auto file = open_file(path_, O_WRONLY | O_CREAT);
  if (!file) return fail(file.error());
  if (auto written = write_at(*file, lines, whole, path_); !written) return written;
  if (::fsync(file->number()) != 0) return file_error("cannot sync", path_);
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  return *existing ? Result<void>() : sync_folder(folder.empty() ? "." : folder);
}

}  // namespace concordat::gateway
