#pragma once
// What the committer is asked beside records and settlements about one recipient's queue: what its acknowledgement was
// signed with, deliveries that came to nothing, and recalls. Plain values.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crypto/primitive/digest.h"
#include "gateway/commit/subject.h"
#include "gateway/store/store.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"

namespace concordat::crypto {
class CertificateKey;
}

namespace concordat::gateway {

// Where an answer goes: meaningless to the committer.
struct Origin {
  std::uint32_t thread = 0;
  std::uint64_t session = 0;
  std::uint64_t sequence = 0;
};

// What a recipient signed when it acknowledged (protocol/native/concordat.proto, Ack); checked already.
struct SignedReceipt {
  struct Line {
    RecordId record;
    crypto::Digest commitment;
  };
  std::vector<Line> lines;  // as SettleRequest::sequences
  Bytes signature;
  std::shared_ptr<const crypto::CertificateKey> certificate;
};

// Deliveries that came to nothing: the session ended before the recipient had acknowledged. Skips what no longer waits.
struct AttemptRequest {
  struct Attempt {
    std::uint64_t sequence = 0;
    std::uint32_t number = 1;  // since the start: the first is 1
  };
  Origin origin;
  std::string recipient;
  std::vector<Attempt> attempts;
  std::string reason;       // a code
  std::string fingerprint;  // hex, of the session's certificate
};

// A sender takes back what still waits and no session has. Never both delivered and recalled: whether a session has it
// is decided once, by Store::withdraw(), which the sender's session has asked.
struct RecallRequest {
  struct Target {
    std::string recipient;
    std::uint64_t sequence = 0;  // of what was withdrawn; 0: it was too late
    bool offered = false;        // before
    std::uint32_t attempts = 0;
    std::vector<Subject> subjects;  // as SettleRequest's
    std::vector<std::string> details_hex;
  };
  Origin origin;
  RecordId record;
  std::string fingerprint;  // hex, of the sender's certificate
  std::vector<Target> targets;
};

struct RecallAnswer {
  struct Recipient {
    std::string agency;
    SettledState state;  // kRecalled, with `offered` when it had been offered before; or why it was too late
  };
  Origin origin;
  RecordId record;
  std::vector<Recipient> recipients;
};

}  // namespace concordat::gateway
