#include "crypto/note/checkpoint.h"

#include <algorithm>

#include "crypto/merkle/decimal.h"

namespace concordat::crypto {
namespace {

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::kMalformed, "not a checkpoint: " + std::string(what));
}

}  // namespace

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + base64(root.view()) + "\n";
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const auto origin = take_line(text);
  const auto size_line = take_line(text);
  const auto root_line = take_line(text);
  if (!root_line) return malformed("it has fewer than three lines");
  if (!text.empty()) return malformed("it has more than an origin, a size and a root");
  if (origin->empty()) return malformed("its origin is empty");
  const auto size = parse_decimal(*size_line);
  if (!size) return malformed("its size is not a decimal number");
  const auto root_bytes = parse_base64(*root_line);
  const auto root = root_bytes ? Digest::from(*root_bytes) : std::nullopt;
  if (!root) return malformed("its root is not base64 of 32 bytes");
  if (*size == 0 && *root != empty_root()) return malformed("its size is 0 and its root is not that of an empty tree");
  return Checkpoint{std::string(*origin), *size, *root};
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const VerifierKey& log, const SigningKey& signer) {
  Note note;
  note.text = checkpoint.text();
  note.signatures.push_back(sign_note(note.text, log, signer));
  return note.str();
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log,
                                         std::span<const VerifierKey> witnesses) {
  return open_checkpoint(note, std::span(&log, 1), witnesses);
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> logs,
                                         std::span<const VerifierKey> witnesses) {
  const Result<Note> parsed = Note::parse(note);
  if (!parsed) return fail(parsed.error());
  std::vector<VerifierKey> keys(logs.begin(), logs.end());
  keys.insert(keys.end(), witnesses.begin(), witnesses.end());
  const Result<std::vector<Signed>> by = verify(*parsed, keys);
  if (!by) return fail(by.error());
  Result<Checkpoint> checkpoint = Checkpoint::parse(parsed->text);
  if (!checkpoint) return fail(checkpoint.error());
  const auto of_origin = [&](const VerifierKey& log) { return log.name() == checkpoint->origin; };
  if (std::none_of(logs.begin(), logs.end(), of_origin)) {
    return fail(Code::kLedgerInvalid, "the checkpoint is of " + printable(checkpoint->origin) + ", not of " +
                                          (logs.empty() ? "a known log" : logs.front().name()));
  }
  OpenedCheckpoint opened{*std::move(checkpoint), {}};
  bool by_log = false;
  for (const Signed& one : *by) {
    if (one.key < logs.size()) {
      by_log = by_log || logs[one.key].name() == opened.checkpoint.origin;
    } else if (one.time) {
      opened.cosigners.push_back({one.key - logs.size(), *one.time});
    }
  }
  if (!by_log) {
    return fail(Code::kLedgerInvalid, "the checkpoint is not signed by its log, " + opened.checkpoint.origin);
  }
  return opened;
}

}  // namespace concordat::crypto
