#include "tests/integration/harness/gateway.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>

#include "tests/integration/harness/ledger_entries.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr auto kStart = 30s;
constexpr int kStarts = 20;
constexpr auto kStop = 20s;  // limits::kDrainTime and some
constexpr auto kSeen = 10s;  // until a log line or a published checkpoint is there
constexpr std::string_view kReady = "concordatd is ready: native door on 127.0.0.1:";

constexpr std::string_view kHttpsReady = "HTTPS door on 127.0.0.1:";

std::uint16_t port_after(const std::string& line, std::string_view words) {
  std::uint16_t port = 0;
  const std::size_t at = line.find(words);
  if (at != std::string::npos) std::from_chars(line.data() + at + words.size(), line.data() + line.size(), port);
  if (port == 0) throw std::runtime_error("no port in: " + line);
  return port;
}

}  // namespace

Gateway::Gateway() : config_(folder_.file("gateway")) {
  std::signal(SIGPIPE, SIG_IGN);  // a gateway that hangs up on us is what some tests are about
  const Finished made = tool({"init", config_});
  if (made.exit_code != 0) throw std::runtime_error("concordat init: " + made.err);
  replace_in_file(file("gateway.yaml"), "127.0.0.1:7443", "127.0.0.1:0");
  replace_in_file(file("gateway.yaml"), "127.0.0.1:7444", "127.0.0.1:0");
}

void Gateway::start() {
  if (daemon_) earlier_terminal_ = terminal();
  for (int tries = 1;; ++tries) {
    daemon_.emplace(std::vector<std::string>{CONCORDATD_PROGRAM, "--config", config_});
    const auto line = daemon_->wait_for_line(kReady, in(kStart));
    if (line) return keep_port(*line);
    // Who connects to a port of this range while nobody listens there can be given that port as its own, for a moment.
    daemon_->wait(in(kStop));
    const bool taken = daemon_->err().find("cannot listen") != std::string::npos;
    if (!taken || tries == kStarts)
      throw std::runtime_error("concordatd is not ready: " + daemon_->out() + daemon_->err());
  }
}

bool Gateway::start_under(const std::vector<std::string>& wrapper) {
  if (daemon_) earlier_terminal_ = terminal();
  std::vector<std::string> command = wrapper;
  command.insert(command.end(), {CONCORDATD_PROGRAM, "--config", config_});
  daemon_.emplace(command);
  const auto line = daemon_->wait_for_line(kReady, in(kStart));
  if (line) keep_port(*line);
  if (!line && !daemon_->wait(in(kStop))) throw std::runtime_error("concordatd neither gets ready nor ends");
  return line.has_value();
}

void Gateway::keep_port(const std::string& ready_line) {
  if (port_ != 0) return;
  port_ = port_after(ready_line, kReady);
  https_port_ = port_after(ready_line, kHttpsReady);
  const std::string address = "127.0.0.1:" + std::to_string(port_);
  replace_in_file(file("gateway.yaml"), "native: \"127.0.0.1:0", "native: \"" + address);
  replace_in_file(file("gateway.yaml"), "https: \"127.0.0.1:0", "https: \"127.0.0.1:" + std::to_string(https_port_));
  for (const std::string& path : files_under(file("clients"))) {
    if (path.ends_with(".yaml")) replace_in_file(path, "127.0.0.1:7443", address);
  }
}

Finished Gateway::start_in_vain() {
  return run({CONCORDATD_PROGRAM, "--config", config_}, kStart);
}

Finished Gateway::stop() {
  daemon_->signal(SIGTERM);
  if (!daemon_->wait(in(kStop))) daemon_->kill_and_wait();
  return daemon_->finished();
}

void Gateway::kill() {
  daemon_->kill_and_wait();
}
void Gateway::hup() {
  daemon_->signal(SIGHUP);
}

std::string Gateway::terminal() const {
  return daemon_ ? earlier_terminal_ + daemon_->out() + daemon_->err() : earlier_terminal_;
}

Finished Gateway::tool(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), CONCORDAT_PROGRAM);
  return run(arguments);
}

