#include "gateway/witness/evidence.h"

#include <filesystem>

#include "crypto/primitive/digest.h"
#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

constexpr mode_t kMode = 0640;
constexpr std::size_t kNameDigits = 32;

std::string part(std::string_view name, std::string_view bytes) {
  return "\n" + std::string(name) + ", " + std::to_string(bytes.size()) + " bytes:\n" + std::string(bytes);
}

}  // namespace

std::string evidence_text(const Contradiction& contradiction) {
  return "concordat-witness-evidence/v1: " + std::string(contradiction.what) +
         "\nseen at (milliseconds since 1970): " + std::to_string(contradiction.unix_ms) + "\n" +
         part("the note that this witness has cosigned", contradiction.known) +
         part("the request that contradicts it", contradiction.submitted);
}

Result<std::string> keep_evidence(const std::string& folder, const Contradiction& contradiction) {
  if (const auto made = make_folder(folder); !made) return fail(made.error());
  const std::string name = crypto::sha256(contradiction.known, contradiction.submitted).hex().substr(0, kNameDigits);
  std::string path = folder + "/" + name + ".txt";
  if (file_exists(path)) return path;
  std::size_t count = 0;
  std::error_code failure;
  for (auto at = std::filesystem::directory_iterator(folder, failure);
       !failure && at != std::filesystem::directory_iterator(); at.increment(failure)) {
    if (++count >= kEvidenceFiles) {
      return fail(Code::kTooLarge, folder + " holds " + std::to_string(count) + " files already; move them away");
    }
  }
  if (const auto written = replace_file(path, evidence_text(contradiction), kMode); !written)
    return fail(written.error());
  return path;
}

}  // namespace concordat::gateway
