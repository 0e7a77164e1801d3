// The frame reader: cut up in any way, the same bytes give the same frames and the same end; a frame written again
// reads the same; and no input makes the reader hold much more than it was sent. The first byte chooses the size of the
// pieces.
#include "protocol/native/frame.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/native/concordat.pb.h"
#include "tests/fuzz/target.h"

namespace concordat::protocol::native {
namespace {

using fuzz::require;

constexpr std::size_t kLimit = 64 * 1024;

struct Reading {
  std::vector<std::string> frames;
  std::string end;  // the error's text, or whether bytes were left over
  bool operator==(const Reading&) const = default;
};

void take_frames(FrameReader& reader, Reading& reading) {
  Frame frame;
  while (reading.end.empty()) {
    const Result<bool> got = reader.next(frame);
    if (!got) {
      reading.end = got.error().detail;
    } else if (*got) {
      reading.frames.push_back(frame.SerializeAsString());
    } else {
      return;
    }
  }
}

Reading read_in_pieces(std::string_view wire, std::size_t piece) {
  FrameReader reader(kLimit);
  Reading reading;
  std::size_t sent = 0;
  while (sent < wire.size() && reading.end.empty()) {
    const std::span<char> room = reader.prepare(piece);
    require(room.size() >= piece, "the room that was asked for");
    require(room.size() <= 4 * (sent + piece) + 32 * 1024, "room grows with what was sent");
    const std::size_t count = std::min(piece, wire.size() - sent);
    std::copy_n(wire.begin() + static_cast<std::ptrdiff_t>(sent), count, room.begin());
    reader.commit(count);
    sent += count;
    take_frames(reader, reading);
  }
  if (reading.end.empty()) reading.end = reader.mid_frame() ? "cut" : "whole";
  return reading;
}

void check_written_again(const Reading& reading) {
  std::string wire;
  Frame frame;
  for (const std::string& bytes : reading.frames) {
    require(frame.ParseFromString(bytes), "a frame that was read is a frame");
    append_frame(wire, frame);
  }
  require(read_in_pieces(wire, 4096).frames == reading.frames, "frames survive writing");
}

}  // namespace
}  // namespace concordat::protocol::native

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat::protocol::native;
  static const auto unquiet = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(unquiet);
  if (size == 0) return 0;
  const std::string_view wire = concordat::fuzz::as_text(data + 1, size - 1);
  const Reading whole = read_in_pieces(wire, std::max<std::size_t>(wire.size(), 1));
  concordat::fuzz::require(read_in_pieces(wire, 1 + data[0]) == whole, "any chunking gives the same frames");
  check_written_again(whole);
  return 0;
}