Finished Gateway::send(const std::vector<std::string>& arguments, const std::string& agency) const {
  std::vector<std::string> all{"send", "--client", client(agency)};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return tool(all);
}

Finished Gateway::receive(const std::string& folder, const std::vector<std::string>& arguments,
                          const std::string& agency) const {
  std::vector<std::string> all{"receive", "--client", client(agency), "--out", folder};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return tool(all);
}

std::string Gateway::state_of(const std::string& record, const std::string& agency) const {
  const Finished asked = tool({"status", "--client", client(agency), "--json", record});
  if (asked.exit_code != 0) return "status failed: " + asked.err;
  const auto lines = json_lines(asked.out);
  const auto& recipients = lines.at(0).at("recipients").as_array();
  return recipients.size() == 1 ? text_of(recipients[0].as_object(), "state") : "not one recipient";
}

std::vector<boost::json::object> Gateway::log(std::string_view action, std::size_t at_least) const {
  std::vector<boost::json::object> found;
  (void)wait_until(file("data/log"), in(kSeen), [&] {
    found.clear();
    const std::string text = read_file(log_file());
    for (auto& line : json_lines(text.substr(0, text.rfind('\n') + 1))) {
      if (action.empty() || text_of(line, "event.action") == action) found.push_back(std::move(line));
    }
    return found.size() >= at_least;
  });
  return found;
}

bool Gateway::logged(const std::vector<std::string>& words) const {
  return wait_until(file("data/log"), in(kSeen), [&] {
    for (const std::string& line : lines_of(read_file(log_file()))) {
      bool all = true;
      for (const std::string& word : words) all = all && line.find(word) != std::string::npos;
      if (all) return true;
    }
    return false;
  });
}

std::string Gateway::ledger_faults() const {
  const std::string key = lines_of(read_file(file("ledger.vkey"))).at(0);
  Finished verified;
  Finished balanced;
  // What was just committed is published within a second.
  const std::uint64_t committed =
      static_cast<std::uint64_t>(control(R"({"command":"status"})").at("ledger_size").to_number<std::int64_t>());
  (void)wait_until(file("data/ledger"), in(kSeen), [&] {
    if (published_entries(file("data/ledger")).size() < committed) return false;
    verified = tool({"ledger", "verify", file("data/ledger"), "--key", key});
    balanced = tool({"ledger", "balance", config_});
    return verified.exit_code == 0 && balanced.exit_code == 0;
  });
  std::string faults;
  if (verified.exit_code != 0) faults += "verify: " + verified.out + verified.err;
  if (balanced.exit_code != 0) faults += "balance: " + balanced.out + balanced.err;
  return faults;
}

boost::json::object Gateway::control(const std::string& request) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  file("data/control.sock").copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const std::string line = request + "\n";
    (void)::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
    std::array<char, 4096> bytes{};
    for (ssize_t count = 1; count > 0 && !answer.ends_with('\n');) {
      count = ::recv(socket, bytes.data(), bytes.size(), 0);
      if (count > 0) answer.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(socket);
  if (answer.empty()) throw std::runtime_error("the control socket does not answer");
  return boost::json::parse(answer).as_object();
}

std::vector<boost::json::object> Gateway::ledger(std::size_t at_least) const {
  std::vector<boost::json::object> entries;
  (void)wait_until(file("data/ledger"), in(kSeen), [&] {
    entries = published_entries(file("data/ledger"));
    return entries.size() >= at_least;
  });
  return entries;
}

std::vector<boost::json::object> json_lines(std::string_view text) {
  std::vector<boost::json::object> objects;
  for (const std::string& line : lines_of(text)) objects.push_back(boost::json::parse(line).as_object());
  return objects;
}

std::string text_of(const boost::json::object& object, std::string_view member) {
  const auto* value = object.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::vector<std::string> texts_of(const boost::json::object& object, std::string_view member) {
  std::vector<std::string> texts;
  for (const auto& value : object.at(member).as_array()) texts.emplace_back(value.as_string());
  return texts;
}

}  // namespace concordat::integration
