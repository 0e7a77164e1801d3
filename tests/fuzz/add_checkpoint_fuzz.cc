// What is asked of a witness: any bytes are refused, or are written back as they came.
#include "gateway/witness/add_checkpoint.h"

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat;
  const std::string_view body = fuzz::as_text(data, size);
  const auto asked = gateway::AddCheckpoint::parse(body);
  if (!asked) return 0;
  fuzz::require(asked->str() == body, "one form a request");
  fuzz::require(asked->proof.size() <= gateway::kProofLines, "a bounded proof");
  return 0;
}
