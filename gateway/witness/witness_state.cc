#include "gateway/witness/witness_state.h"

#include <array>
#include <optional>

#include "crypto/merkle/decimal.h"
#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kFormat = "concordat-witness-state/v1";
constexpr std::size_t kStateBytes = 256 * 1024 * 1024;
constexpr std::size_t kHashLine = 2 * crypto::Digest::kSize + 1;

std::optional<std::string_view> take(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  const std::string_view taken = text.substr(0, count);
  text.remove_prefix(count);
  return taken;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto number = crypto::parse_decimal(text.substr(0, end));
  text.remove_prefix(end + 1);
  return number;
}

// A length, and so many bytes.
std::optional<std::string_view> take_part(std::string_view& text) {
  const auto length = take_number(text);
  return length ? take(text, static_cast<std::size_t>(*length)) : std::nullopt;
}

std::string part(const std::string& bytes) {
  return std::to_string(bytes.size()) + "\n" + bytes;
}

Result<KnownHead> known_head(std::string_view bytes, std::string_view cosignature, const crypto::VerifierKey& own) {
  const auto note = crypto::Note::parse(bytes);
  if (!note) return fail(note.error());
  auto checkpoint = crypto::Checkpoint::parse(note->text);
  if (!checkpoint) return fail(checkpoint.error());
  const auto cosigned = crypto::Note::parse(note->text + "\n" + std::string(cosignature));
  if (!cosigned) return fail(cosigned.error());
  if (!crypto::verify(*cosigned, std::array{own}))
    return fail(Code::kLedgerInvalid, "not cosigned by this witness, " + own.str());
  return KnownHead{std::move(*checkpoint), std::string(bytes), std::string(cosignature)};
}

}  // namespace

std::string WitnessState::str(const Heads& heads) {
  std::string text = std::string(kFormat) + "\n" + std::to_string(heads.size()) + "\n";
  for (const auto& [origin, head] : heads) text += part(head.note) + part(head.cosignature);
  return text + crypto::sha256(text).hex() + "\n";
}

Result<void> WitnessState::create(const std::string& path) {
  if (file_exists(path)) return fail(Code::kConfigInvalid, path + " is there already; nothing was changed");
  return replace_file(path, str({}));
}

Result<WitnessState> WitnessState::open(const std::string& path, const crypto::VerifierKey& own) {
  if (!file_exists(path)) {
    return fail(Code::kNotFound,
                path +
                    " is missing. It says what this witness has cosigned; without it, it could contradict itself. "
                    "Bring it back as it was at the last stop, or make a new witness with a new key");
  }
  const auto text = read_file(path, kStateBytes);
  if (!text) return fail(text.error());
  WitnessState state(path);
  if (const auto read = state.read(*text, own); !read) {
    return fail(Code::kLedgerInvalid, path + " is damaged (" + read.error().detail +
                                          "). Bring it back as it was at the last stop, or make a new witness with a "
                                          "new key: from an older copy this one could contradict itself");
  }
  return state;
}

Result<void> WitnessState::read(std::string_view text, const crypto::VerifierKey& own) {
  const auto damaged = [](const std::string& what) { return fail(Code::kLedgerInvalid, what); };
  if (!text.starts_with(std::string(kFormat) + "\n")) return damaged("it does not begin with " + std::string(kFormat));
  if (text.size() < kHashLine) return damaged("it is cut off");
  const std::string_view hashed = text.substr(0, text.size() - kHashLine);
  if (crypto::sha256(hashed).hex() + "\n" != text.substr(hashed.size())) return damaged("its checksum does not fit");
  std::string_view rest = hashed.substr(kFormat.size() + 1);
  const auto count = take_number(rest);
  for (std::uint64_t i = 0; count && i < *count; ++i) {
    const auto note = take_part(rest);
    const auto cosignature = note ? take_part(rest) : std::nullopt;
    if (!cosignature) return damaged("head " + std::to_string(i + 1) + " is cut off");
    auto head = known_head(*note, *cosignature, own);
    if (!head) return damaged("head " + std::to_string(i + 1) + " is " + head.error().detail);
    const std::string origin = head->checkpoint.origin;
    if (!heads_.emplace(origin, std::move(*head)).second) return damaged("a log stands in it twice");
  }
  if (!count || !rest.empty()) return damaged("it does not hold what it says");
  return {};
}

const KnownHead* WitnessState::find(std::string_view origin) const {
  const auto found = heads_.find(origin);
  return found == heads_.end() ? nullptr : &found->second;
}

Result<void> WitnessState::replace(KnownHead head) {
  Heads next = heads_;
  const std::string origin = head.checkpoint.origin;
  next.insert_or_assign(origin, std::move(head));
  if (const auto written = replace_file(path_, str(next)); !written) return written;
  heads_ = std::move(next);
  return {};
}

}  // namespace concordat::gateway
