#pragma once
// The newest head of each log that a witness has cosigned, in one file: what keeps it from ever cosigning a log that
// went back or aside, also after a crash. Each head is kept as the signed note, byte for byte as it came, with the
// witness's own cosignature after it.
//
// File: "concordat-witness-state/v1", how many heads, each with its length before it, and SHA-256 of all that (one a
// line, in text). Not synchronised.
//
//   Result<WitnessState> state = WitnessState::open(path, own_key);    // kNotFound, kLedgerInvalid: do not start
//   if (auto kept = state->replace(head, note); !kept) …               // durable when it returns

#include <map>
#include <string>
#include <string_view>

#include "crypto/note/checkpoint.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct KnownHead {
  crypto::Checkpoint checkpoint;
  std::string note;         // as it came: signed by the log, and by whom else it may be
  std::string cosignature;  // the witness's signature line, with its newline
};

class WitnessState {
 public:
  // Of a witness that has cosigned nothing. Never over a file that is there.
  [[nodiscard]] static Result<void> create(const std::string& path);
  // kNotFound when there is no file: a witness that forgot may cosign what contradicts itself, so it must not go on.
  // kLedgerInvalid when a bit of it is not as it was written, or a head is not cosigned by `own`.
  [[nodiscard]] static Result<WitnessState> open(const std::string& path, const crypto::VerifierKey& own);

  // Null when nothing of that log was ever cosigned.
  [[nodiscard]] const KnownHead* find(std::string_view origin) const;
  [[nodiscard]] std::size_t size() const { return heads_.size(); }
  // When it returns without an error the head survives a power cut. After an error what is on the disk is not known:
  // the witness must cosign nothing more.
  [[nodiscard]] Result<void> replace(KnownHead head);

 private:
  using Heads = std::map<std::string, KnownHead, std::less<>>;
  explicit WitnessState(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] static std::string str(const Heads& heads);
  [[nodiscard]] Result<void> read(std::string_view text, const crypto::VerifierKey& own);

  std::string path_;
  Heads heads_;
};

}  // namespace concordat::gateway
