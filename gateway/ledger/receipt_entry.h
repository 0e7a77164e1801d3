#pragma once
// The entries about what recipients signed, and about deliveries that came to nothing (README.md, Entries). As entry.h
// says of all; in a file of their own, since only commits write them. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/commit/commands.h"

namespace concordat::gateway {

// A line of a receipt whose record had ended otherwise before the acknowledgement came: no settle entry holds it.
struct ReceiptLineBeside {
  std::size_t line = 0;  // of the text's record lines, from 0
  RecordId record;
  crypto::Digest commitment;
};

struct ReceiptEntry {
  std::string_view origin;  // of the ledger, as it was signed
  std::string_view recipient;
  std::string_view fingerprint_hex;  // of the certificate whose key signed; a `certificate` entry holds it
  std::string_view algorithm;
  ByteView signature;
  std::uint64_t first = 0;  // index of the first settle entry, when there is one
  std::uint64_t count = 0;  // of settle entries, one after the other, in the order of the text
  std::vector<ReceiptLineBeside> beside;
};
[[nodiscard]] EntryDraft receipt_entry(const ReceiptEntry& receipt);

// The first time that a certificate's key signs. `der` is the whole certificate: its SHA-256 is the fingerprint, and it
// shows who issued it, so that the gateway itself could not have made the key up.
[[nodiscard]] EntryDraft certificate_entry(std::string_view agency, std::string_view fingerprint_hex, ByteView der);

struct AttemptEntry {
  RecordId record;
  std::string_view sender;
  std::string_view recipient;
  std::uint64_t accept_index = 0;
  std::uint32_t number = 0;  // of attempts since the start
  std::string_view reason;   // a code
  std::string_view fingerprint_hex;
};
[[nodiscard]] EntryDraft attempt_entry(const AttemptEntry& attempt, const std::vector<std::string>& agreements);

}  // namespace concordat::gateway
