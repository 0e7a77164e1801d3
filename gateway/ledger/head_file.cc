#include "gateway/ledger/head_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <optional>

#include "crypto/primitive/digest.h"
#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kMagic = "cncdhd01";
constexpr std::size_t kHeader = 8 + 8 + 4;
constexpr std::size_t kNoteLimit = HeadFile::kSlotSize - kHeader - crypto::Digest::kSize;

constexpr std::string_view kBelieveTheStore =
    "If you are certain that the store was not restored from a backup and that no other gateway has used it, put an "
    "empty file there and "
    "start again";

struct Slot {
  std::uint64_t generation = 0;
  std::string note;
};

Bytes write_slot(const Slot& slot) {
  Bytes bytes(kMagic);
  put_u64(bytes, slot.generation);
  put_u32(bytes, static_cast<std::uint32_t>(slot.note.size()));
  bytes += slot.note;
  bytes.resize(HeadFile::kSlotSize - crypto::Digest::kSize, '\0');
  bytes += crypto::sha256(bytes).view();
  return bytes;
}

std::optional<Slot> read_slot(ByteView bytes) {
  if (bytes.size() != HeadFile::kSlotSize || bytes.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  const ByteView summed = bytes.substr(0, bytes.size() - crypto::Digest::kSize);
  if (crypto::sha256(summed).view() != bytes.substr(summed.size())) return std::nullopt;
  const std::size_t length = get_u32(bytes.substr(16));
  if (length > kNoteLimit) return std::nullopt;
  return Slot{get_u64(bytes.substr(8)), std::string(bytes.substr(kHeader, length))};
}

// Both slots valid and empty, so that every later write is in place.
Bytes fresh_file() {
  return write_slot({0, {}}) + write_slot({1, {}});
}

}  // namespace

Result<HeadFile> HeadFile::open(const std::filesystem::path& path, IfMissing if_missing) {
  auto existing = read_if_present(path, 2 * kSlotSize);
  if (!existing) return fail(existing.error());
  if (!*existing && if_missing == IfMissing::kRefuse) {
    return fail(Code::kLedgerInvalid,
                path.string() +
                    ": the ledger's head file is missing, so nothing shows whether the store is the newest. " +
                    std::string(kBelieveTheStore));
  }
  if (!*existing || (*existing)->empty()) {
    *existing = fresh_file();
    if (const auto made = replace_file(path.string(), **existing); !made) return fail(made.error());
  }
  auto file = open_file(path, O_RDWR);
  if (!file) return fail(file.error());
  HeadFile head(path, std::move(*file));
  bool readable = false;
  for (const std::size_t start : {std::size_t{0}, kSlotSize}) {
    if (start > (*existing)->size()) break;
    const auto slot = read_slot(ByteView(**existing).substr(start, kSlotSize));
    if (!slot || (readable && slot->generation < head.generation_)) continue;
    readable = true;
    head.generation_ = slot->generation;
    head.highest_ = slot->note;
  }
  if (!readable) {
    return fail(Code::kLedgerInvalid,
                path.string() + ": both slots of the ledger's head file are damaged. " + std::string(kBelieveTheStore));
  }
  return head;
}

Result<void> HeadFile::write(std::string_view note) {
  if (note.size() > kNoteLimit) return fail(Code::kInternal, "a checkpoint does not fit the ledger's head file");
  const std::uint64_t generation = generation_ + 1;
  const Bytes slot = write_slot({generation, std::string(note)});
  if (const auto written = write_at(file_, slot, generation % 2 * kSlotSize, path_); !written) return written;
  if (::fdatasync(file_.number()) != 0) return file_error("cannot sync", path_);
  generation_ = generation;
  highest_ = note;
  return {};
}

}  // namespace concordat::gateway
