#pragma once
// Single system calls of a program, found and made to fail with strace: an error instead of the call, or the program's
// death in it. A place is a call's name, the file that it is about, and how often the same thread made that call on
// that file before. Plain values and pure functions.
//
//   gateway.start_under(recording(trace));
//   for (const CallPlace& place : recorded_calls(read_file(trace), gateway.file("data"))) ...
//   other.start_under(failing(place, "error=ENOSPC", other.file("data"), trace));

#include <string>
#include <string_view>
#include <vector>

namespace concordat::integration {

struct CallPlace {
  std::string call;  // "fdatasync"
  std::string path;  // below the data folder; empty: the folder itself
  int nth = 1;
  auto operator<=>(const CallPlace&) const = default;
};

// Why this machine can't do it; empty when it can.
[[nodiscard]] std::string unable_to_trace();

// Commands that become the program that follows them, so that signals and exit codes are its own.
[[nodiscard]] std::vector<std::string> recording(const std::string& trace_file);
enum class From { kThisCallOnly, kThisCallOn };
[[nodiscard]] std::vector<std::string> failing(const CallPlace& place, const std::string& how,
                                               const std::string& data_folder, const std::string& trace_file,
                                               From from = From::kThisCallOnly);

// Of a recording: every call that concerns a file of the folder.
[[nodiscard]] std::vector<CallPlace> recorded_calls(std::string_view trace, const std::string& data_folder);

}  // namespace concordat::integration
