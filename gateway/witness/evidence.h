#pragma once
// Two heads that one log signed and that cannot both be true, kept for whoever has to act on it: both notes, byte for
// byte, so that anybody with the log's key can see it for themselves. The same contradiction is kept once, and there is
// a limit, so that nobody can fill the disk.
//
//   Result<std::string> path = keep_evidence(folder, {"two heads of one size", when, known_note, request_body});

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::gateway {

struct Contradiction {
  std::string_view what;       // in words
  std::int64_t unix_ms = 0;    // when it was seen
  std::string_view known;      // the note that was cosigned
  std::string_view submitted;  // the whole request: the proof that came, and the other note
};

inline constexpr std::size_t kEvidenceFiles = 1000;

// The file: a line for what it is, then each part after a line with its name and length in bytes.
[[nodiscard]] std::string evidence_text(const Contradiction& contradiction);
// Where it is kept now, or was already. kTooLarge when the folder holds kEvidenceFiles.
[[nodiscard]] Result<std::string> keep_evidence(const std::string& folder, const Contradiction& contradiction);

}  // namespace concordat::gateway
