#include "gateway/config/policy_source.h"

#include "gateway/config/policy_files.h"
#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kKeptBytes = 1024 * 1024 * 1024;

// Each path and text with its length before it.
Bytes pack(const policy::PolicyFiles& files) {
  Bytes out;
  for (const auto& [path, text] : files) {
    put_u32(out, static_cast<std::uint32_t>(path.size()));
    out += path;
    put_u32(out, static_cast<std::uint32_t>(text.size()));
    out += text;
  }
  return out;
}

Result<policy::PolicyFiles> unpack(ByteView in) {
  policy::PolicyFiles files;
  const auto take = [&in]() -> std::optional<std::string> {
    if (in.size() < 4 || in.size() - 4 < get_u32(in)) return std::nullopt;
    std::string part(in.substr(4, get_u32(in)));
    in.remove_prefix(4 + part.size());
    return part;
  };
  while (!in.empty()) {
    auto path = take();
    auto text = path ? take() : std::nullopt;
    if (!text) return fail(Code::kPolicyUnavailable, "the kept policy set is damaged");
    files.emplace(std::move(*path), std::move(*text));
  }
  return files;
}

}  // namespace

PolicyCheck check_policy(const std::string& directory, std::int64_t unix_seconds, policy::Signatures signatures) {
  PolicyCheck check;
  auto files = read_policy_files(directory);
  if (!files) {
    check.problems.push_back({policy::Level::kError, {directory, 0, 0}, files.error().detail, {}});
    return check;
  }
  policy::Loaded loaded = policy::load_policy(*files, unix_seconds, signatures);
  check.problems = std::move(loaded.problems);
  if (!loaded.set) return check;
  check.agencies = loaded.set->agencies().size();
  check.agreements = loaded.set->agreement_count();
  return check;
}

PolicyRead PolicySource::read(std::int64_t unix_seconds) const {
  PolicyRead result;
  auto files = read_policy_files(directory_);
  if (!files) {
    result.problems.push_back({policy::Level::kError, {directory_, 0, 0}, files.error().detail, {}});
    return result;
  }
  policy::Loaded loaded = policy::load_policy(*files, unix_seconds, signatures_);
  result.problems = std::move(loaded.problems);
  result.set = std::move(loaded.set);
  if (!result.set) return result;
  if (auto kept = replace_file(kept_file_, pack(*files)); !kept) {
    result.problems.push_back({policy::Level::kWarning,
                               {kept_file_, 0, 0},
                               "this set could not be kept as the last good one: " + kept.error().detail,
                               {}});
  }
  return result;
}

Result<std::shared_ptr<const policy::PolicySet>> PolicySource::last_good(std::int64_t unix_seconds) const {
  if (!file_exists(kept_file_)) return fail(Code::kNotFound, "no earlier good set is kept");
  auto packed = read_file(kept_file_, kKeptBytes);
  if (!packed) return fail(packed.error());
  auto files = unpack(*packed);
  if (!files) return fail(files.error());
  policy::Loaded loaded = policy::load_policy(*files, unix_seconds, signatures_);
  if (!loaded.set) return fail(Code::kPolicyUnavailable, "the kept policy set no longer loads");
  return std::move(loaded.set);
}

}  // namespace concordat::gateway
