#include "gateway/ledger/audit/receipts/receipts.h"

#include <algorithm>
#include <optional>
#include <set>

#include "crypto/primitive/digest.h"
#include "crypto/tls/certificate_key.h"
#include "gateway/ledger/audit/entry_view.h"
#include "protocol/base/id.h"
#include "protocol/limits.h"
#include "protocol/native/receipt_text.h"

namespace concordat::gateway {
namespace {

using crypto::CertificateKey;
using crypto::Digest;

std::optional<Digest> digest_of(std::string_view json_text) {
  const auto text = plain_text_of(json_text);
  const auto bytes = text ? parse_hex(*text) : std::nullopt;
  return bytes ? Digest::from(*bytes) : std::nullopt;
}

std::string entry_name(std::uint64_t index) {
  return "entry " + std::to_string(index);
}

// One settle entry of what was signed for, until its receipt comes: right behind the last of them.
struct Signed {
  std::uint64_t index = 0;
  std::string recipient;
  std::string fingerprint;
  RecordId record;
  Digest commitment;
};

class Checking {
 public:
  // `kept_from`: the first entry that is not pruned.
  Checking(ReceiptsReport& report, const ReceiptsOptions& options, std::uint64_t kept_from)
      : report_(report), options_(options), kept_from_(kept_from) {}

  // Where entries were pruned, certificates stand again behind receipts that stay.
  [[nodiscard]] Result<void> learn_certificate(std::uint64_t index, ByteView bytes) {
    if (bytes.find(R"("event":"certificate")") == ByteView::npos || !read_entry(bytes, entry_)) return {};
    return entry_.event == "certificate" ? certificate(index) : Result<void>();
  }

  [[nodiscard]] Result<void> take(std::uint64_t index, ByteView bytes) {
    if (const auto read = read_entry(bytes, entry_); !read)
      return fail(Code::kLedgerInvalid, entry_name(index) + ": " + read.error().detail);
    if (entry_.event == "settle") {
      settle(index);
      return {};
    }
    if (entry_.event == "receipt") {
      receipt(index);
      return {};
    }
    drop_uncovered();
    if (entry_.event == "accept") accept();
    if (entry_.event == "narrow") narrow();
    if (entry_.event == "certificate") return certificate(index);
    return {};
  }

  void finish() { drop_uncovered(); }

 private:
  using Pair = std::pair<RecordId, std::string>;

  void problem(const std::string& recipient, std::uint64_t index, std::string what) {
    if (wanted(recipient)) report_.problems.add(entry_name(index), std::move(what));
  }
  [[nodiscard]] bool wanted(const std::string& recipient) const {
    return options_.recipient.empty() || options_.recipient == recipient;
  }
  ReceiptCounts& counts_of(const std::string& recipient) {
    return wanted(recipient) ? report_.recipients[recipient] : of_no_interest_;
  }

  void accept() {
    const auto record = RecordId::parse(entry_.text("record"));
    if (!record || !read_array(find(entry_.members, "recipients"), elements_)) return;
    for (const std::string_view element : elements_) {
      if (!read_object(element, members_) || find(members_, "plan").empty()) continue;  // denied
      if (const auto commitment = digest_of(find(members_, "commitment")))
        committed_[{*record, text_of(find(members_, "agency"))}] = {*commitment};
    }
  }

  void narrow() {
    if (!read_object(find(entry_.members, "detail"), members_)) return;
    const auto record = RecordId::parse(text_of(find(members_, "record")));
    const auto commitment = digest_of(find(members_, "commitment"));
    const auto open = record ? committed_.find({*record, text_of(find(members_, "recipient"))}) : committed_.end();
    if (commitment && open != committed_.end()) open->second.insert(*commitment);
  }

  // --- Certificates -------------------------------------------------------------------------------------------------

  Result<void> certificate(std::uint64_t index) {
    const std::string agency = text_of(find(entry_.members, "agency"));
    const auto der = parse_base64(entry_.text("certificate"));
    auto key = der ? CertificateKey::from_der(*der) : fail(Code::kMalformed, "this is no certificate");
    if (!key || crypto::sha256(*der).hex() != entry_.text("fingerprint")) {
      problem(agency, index, "holds no certificate of " + printable(agency) + " with the fingerprint that it names");
      return {};
    }
    if (!options_.authorities_pem.empty()) {
      const auto issued = key->issued_by(options_.authorities_pem);
      if (!issued) return fail(issued.error());
      if (!*issued) {
        problem(agency, index,
                "holds a certificate of " + printable(agency) + " that none of these authorities has issued");
        return {};
      }
    }
    keys_.insert_or_assign(std::string(entry_.text("fingerprint")), std::move(*key));
    report_.certificates = keys_.size();
    return {};
  }

  // --- Settlements --------------------------------------------------------------------------------------------------

  void settle(std::uint64_t index) {
    const std::string_view outcome = entry_.text("outcome");
    const std::string recipient = text_of(find(entry_.members, "recipient"));
    const auto record = RecordId::parse(entry_.text("record"));
    const std::string_view signed_for = find(entry_.members, "commitment");
    if (signed_for.empty()) drop_uncovered();
    if (outcome == "dead-letter" || !record) return;  // it still waits
    const auto open = committed_.extract(Pair{*record, recipient});
    if (outcome != "delivered") return;
    if (signed_for.empty()) {
      ++counts_of(recipient).unsigned_records;
      return;
    }
    const auto commitment = digest_of(signed_for);
    const bool accepted_here = number_of(find(entry_.members, "accept")).value_or(0) >= kept_from_ &&
                               find(entry_.members, "accept_log").empty();
    if (!commitment || (accepted_here && (open.empty() || open.mapped().count(*commitment) == 0))) {
      problem(recipient, index,
              "says that " + printable(recipient) + " signed for record " + record->str() +
                  " with another commitment than was made to it when it was accepted or narrowed");
    }
    if (covering_.size() >= limits::kReceiptLines) drop_uncovered();
    covering_.push_back(
        {index, recipient, std::string(entry_.text("fingerprint")), *record, commitment.value_or(Digest())});
  }

