#include "gateway/cli/bench/process_cost.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace concordat::cli {
namespace {

std::chrono::microseconds microseconds(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

std::optional<ProcessCost> process_cost(int pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream stat(folder + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  const std::size_t name_end = text.rfind(')');  // the program's name may hold anything
  if (!stat.is_open() || name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;  // proc(5): utime and stime are fields 14 and 15
  long long user = 0, system = 0;
  fields >> user >> system;
  ProcessCost cost;
  cost.cpu = std::chrono::microseconds((user + system) * 1'000'000 / ::sysconf(_SC_CLK_TCK));
  std::ifstream statm(folder + "/statm");
  long long pages = 0;
  statm >> pages >> pages;
  cost.resident_mb = static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
  return cost;
}

std::optional<int> gateway_pid(const std::string& directory) {
  std::ifstream file(directory + "/data/concordatd.pid");
  int pid = 0;
  if (!(file >> pid) || pid <= 0) return std::nullopt;
  return pid;
}

std::chrono::microseconds own_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

}  // namespace concordat::cli
