#include "protocol/base/error.h"

#include <array>
#include <cstddef>

namespace concordat {
namespace {

constexpr int kFailed = 1;
constexpr int kRefused = 3;
constexpr int kWrongUsage = 64;

// One row a code, in the enum's order.
constexpr std::array kTable{
    CodeInfo{Code::kMalformed, "malformed", Severity::kWarning, 400, "AR", kFailed},
    CodeInfo{Code::kTooLarge, "too-large", Severity::kWarning, 413, "AR", kFailed},
    CodeInfo{Code::kUnsupported, "unsupported", Severity::kWarning, 415, "AR", kFailed},
    CodeInfo{Code::kUnauthenticated, "unauthenticated", Severity::kWarning, 401, "AR", kFailed},
    CodeInfo{Code::kForbidden, "forbidden", Severity::kWarning, 403, "AE", kFailed},
    CodeInfo{Code::kRefusedByPolicy, "refused-by-policy", Severity::kInfo, 403, "AE", kRefused},
    CodeInfo{Code::kUnknownKind, "unknown-kind", Severity::kInfo, 422, "AE", kRefused},
    CodeInfo{Code::kUnknownRecipient, "unknown-recipient", Severity::kInfo, 404, "AE", kRefused},
    CodeInfo{Code::kConflict, "conflict", Severity::kWarning, 409, "AE", kFailed},
    CodeInfo{Code::kNotFound, "not-found", Severity::kInfo, 404, "AE", kFailed},
    CodeInfo{Code::kBusy, "busy", Severity::kWarning, 429, "AR", kFailed},
    CodeInfo{Code::kTimeout, "timeout", Severity::kWarning, 408, "AR", kFailed},
    CodeInfo{Code::kUsage, "usage", Severity::kInfo, 400, "AR", kWrongUsage},
    CodeInfo{Code::kPolicyInvalid, "policy-invalid", Severity::kError, 503, "AR", kFailed},
    CodeInfo{Code::kPolicyUnavailable, "policy-unavailable", Severity::kError, 503, "AR", kFailed},
    CodeInfo{Code::kConfigInvalid, "config-invalid", Severity::kError, 503, "AR", kFailed},
    CodeInfo{Code::kStorageFailed, "storage-failed", Severity::kCritical, 503, "AR", kFailed},
    CodeInfo{Code::kStorageBehind, "storage-behind", Severity::kCritical, 503, "AR", kFailed},
    CodeInfo{Code::kLedgerInvalid, "ledger-invalid", Severity::kCritical, 503, "AR", kFailed},
    CodeInfo{Code::kUnavailable, "unavailable", Severity::kError, 503, "AR", kFailed},
    CodeInfo{Code::kIo, "io", Severity::kError, 500, "AR", kFailed},
    CodeInfo{Code::kVerifierMismatch, "verifier-mismatch", Severity::kCritical, 500, "AR", kFailed},
    CodeInfo{Code::kInternal, "internal", Severity::kCritical, 500, "AR", kFailed},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].code) != i) return false;
  }
  return kTable.back().code == Code::kInternal;
}
static_assert(in_order(), "kTable must have one row a code, in the enum's order");

}  // namespace

const CodeInfo& info(Code code) {
  return kTable[static_cast<std::size_t>(code)];
}

}  // namespace concordat
