#pragma once
// What a process costs, as the kernel counts it: CPU time and resident memory of the gateway, from /proc.
//
//   ProcessCost before = process_cost(pid).value();

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace concordat::cli {

struct ProcessCost {
  std::chrono::microseconds cpu{0};  // user and system, all threads
  double resident_mb = 0;
};

// nullopt when there is no such process.
[[nodiscard]] std::optional<ProcessCost> process_cost(int pid);
// From DIR/data/concordatd.pid; nullopt when there is none.
[[nodiscard]] std::optional<int> gateway_pid(const std::string& directory);
[[nodiscard]] std::chrono::microseconds own_cpu();

}  // namespace concordat::cli
