#pragma once
// The native door's framing: a big-endian uint32 length, then one protobuf Frame. Pure: bytes in, frames out.
//
//   FrameReader reader(limits::kFrameBytes);
//   std::span<char> room = reader.prepare(16384);        // read from the socket into it
//   reader.commit(n);
//   while (true) {
//     Result<bool> got = reader.next(frame);              // true: `frame` was filled; false: more bytes are needed
//     if (!got) return close_with(got.error());           // too long, empty or not a Frame: the connection is over
//     if (!*got) break;
//   }

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Frame;
}

namespace concordat::protocol::native {

using Frame = ::concordat::native::v1::Frame;

inline constexpr std::string_view kAlpn = "concordat/1";
inline constexpr std::size_t kLengthBytes = 4;

// Appends the length and the frame to `out`.
void append_frame(std::string& out, const Frame& frame);

// Collects bytes and cuts them into frames. A length over the limit is refused as soon as its four bytes are there,
// before anything is allocated for it. The buffer shrinks again after a large frame. One a connection, one thread.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  // At least `at_least` bytes of room to read into; more for the rest of a long frame, doubling as its bytes arrive.
  [[nodiscard]] std::span<char> prepare(std::size_t at_least);
  void commit(std::size_t bytes) { end_ += bytes; }
  // Fills `frame` (which must be clear; its message may be reused) with the next whole frame, if there is one.
  Result<bool> next(Frame& frame);
  // True when bytes of an unfinished frame are held: an end of the stream now is a truncated frame.
  [[nodiscard]] bool mid_frame() const { return end_ > begin_; }

 private:
  // Of the rest of a known frame, as much as is held already: naming a length alone never makes us hold memory.
  [[nodiscard]] std::size_t foreseen() const;

  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t max_frame_bytes_;
};

}  // namespace concordat::protocol::native
