#pragma once
// A gateway that a test runs: a configuration made by `concordat init` in a temporary folder, the real `concordatd` on
// a free port of the loopback interface (taken at the first start and kept by later ones), and the real `concordat` to
// talk to it. One thread.
//
//   Gateway gateway;
//   gateway.start();
//   Finished sent = gateway.send({source_file("deploy/examples/records/discharge-referral-1.json")});
//   Finished got = gateway.receive(gateway.file("received"), {"--count", "1"});
//   gateway.stop();                                                       // TERM; expects exit code 0

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/harness/process.h"

namespace concordat::integration {

class Gateway {
 public:
  Gateway();

  [[nodiscard]] std::string file(const std::string& name) const {
    return config() + "/" + name;
  }  // in the configuration
  [[nodiscard]] std::string outside(const std::string& name) const { return folder_.file(name); }  // beside it
  [[nodiscard]] const std::string& config() const { return config_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::uint16_t https_port() const { return https_port_; }
  [[nodiscard]] std::string client(const std::string& agency) const { return file("clients/" + agency + ".yaml"); }

  // Fails the test (and throws) when the gateway is not ready in time.
  void start();
  // As start(), under another program that becomes it: {"/usr/bin/strace", "-D", …}. False when it ended instead.
  [[nodiscard]] bool start_under(const std::vector<std::string>& wrapper);
  // Starts what is expected not to start, and gives what it said.
  Finished start_in_vain();
  // TERM, and how it ended.
  Finished stop();
  void kill();
  void hup();
  [[nodiscard]] Process& daemon() { return *daemon_; }
  [[nodiscard]] bool running() { return daemon_ && daemon_->running(); }
  // What every process of this gateway wrote so far.
  [[nodiscard]] std::string terminal() const;

  [[nodiscard]] Finished tool(std::vector<std::string> arguments) const;
  [[nodiscard]] Finished send(const std::vector<std::string>& arguments,
                              const std::string& agency = "riverside-trust") const;
  [[nodiscard]] Finished receive(const std::string& folder, const std::vector<std::string>& arguments = {},
                                 const std::string& agency = "eastshire-council") const;
  // The state of the one recipient of a record: "waiting", "delivered", …
  [[nodiscard]] std::string state_of(const std::string& record, const std::string& agency = "riverside-trust") const;

  // The lines of the log whose event.action is `action`, all when it is empty. Waits until there are at least so many.
  [[nodiscard]] std::vector<boost::json::object> log(std::string_view action = {}, std::size_t at_least = 0) const;
  // True once a line of the log holds all of `words`.
  [[nodiscard]] bool logged(const std::vector<std::string>& words) const;
  [[nodiscard]] std::string log_file() const { return file("data/log/concordatd.json"); }

  // One question over DIR/data/control.sock.
  [[nodiscard]] boost::json::object control(const std::string& request) const;
  // `concordat ledger verify` and `balance`, on all that is committed now, once it is published; says what is wrong,
  // empty when nothing is.
  [[nodiscard]] std::string ledger_faults() const;
  // The entries of the published ledger, once it has at least so many.
  [[nodiscard]] std::vector<boost::json::object> ledger(std::size_t at_least = 0) const;

 private:
  void keep_port(const std::string& ready_line);

  TempFolder folder_;
  std::string config_;
  std::uint16_t port_ = 0;
  std::uint16_t https_port_ = 0;
  std::optional<Process> daemon_;
  std::string earlier_terminal_;
};

// One JSON object a line, as the tool prints.
[[nodiscard]] std::vector<boost::json::object> json_lines(std::string_view text);
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view member);
[[nodiscard]] std::vector<std::string> texts_of(const boost::json::object& object, std::string_view member);

}  // namespace concordat::integration
