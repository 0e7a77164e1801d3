#pragma once
// The highest signed head, kept outside the store: it shows a store that has lost its tail or was rolled back. Two
// preallocated slots of one page are written in turn, each with a checksum, so that a torn write costs the slot being
// written and never the one before it.
//
// Slot: "cncdhd01", u64 generation, u32 length, the signed checkpoint, zeros, SHA-256 of all that precedes it.
//
// Threads: none of its own; the commit thread's.
//
//   Result<HeadFile> head = HeadFile::open(path, HeadFile::IfMissing::kCreate);
//   head->write(note);                                 // pwrite + fdatasync

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gateway/ledger/durable_file.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class HeadFile {
 public:
  static constexpr std::size_t kSlotSize = 4096;

  enum class IfMissing { kCreate, kRefuse };

  // kLedgerInvalid when the file is missing though it should not be, or when neither slot can be read. An empty file is
  // taken for a new one: that is how an operator says that the head was lost and the store is to be believed.
  [[nodiscard]] static Result<HeadFile> open(const std::filesystem::path& path, IfMissing if_missing);

  // The checkpoint of the valid slot with the highest generation; empty when nothing was written yet.
  [[nodiscard]] const std::string& highest() const { return highest_; }

  // After success `note` survives a power cut. A failure is final: the caller must stop.
  [[nodiscard]] Result<void> write(std::string_view note);

 private:
  HeadFile(std::filesystem::path path, OpenFile file) : path_(std::move(path)), file_(std::move(file)) {}

  std::filesystem::path path_;
  OpenFile file_;
  std::uint64_t generation_ = 0;  // of the newest slot; slot number = generation % 2
  std::string highest_;
};

}  // namespace concordat::gateway