  // Settle entries of what was signed for, and no receipt behind them.
  void drop_uncovered() {
    for (const Signed& one : covering_) {
      ++counts_of(one.recipient).bad_records;
      problem(one.recipient, one.index,
              "says that " + printable(one.recipient) + " signed for record " + one.record.str() +
                  ", and no receipt follows that covers it");
    }
    covering_.clear();
  }

  // --- Receipts -----------------------------------------------------------------------------------------------------

  void receipt(std::uint64_t index) {
    const std::string recipient = text_of(find(entry_.members, "recipient"));
    if (is_cut_off()) return covering_.clear();
    ReceiptCounts& counts = counts_of(recipient);
    const std::size_t settled = covering_.size();
    std::uint64_t beside = 0;
    const std::string fault = fault_of(index, recipient, beside);
    covering_.clear();
    ++(fault.empty() ? counts.receipts : counts.bad_receipts);
    (fault.empty() ? counts.records : counts.bad_records) += settled + beside;
    if (!fault.empty()) problem(recipient, index, "is no receipt of " + printable(recipient) + ": " + fault);
  }

  // Some of the entries that it covers are pruned, so that its text can't be rebuilt any more.
  bool is_cut_off() {
    if (!read_object(find(entry_.members, "receipt"), members_)) return false;
    return number_of(find(members_, "first")).value_or(kept_from_) < kept_from_;
  }

  // What is wrong with it, in words; empty: nothing.
  std::string fault_of(std::uint64_t index, const std::string& recipient, std::uint64_t& beside) {
    std::vector<Member> receipt;
    if (!read_object(find(entry_.members, "receipt"), receipt)) return "it has no `receipt`";
    const auto count = number_of(find(receipt, "count"));
    const auto signature = parse_base64(text_of(find(receipt, "signature")));
    if (!count || !signature) return "its count or its signature cannot be read";
    const bool adjoins = *count == 0 || number_of(find(receipt, "first")) == index - *count;
    const auto same = [&](const Signed& one) {
      return one.recipient == recipient && one.fingerprint == entry_.text("fingerprint");
    };
    if (*count != covering_.size() || !adjoins || !std::all_of(covering_.begin(), covering_.end(), same))
      return "the settle entries before it are not the " + std::to_string(*count) + " that it covers";
    const auto key = keys_.find(entry_.text("fingerprint"));
    if (key == keys_.end()) return "no good certificate with its fingerprint is in the ledger before it";
    if (text_of(find(receipt, "algorithm")) != key->second.algorithm())
      return "it names another algorithm than its key's";
    const auto text = text_of_receipt(receipt, recipient, beside);
    if (!text) return "the lines beside its settle entries cannot be read";
    return key->second.verify(*text, *signature) ? "" : "the signature is not of this text by this key";
  }

  // As it was signed: the settle entries in their order, with the lines beside them in their places.
  std::optional<std::string> text_of_receipt(const std::vector<Member>& receipt, const std::string& recipient,
                                             std::uint64_t& beside) {
    protocol::native::ReceiptText text(text_of(find(receipt, "origin")), recipient);
    std::vector<std::string_view> also;
    if (const auto lines = find(receipt, "also"); !lines.empty() && !read_array(lines, also)) return std::nullopt;
    auto next = covering_.begin();
    std::uint64_t line = 0;
    const auto add_settled_until = [&](std::uint64_t end) {
      for (; next != covering_.end() && line < end; ++next, ++line) text.add(next->record, next->commitment.view());
    };
    for (const std::string_view element : also) {
      if (!read_object(element, members_)) return std::nullopt;
      const auto place = number_of(find(members_, "line"));
      const auto record = RecordId::parse(text_of(find(members_, "record")));
      const auto commitment = digest_of(find(members_, "commitment"));
      if (!place || !record || !commitment) return std::nullopt;
      add_settled_until(*place);
      if (line++ != *place) return std::nullopt;
      text.add(*record, commitment->view());
      ++beside;
    }
    add_settled_until(~std::uint64_t{0});
    return text.str();
  }

  ReceiptsReport& report_;
  const ReceiptsOptions& options_;
  const std::uint64_t kept_from_;
  std::map<Pair, std::set<Digest>> committed_;  // of what waits
  std::map<std::string, CertificateKey, std::less<>> keys_;
  std::vector<Signed> covering_;
  ReceiptCounts of_no_interest_;
  EntryView entry_;
  std::vector<std::string_view> elements_;
  std::vector<Member> members_;
};

}  // namespace

Result<ReceiptsReport> check_receipts(const LedgerFiles& files, const ReceiptsOptions& options,
                                      const Progress& progress) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  ReceiptsReport report;
  report.size = head->size;
  Checking checking(report, options, files.kept_from());
  if (files.kept_from() > 0) {
    const auto learnt = visit_entries(files, 0, head->size, [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
      if (const auto taken = checking.learn_certificate(index, bytes); !taken) return fail(taken.error());
      return true;
    });
    if (!learnt) return fail(learnt.error());
  }
  const auto read = visit_entries(
      files, 0, head->size,
      [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
        if (const auto taken = checking.take(index, bytes); !taken) return fail(taken.error());
        return true;
      },
      progress);
  if (!read) return fail(read.error());
  checking.finish();
  return report;
}

}  // namespace concordat::gateway
