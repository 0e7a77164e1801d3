#pragma once
// What is asked of a witness (C2SP tlog-witness, add-checkpoint): the size of the log's head that it cosigned last, the
// proof from there, and the new head. And what it answers. Pure; trusts nothing.
//
//   Result<AddCheckpoint> asked = AddCheckpoint::parse(body);
//   std::string body = AddCheckpoint{old_size, proof, note}.str();

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/merkle/tree_hash.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::size_t kAddCheckpointBytes = 64 * 1024;  // a note with a hundred signatures is half of that
inline constexpr std::size_t kProofLines = 63;                 // the format's own limit
inline constexpr std::string_view kSizeType = "text/x.tlog.size";

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  crypto::Proof proof;
  std::string note;  // the signed checkpoint; its form is left to the reader

  [[nodiscard]] std::string str() const;
  // kMalformed on anything that str() would not write, kTooLarge above kAddCheckpointBytes.
  [[nodiscard]] static Result<AddCheckpoint> parse(std::string_view body);
};

struct WitnessAnswer {
  std::uint16_t status = 0;  // of HTTP
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

}  // namespace concordat::gateway
