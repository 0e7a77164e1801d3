#pragma once
// What the gateway does when its ledger cannot be written (LEDGER.md, Durability; DESIGN.md, rule 2). Two cases:
//
// - A commit fails: whether its bytes are on the disk is unknown, and a failed sync is never retried. Peers are told to
//   try again, and the process ends; the next start recovers from what is on the disk.
// - The published files cannot be written: no record is harmed, and it is tried again every second. Until they are up
//   to date nothing new is accepted, since nobody could check it; what was accepted is delivered.
//
// end_after_failed_commit() on the commit thread, PublicationFaults on the publisher's.

#include <memory>
#include <vector>

#include "gateway/runtime/event_log.h"
#include "gateway/runtime/health.h"
#include "protocol/base/error.h"

namespace concordat::gateway {

class Worker;

// Says so in the log, to every peer (within a second), and ends the process with exit code 1.
[[noreturn]] void end_after_failed_commit(const Error& error, EventLog& log, Health& health,
                                          const std::vector<std::unique_ptr<Worker>>& workers);

class PublicationFaults {
 public:
  // Both must outlive it.
  PublicationFaults(EventLog& log, Health& health) : log_(log), health_(health) {}
  // Each is said once, not every second.
  void failed(const Error& error);
  void recovered();

 private:
  LogBuffer log_;
  Health& health_;
};

}  // namespace concordat::gateway
