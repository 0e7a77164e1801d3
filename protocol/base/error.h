#pragma once
// What can go wrong, grouped by who must act, and one table that says how each is shown on every door. An Error's
// detail is for a person: what was wrong, where, what to do. It never holds a value from a record.

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat {

enum class Code : std::uint8_t {
  // The peer must act.
  kMalformed,         // bytes that are not what they claim to be
  kTooLarge,          // over a limit of protocol/limits.h
  kUnsupported,       // a version, feature or format that this gateway does not speak
  kUnauthenticated,   // no acceptable certificate
  kForbidden,         // authenticated, and not allowed to ask this
  kRefusedByPolicy,   // judged, and no recipient may have it
  kUnknownKind,       // a record of no kind in the vocabulary
  kUnknownRecipient,  // no such recipient, or none that shares an agreement with the sender: the two are never told
                      // apart
  kConflict,          // the same id with other bytes
  kNotFound,
  kBusy,  // try again later: nothing was decided
  kTimeout,
  kUsage,  // a command line that makes no sense
  // The policy's author must act.
  kPolicyInvalid,
  kPolicyUnavailable,
  // The operator must act.
  kConfigInvalid,
  kStorageFailed,
  kStorageBehind,  // the store is older than the ledger's head: a restored backup or a second instance
  kLedgerInvalid,
  kUnavailable,  // a peer or a socket that does not answer
  kIo,
  // We must act.
  kVerifierMismatch,  // the finished bytes are not what the plan allows
  kInternal,
};

enum class Severity : std::uint8_t { kInfo, kWarning, kError, kCritical };

struct CodeInfo {
  Code code;
  std::string_view name;  // native code, metric label and log `error.code`
  Severity severity;
  std::uint16_t http_status;
  std::string_view hl7_ack;  // MSA-1 in original mode
  int exit_code;             // of the command-line tool (DESIGN.md)
};

// The row of `code`. Every code has one: a test walks the enum.
[[nodiscard]] const CodeInfo& info(Code code);

struct Error {
  Code code = Code::kInternal;
  std::string detail;
};

}  // namespace concordat
