#include "tests/unit/gateway/ledger/views/traffic.h"

#include <gtest/gtest.h>

namespace concordat::gateway {
namespace {

std::string plan_text_with(const std::string& items, const std::string& obligations) {
  return R"({"agreements":[{"hash":"00","id":"ISA-2026-014","version":3}],"items":{)" + items + R"(},"obligations":{)" +
         obligations + R"(},"vocabulary_hash":"abc"})";
}

constexpr const char* kWithheld =
    R"("person.photo":{"action":"withhold","clause":"floor Nobody may."},)"
    R"("person.religion":{"action":"withhold","clause":"ISA-2026-014 withhold person.religion"})";

}  // namespace

std::string usual_plan() {
  return judged_record(0).recipients[0].plan_hash_hex;
}

std::string usual_plan_text() {
  return plan_text_with(
      R"("person.name":{"action":"keep","clause":"ISA-2026-014 share.keep person.name"},)" + std::string(kWithheld) +
          R"(,"person.telecom":{"action":"mask: last-3","clause":"ISA-2026-014 share.mask person.telecom"})",
      R"("deliver_within_seconds":3600)");
}

std::string narrow_plan_text() {
  return plan_text_with(
      R"("person.name":{"action":"keep","clause":"ISA-2026-014 share.keep person.name"},)" + std::string(kWithheld),
      "");
}

void Traffic::append(const EntryDraft& draft) {
  commit([&] { ASSERT_TRUE(log->append(draft, record_number(log->size()), about({subject_of(1)}))); });
}

std::uint64_t Traffic::accept(std::uint64_t number) {
  return accept(judged_record(number));
}

std::uint64_t Traffic::accept(const JudgedEntry& judged) {
  append(accept_entry(judged));
  return log->size() - 1;
}

void Traffic::refuse(std::uint64_t number, const std::string& reason) {
  JudgedEntry judged = judged_record(number);
  judged.recipients = {{.agency = "eastshire-council", .reason = reason}};
  judged.reason = "refused-by-policy";
  append(refuse_entry(judged));
}

void Traffic::settle(std::uint64_t number, std::uint64_t accept, const std::string& outcome,
                     const std::string& reason) {
  SettleEntry settled = settled_record(number, accept, outcome);
  settled.reason = reason;
  append(settle_entry(settled));
}

void Traffic::narrow(std::uint64_t number, const std::string& plan) {
  append(event_entry("narrow", {{"commitment", std::string(64, 'c')},
                                {"plan", plan},
                                {"recipient", "eastshire-council"},
                                {"record", record_number(number).str()}}));
}

}  // namespace concordat::gateway
