#include "gateway/alerts/alert.h"

#include <charconv>
#include <optional>

#include "protocol/json/tape.h"

namespace concordat::gateway {
namespace {

namespace json = protocol::json;

void add_text(std::string& out, std::string_view key, std::string_view value) {
  out += key;
  json::append_string(out, value);
}

void add_list(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  out += key;
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    json::append_string(out, values[i]);
  }
  out += ']';
}

// Reads members of one object; a member that is missing or of another kind spoils the whole.
class Members {
 public:
  Members(const json::Tape& tape, std::uint32_t object) : tape_(tape), object_(object) {}
  [[nodiscard]] bool good() const { return good_; }

  std::string text(std::string_view key) { return text_at(tape_.member(object_, key)); }

  template <typename Number>
  Number number(std::string_view key) {
    const std::uint32_t at = tape_.member(object_, key);
    Number value{};
    if (at == 0 || tape_[at].kind != json::Kind::kNumber) return spoil(value);
    const std::string_view raw = tape_.raw(at);
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    return error == std::errc() && end == raw.data() + raw.size() ? value : spoil(Number{});
  }

  template <typename Read>
  void each(std::string_view key, Read read) {
    const std::uint32_t list = tape_.member(object_, key);
    if (list == 0 || tape_[list].kind != json::Kind::kArray) {
      good_ = false;
      return;
    }
    for (std::uint32_t at = list + 1; at < tape_[list].next; at = tape_[at].next) read(at);
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> all;
    each(key, [&](std::uint32_t at) { all.push_back(text_at(at)); });
    return all;
  }

 private:
  std::string text_at(std::uint32_t at) {
    if (at == 0 || tape_[at].kind != json::Kind::kString) return spoil(std::string());
    std::string scratch;
    return std::string(tape_.decoded(at, scratch));
  }
  template <typename Value>
  Value spoil(Value value) {
    good_ = false;
    return value;
  }

  const json::Tape& tape_;
  std::uint32_t object_;
  bool good_ = true;
};

}  // namespace

std::string alert_json(const Alert& alert) {
  std::string out;
  add_text(out, R"({"record":)", alert.record.str());
  add_text(out, R"(,"sender":)", alert.sender);
  add_list(out, R"(,"recipients":)", alert.recipients);
  add_text(out, R"(,"purpose":)", alert.purpose);
  out += R"(,"agreements":[)";
  for (std::size_t i = 0; i < alert.agreements.size(); ++i) {
    const auto& [id, version] = alert.agreements[i];
    add_text(out, i > 0 ? R"(,{"id":)" : R"({"id":)", id);
    out += R"(,"version":)" + std::to_string(version) + '}';
  }
  add_list(out, R"(],"parties":)", alert.parties);
  add_list(out, R"(,"acknowledged_by":)", alert.acknowledged_by);
  add_text(out, R"(,"justification":)", alert.justification);
  return out + R"(,"unix_ms":)" + std::to_string(alert.unix_ms) + '}';
}

Result<Alert> parse_alert(std::string_view text) {
  const auto damaged = [] { return fail(Code::kStorageFailed, "a stored alert cannot be read"); };
  json::Tape tape;
  if (!tape.parse(text, {}) || tape[0].kind != json::Kind::kObject) return damaged();
  Members members(tape, 0);
  Alert alert;
  const auto record = RecordId::parse(members.text("record"));
  alert.sender = members.text("sender");
  alert.recipients = members.texts("recipients");
  alert.purpose = members.text("purpose");
  bool agreements_good = true;
  members.each("agreements", [&](std::uint32_t at) {
    Members agreement(tape, at);
    alert.agreements.emplace_back(agreement.text("id"), agreement.number<std::uint32_t>("version"));
    agreements_good = agreements_good && agreement.good();
  });
  alert.parties = members.texts("parties");
  alert.acknowledged_by = members.texts("acknowledged_by");
  alert.justification = members.text("justification");
  alert.unix_ms = members.number<std::int64_t>("unix_ms");
  if (!record || !members.good() || !agreements_good) return damaged();
  alert.record = *record;
  return alert;
}

std::string alert_name(const RecordId& record) {
  return std::string(kAlertValues) + record.str();
}

std::pair<std::string, Bytes> seal(const Alert& alert, const KeyStore& keys) {
  std::pair<std::string, Bytes> value{alert_name(alert.record), {}};
  keys.seal_alert(alert.record, alert_json(alert), value.second);
  return value;
}

Result<Alert> unseal(const RecordId& record, ByteView sealed, const KeyStore& keys) {
  const auto text = keys.unseal_alert(record, sealed);
  if (!text) return fail(text.error());
  return parse_alert(*text);
}

}  // namespace concordat::gateway
