#include "tests/unit/gateway/ledger/ledger_fixture.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include "crypto/primitive/digest.h"

namespace concordat::gateway {
namespace {

template <typename T>
void require(const Result<T>& result) {
  if (!result) throw std::runtime_error(result.error().detail);
}

std::string hash_hex(std::string_view what, std::uint64_t number) {
  return crypto::sha256(what, std::to_string(number)).hex();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "concordat-ledger-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::shared_ptr<const LedgerKeys> test_keys(char seed, const std::string& origin) {
  auto signing = crypto::SigningKey::from_seed(std::string(crypto::SigningKey::kSeedSize, seed));
  require(signing);
  auto keys = LedgerKeys::make(origin, std::move(*signing), crypto::Secret::copy(std::string(32, 'v')));
  require(keys);
  return std::make_shared<const LedgerKeys>(std::move(*keys));
}

RecordId record_number(std::uint64_t number) {
  Bytes octets;
  put_u64(octets, number);
  std::array<std::uint8_t, 10> random{};
  std::copy(octets.begin(), octets.end(), random.begin() + 2);
  return RecordId::mint(kStartMs, random);
}

JudgedEntry judged_record(std::uint64_t number) {
  JudgedEntry judged;
  judged.record = record_number(number);
  judged.sender = "riverside-trust";
  judged.fingerprint_hex = hash_hex("certificate", 1);
  judged.purpose = "direct-care";
  judged.kinds = {"discharge.referral"};
  judged.policy_hash_hex = hash_hex("policy", 1);
  judged.commitment_hex = hash_hex("input", number);
  judged.bytes = 2048;
  judged.agreements = {{"ISA-2026-014", 3}};
  EntryRecipient recipient;
  recipient.agency = "eastshire-council";
  recipient.permit = true;
  recipient.plan_hash_hex = hash_hex("plan", 1);
  recipient.commitment_hex = hash_hex("output", number);
  recipient.bytes = 1234;
  recipient.absent = {2, 9};
  judged.recipients = {recipient};
  return judged;
}

SettleEntry settled_record(std::uint64_t number, std::uint64_t accept_index, const std::string& outcome) {
  SettleEntry settled;
  settled.record = record_number(number);
  settled.sender = "riverside-trust";
  settled.recipient = "eastshire-council";
  settled.accept_index = accept_index;
  settled.outcome = outcome;
  settled.fingerprint_hex = hash_hex("certificate", 2);
  settled.agreements = {"ISA-2026-014"};
  settled.plan_hash_hex = hash_hex("plan", 1);
  return settled;
}

Bytes subject_of(std::uint64_t person) {
  return Bytes(crypto::sha256("person", std::to_string(person)).view());
}

std::vector<Subject> about(const std::vector<Bytes>& hashes) {
  std::vector<Subject> subjects;
  for (const Bytes& hash : hashes) subjects.push_back({.hash = hash});
  return subjects;
}

TestLedger::TestLedger() {
  require(reopen());
}

Result<void> TestLedger::reopen() {
  log.reset();
  auto opened = LedgerLog::open(store, keys, head_file());
  if (!opened) return fail(opened.error());
  log = std::move(*opened);
  return {};
}

void TestLedger::grow_to(std::uint64_t size, std::uint64_t each) {
  while (log->size() < size) {
    commit([&] {
      for (std::uint64_t i = log->size(); i < std::min(size, log->size() + each); ++i) {
        require(log->append(accept_entry(judged_record(i)), record_number(i), about({subject_of(i % 100)})));
      }
    });
  }
}

void TestLedger::finish_step() {
  CommitBatch batch;
  require(log->seal(batch));
  require(store.commit(batch));
  require(log->committed());
}

}  // namespace concordat::gateway
