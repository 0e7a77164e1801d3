#pragma once
// Every limit in one place, each with its reason. These are the defaults; `limits:` in gateway.yaml overrides those
// that gateway/config names. Nothing is allocated for a peer before the matching limit was checked.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace concordat::limits {

using namespace std::chrono_literals;

// Records.
inline constexpr std::size_t kRecordBytes =
    16 * 1024 * 1024;                              // a structured record; the largest BaRS bundles seen are under 1 MiB
inline constexpr std::size_t kNestingDepth = 64;   // FHIR nests under 20 deep; the parser's stack is this long
inline constexpr std::size_t kTokens = 8'000'000;  // 16 bytes each: bounds the tape of a 16 MiB record
inline constexpr std::size_t kSegments = 500'000;  // of an HL7 v2 text: a batch of 16 MiB has under 300,000
inline constexpr std::size_t kSenderIdBytes = 128;        // a sender's own id is only a dedup key
inline constexpr std::size_t kJustificationBytes = 2000;  // why an emergency is one: a paragraph, for a person to read
inline constexpr std::size_t kFileNameBytes = 300;        // as MESH has it; no person writes a longer one
inline constexpr std::size_t kRecipients = 16;            // recipients of one record
inline constexpr std::size_t kReasonBytes = 500;          // free text of a reject

// Wire (native).
inline constexpr std::size_t kFrameBytes = kRecordBytes + 64 * 1024;  // one record and its envelope
inline constexpr std::size_t kSessionInFlight = 4096;  // submissions without a receipt; then we stop reading
inline constexpr std::size_t kSessionInFlightBytes = 64 * 1024 * 1024;
inline constexpr std::size_t kSessionWriteBytes = 8 * 1024 * 1024;  // unsent output; then we stop producing it
inline constexpr auto kHandshakeTime = 10s;
inline constexpr auto kHelloTime = 10s;  // from the handshake to the first frame
inline constexpr auto kFrameTime = 30s;  // from the first byte of a frame to its last
inline constexpr auto kIdleTime = 300s;  // a silent connection; clients ping
inline constexpr auto kDrainTime = 10s;  // from TERM to closing what is left

inline constexpr std::size_t kReceiptLines = 256;   // records in one signed acknowledgement: its entry stays small
inline constexpr std::size_t kSessionRecalls = 64;  // recalls without a reply; then we stop reading
// HTTPS.
inline constexpr std::size_t kHttpHeaderBytes = 16 * 1024;  // ours are under 1 KiB
inline constexpr auto kHttpRequestTime = 30s;  // from an answer to the next request's header, and again for its body
inline constexpr auto kHttpAnswerTime = 30s;   // until the peer has taken an answer
inline constexpr auto kHttpCloseTime = 5s;     // for the peer's part of closing TLS
inline constexpr std::size_t kHttpConnections = 512;

// Connections.
inline constexpr int kListenBacklog = 4096;
inline constexpr std::size_t kConnections = 4096;  // in all
inline constexpr std::size_t kHandshakes = 256;    // at once
inline constexpr std::size_t kConnectionsPerAgency = 256;

// Queues.
inline constexpr std::uint64_t kQueuedBytesPerRecipient = 8ull << 30;
inline constexpr std::uint64_t kQueuedBytes = 32ull << 30;
inline constexpr std::uint64_t kDiskFloorBytes = 512ull << 20;  // below this much free disk nothing new is accepted
inline constexpr std::size_t kCommitRecords = 1024;             // records and settlements in one commit
inline constexpr std::size_t kCommitBytes = 32 * 1024 * 1024;
inline constexpr std::uint32_t kDeliveryAttempts =
    16;                                               // unacknowledged deliveries before a disclosure is a dead letter
inline constexpr std::uint64_t kOfferedAhead = 4096;  // sequence numbers reserved at a time by the offered watermark
inline constexpr auto kDedupTime = 14 * 24h;

// Ledger.
inline constexpr std::size_t kEntryBytes = 65'535;  // LEDGER.md: a bundle's lengths are uint16

// Policy files.
inline constexpr std::size_t kPolicyFileBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kPolicyDepth = 32;

}  // namespace concordat::limits
