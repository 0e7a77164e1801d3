#include "gateway/ledger/audit/views/judged_view.h"

#include <algorithm>

namespace concordat::gateway {
namespace {

tl::unexpected<Error> unclear(const EntryView& entry) {
  return fail(Code::kLedgerInvalid,
              "entry " + std::to_string(entry.log_sequence) + " does not say what was decided for whom");
}

std::string_view plain(const std::vector<Member>& members, std::string_view key) {
  return plain_text_of(find(members, key)).value_or(std::string_view());
}

bool names(const std::vector<std::string_view>& agreements, std::string_view id) {
  return std::find(agreements.begin(), agreements.end(), id) != agreements.end();
}

void read_recipient(const std::vector<Member>& members, RecipientView& recipient) {
  recipient.agency = plain(members, "agency");
  recipient.plan = plain(members, "plan");
  recipient.permit = !recipient.plan.empty();
  recipient.commitment = plain(members, "commitment");
  recipient.absent = plain(members, "absent");
  recipient.altered = plain(members, "altered");
  recipient.bytes = number_of(find(members, "bytes")).value_or(0);
  recipient.reason = plain(members, "reason");
  recipient.agreements.clear();
}

// Its own, where the entry has several recipients; otherwise the entry's.
bool read_own_agreements(std::string_view list, const std::vector<Member>& all, RecipientView& recipient) {
  if (list.empty()) {
    for (const Member& agreement : all) recipient.agreements.push_back(agreement.key);
    return true;
  }
  auto own = read_agreements(list);
  if (!own) return false;
  recipient.agreements = std::move(*own);
  return true;
}

}  // namespace

Result<void> read_judged(const EntryView& entry, JudgedView& judged) {
  const auto record = RecordId::parse(entry.text("record"));
  if (!record || !read_object(find(entry.members, "agreements"), judged.agreements)) return unclear(entry);
  judged.record = *record;
  judged.count_ = 0;
  std::vector<std::string_view>& elements = judged.elements_;
  if (!read_array(find(entry.members, "recipients"), elements)) return unclear(entry);
  for (const std::string_view element : elements) {
    if (!read_object(element, judged.members_)) return unclear(entry);
    if (judged.count_ == judged.recipients_.size()) judged.recipients_.emplace_back();
    RecipientView& recipient = judged.recipients_[judged.count_++];
    read_recipient(judged.members_, recipient);
    if (!recipient.permit) continue;
    if (recipient.agency.empty()) return unclear(entry);
    if (!read_own_agreements(find(judged.members_, "agreements"), judged.agreements, recipient)) {
      return unclear(entry);
    }
  }
  const auto all = judged.recipients();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].permit) continue;
    for (const Member& agreement : judged.agreements) {
      const bool taken = std::any_of(all.begin(), all.end(), [&](const RecipientView& other) {
        return other.permit && names(other.agreements, agreement.key);
      });
      if (!taken) judged.recipients_[i].agreements.push_back(agreement.key);
    }
  }
  return {};
}

std::optional<std::vector<std::string_view>> read_agreements(std::string_view list) {
  std::vector<std::string_view> elements, ids;
  if (!read_array(list, elements)) return std::nullopt;
  for (const std::string_view element : elements) {
    const auto id = plain_text_of(element);
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string joined(const std::vector<std::string_view>& agreements) {
  std::string text;
  for (const std::string_view agreement : agreements) text.append(text.empty() ? "" : ", ").append(agreement);
  return text;
}

std::vector<std::uint16_t> items_of_bitmap(std::string_view hex) {
  std::vector<std::uint16_t> items;
  const Bytes octets = parse_hex(hex).value_or(Bytes());
  for (std::size_t i = 0; i < octets.size() * 8; ++i) {
    if ((static_cast<std::uint8_t>(octets[i / 8]) & 0x80u >> i % 8) != 0)
      items.push_back(static_cast<std::uint16_t>(i));
  }
  return items;
}

}  // namespace concordat::gateway
