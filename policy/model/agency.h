#pragma once
// One organisation, as its file in agencies/ says. Which certificate it is known by: exactly one listed SAN URI or SAN
// DNS name, or a pinned key; the common name only where the file opts in (DESIGN.md, rule 8).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/vocabulary.h"
#include "protocol/base/id.h"

namespace concordat::policy {

// What a certificate says, as the TLS layer found it.
struct Identity {
  std::vector<std::string> san_uris;
  std::vector<std::string> san_dns;
  std::string key_pin;  // hex SHA-256 of the SubjectPublicKeyInfo
  std::string common_name;
};

struct Officer {
  std::string name;                              // a role or a person
  std::string public_key;                        // 32 raw bytes, Ed25519
  std::optional<std::chrono::sys_days> retired;  // what the key signed up to that day stands
  bool revoked = false;                          // nothing that the key ever signed counts
};

struct Quota {
  std::uint32_t records_per_second = 1000;
  std::uint32_t connections = 64;
  std::uint64_t queued_bytes = 1ull << 30;  // waiting for it as a recipient
};

struct Agency {
  AgencyId id;
  std::string name;
  std::string role;  // "controller" | "processor"
  bool public_authority = true;
  std::string san_uri, san_dns, key_pin, common_name;  // how its certificates are known: at least one
  std::vector<std::string> destinations;               // addresses in records that mean this agency
  PurposeId default_purpose;                           // of the native door; empty: the sender must say
  std::vector<Officer> officers;
  std::string contact;   // whom operators call
  bool auditor = false;  // may read everybody's ledger entries
  Quota quota;
  bool receipts_required = false;  // it must sign what it acknowledges
};

}  // namespace concordat::policy
