#include "tests/integration/harness/system_calls.h"

#include <map>
#include <set>

#include "tests/integration/harness/process.h"

namespace concordat::integration {
namespace {

constexpr const char* kStrace = "/usr/bin/strace";
constexpr const char* kCalls =
    "trace=write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,syncfs,rename,renameat,renameat2,mkdir,"
    "mkdirat,unlink,unlinkat,openat,open,creat";

// What stands between `open` and `close` for the first time that begins with the folder.
std::string_view path_between(std::string_view line, char open, char close, const std::string& folder) {
  const std::size_t at = line.find(open + folder);
  if (at == std::string_view::npos) return {};
  const std::size_t end = line.find(close, at + 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(at + 1, end - at - 1);
}

}  // namespace

std::string unable_to_trace() {
  if (!exists(kStrace)) return "NOT SHOWN: strace is missing (deploy/install-packages test)";
  if (run({kStrace, "-o", "/dev/null", "/usr/bin/true"}).exit_code != 0)
    return "NOT SHOWN: this machine forbids tracing";
  return {};
}

std::vector<std::string> recording(const std::string& trace_file) {
  return {kStrace, "-D", "-f", "-y", "-s", "0", "-o", trace_file, "-e", kCalls};
}

std::vector<std::string> failing(const CallPlace& place, const std::string& how, const std::string& data_folder,
                                 const std::string& trace_file, From from) {
  const std::string path = place.path.empty() ? data_folder : data_folder + "/" + place.path;
  const std::string when = std::to_string(place.nth) + (from == From::kThisCallOn ? "+" : "");
  std::vector<std::string> command{kStrace, "-D", "-f", "-y", "-s", "0", "-P", path, "-o", trace_file};
  command.insert(command.end(), {"-e", "trace=" + place.call});
  command.insert(command.end(), {"-e", "inject=" + place.call + ":" + how + ":when=" + when});
  return command;
}

// 22632 fdatasync(9</data/store/000022.log>) = 0
// 22633 rename("/data/a.new", "/data/a" <unfinished ...>
std::vector<CallPlace> recorded_calls(std::string_view trace, const std::string& data_folder) {
  std::vector<CallPlace> places;
  std::map<std::pair<std::string, CallPlace>, int> counts;  // by thread
  for (const std::string& line : lines_of(trace)) {
    const std::size_t space = line.find(' ');
    const std::size_t begin = line.find_first_not_of(' ', space);
    const std::size_t bracket = line.find('(');
    if (begin == std::string::npos || bracket == std::string::npos || line[begin] == '<') continue;
    std::string_view path = path_between(std::string_view(line).substr(bracket), '"', '"', data_folder);
    if (path.empty()) path = path_between(std::string_view(line).substr(bracket), '<', '>', data_folder);
    if (path.empty()) continue;
    path.remove_prefix(std::min(path.size(), data_folder.size() + 1));
    CallPlace place{line.substr(begin, bracket - begin), std::string(path), 0};
    const int nth = ++counts[{line.substr(0, space), place}];
    place.nth = nth;
    places.push_back(std::move(place));
  }
  // Threads count for themselves: the same place twice is one.
  const std::set<CallPlace> once(places.begin(), places.end());
  return {once.begin(), once.end()};
}

}  // namespace concordat::integration
