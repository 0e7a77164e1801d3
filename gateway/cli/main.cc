// `concordat`: the command-line tool. Its commands are listed in command_line.h.

#include <csignal>
#include <exception>
#include <iostream>

#include "gateway/cli/command_line.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a gateway that hangs up is an error to report, not the end of the process
  try {
    return concordat::cli::run_command_line(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "concordat: " << failure.what() << '\n';
    return 1;
  }
}
