#pragma once
// The control socket: a Unix socket in the data folder through which the command-line tool asks the running gateway for
// what only its store knows. One JSON object a line, one answer a line. Only the daemon's own user and root are heard
// (peer credentials). Runs on the io_context that it is given.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::gateway {

class ControlServer {
 public:
  // Takes an answer line. May be called later, once, from any thread; not after the context is gone.
  using Reply = std::function<void(std::string)>;
  // `answer` gets a request line, on the context's thread, and gives a reply. Neither line has a newline.
  static Result<std::unique_ptr<ControlServer>> open(boost::asio::io_context& context, const std::string& path,
                                                     std::function<void(std::string_view, Reply)> answer);
  ~ControlServer();  // removes the socket
  void stop();

 private:
  struct State;
  explicit ControlServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
