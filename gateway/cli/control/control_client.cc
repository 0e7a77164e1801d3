#include "gateway/cli/control/control_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kReplyBytes = 256 * 1024 * 1024;  // a queue of millions of ids

class Socket {
 public:
  Socket() : number_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string system_words() {
  return std::system_category().message(errno);
}

Result<void> connect(const Socket& socket, const std::string& directory) {
  const std::string path = directory + "/data/control.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Code::kUsage,
                printable(path, 4096) + " is too long for a socket's name; name the directory by a shorter path");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return {};
  if (errno == ENOENT || errno == ECONNREFUSED) {
    return fail(Code::kUnavailable, "concordatd is not running with " + printable(directory, 4096));
  }
  if (errno == EACCES)
    return fail(Code::kForbidden, "only the user that concordatd runs as may ask it (" + printable(path, 4096) + ")");
  return fail(Code::kUnavailable, printable(path, 4096) + ": " + system_words());
}

Result<void> send_line(const Socket& socket, std::string_view request) {
  std::string line(request);
  line += '\n';
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t n = ::send(socket.number(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Code::kUnavailable, "concordatd hung up: " + system_words());
    sent += static_cast<std::size_t>(n);
  }
  return {};
}

Result<std::string> read_line(const Socket& socket, std::chrono::milliseconds patience) {
  std::string line;
  char block[64 * 1024];
  while (line.empty() || line.back() != '\n') {
    pollfd waiting{socket.number(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return fail(Code::kTimeout, "concordatd did not answer in time");
    const ssize_t n = ::recv(socket.number(), block, sizeof block, 0);
    if (n <= 0) return fail(Code::kUnavailable, "concordatd hung up before it answered; may this user ask it?");
    line.append(block, static_cast<std::size_t>(n));
    if (line.size() > kReplyBytes) return fail(Code::kTooLarge, "concordatd's answer is too long");
  }
  line.pop_back();
  return line;
}

std::string text_of(const protocol::json::Tape& tape, std::string_view key) {
  const std::uint32_t value = tape.member(0, key);
  std::string scratch;
  return value == 0 ? std::string() : std::string(tape.decoded(value, scratch));
}

}  // namespace

Result<std::string> ask_gateway(const std::string& directory, std::string_view request,
                                std::chrono::milliseconds patience) {
  const Socket socket;
  if (socket.number() < 0) return fail(Code::kIo, "no socket: " + system_words());
  if (auto connected = connect(socket, directory); !connected) return fail(connected.error());
  if (auto sent = send_line(socket, request); !sent) return fail(sent.error());
  auto answer = read_line(socket, patience);
  if (!answer) return answer;
  protocol::json::Tape tape;
  if (!tape.parse(*answer, {.bytes = kReplyBytes})) return fail(Code::kMalformed, "concordatd's answer is not JSON");
  const std::uint32_t ok = tape.member(0, "ok");
  if (ok != 0 && tape[ok].kind == protocol::json::Kind::kTrue) return answer;
  std::string detail = text_of(tape, "detail");
  if (detail.empty()) detail = text_of(tape, "error");
  const bool missing = text_of(tape, "error") == info(Code::kNotFound).name;
  return fail(missing ? Code::kNotFound : Code::kUnavailable, "concordatd refused: " + printable(detail, 1000));
}

}  // namespace concordat::cli
