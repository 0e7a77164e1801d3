#include <charconv>

#include "policy/compile/canonical_json.h"
#include "policy/sign/terms.h"
#include "policy/source/day.h"
#include "protocol/json/tape.h"

namespace concordat::policy {
namespace {

namespace json = protocol::json;

std::string strings(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(json_string(text));
  return json_array(out);
}

std::string strings(const std::set<std::string>& texts) {
  return strings(std::vector<std::string>(texts.begin(), texts.end()));
}

void add_places(JsonMembers& members, const Places& places) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    if (!places[format].empty()) members[std::string(kFormatKeys[format])] = strings(places[format]);
  }
}

void add_flag(JsonMembers& members, const char* name, bool value) {
  if (value) members[name] = "true";
}

std::string demands_json(const Demands& demands) {
  JsonMembers members{{"labels", std::to_string(demands.labels)}};
  add_flag(members, "opt_out", demands.opt_out);
  add_flag(members, "objection", demands.objection);
  add_flag(members, "justification", demands.justification);
  add_flag(members, "break_glass", demands.break_glass);
  add_flag(members, "beyond_care", demands.beyond_care);
  return json_object(members);
}

std::string item_json(const TermsItem& item) {
  JsonMembers members{{"type", json_string(item.type)}};
  if (item.action) members["action"] = json_string(item.action->str());
  add_flag(members, "structural", item.structural);
  add_flag(members, "identifying", item.identifying);
  add_flag(members, "sensitive", item.sensitive);
  add_flag(members, "subject", item.subject);
  add_places(members, item.places);
  return json_object(members);
}

std::optional<Status> parse_status(std::string_view text) {
  for (Status status : {Status::kDraft, Status::kShadow, Status::kActive, Status::kSuspended}) {
    if (name(status) == text) return status;
  }
  return std::nullopt;
}

// Reads what terms_json() writes; `ok_` is false once something is not as it writes it.
class TermsReader {
 public:
  explicit TermsReader(const json::Tape& tape) : tape_(tape) {}

  std::optional<Terms> read() {
    if (tape_[0].kind != json::Kind::kObject) return std::nullopt;
    Terms terms;
    terms.agreement = text(0, "agreement");
    terms.provider = text(0, "provider");
    terms.purpose = text(0, "purpose");
    for (std::string& recipient : texts(0, "recipients")) terms.recipients.insert(std::move(recipient));
    for (std::string& record : texts(0, "records")) terms.records.insert(std::move(record));
    if (auto status = parse_status(text(0, "status")))
      terms.status = *status;
    else
      ok_ = false;
    terms.first_day = day("first_day");
    terms.last_day = day("last_day");
    terms.demands = demands(member(0, "demands", json::Kind::kObject));
    terms.obligations = obligations(member(0, "obligations", json::Kind::kObject));
    each(member(0, "kinds", json::Kind::kObject),
         [&](std::string name, std::uint32_t value) { terms.kinds[std::move(name)] = places(value); });
    each(member(0, "items", json::Kind::kObject),
         [&](std::string name, std::uint32_t value) { terms.items[std::move(name)] = item(value); });
    if (!ok_) return std::nullopt;
    return terms;
  }

 private:
  std::uint32_t member(std::uint32_t object, std::string_view name, json::Kind kind) {
    const std::uint32_t value = ok_ ? tape_.member(object, name) : 0;
    if (value == 0 || tape_[value].kind != kind) ok_ = false;
    return ok_ ? value : 0;
  }

  std::string decoded(std::uint32_t token) {
    std::string scratch;
    return std::string(tape_.decoded(token, scratch));
  }

  std::string text(std::uint32_t object, std::string_view name) {
    const std::uint32_t value = member(object, name, json::Kind::kString);
    return ok_ ? decoded(value) : std::string();
  }

  std::vector<std::string> elements(std::uint32_t list) {
    std::vector<std::string> out;
    for (std::uint32_t at = list + 1; ok_ && at < tape_[list].next; at = tape_[at].next) {
      if (tape_[at].kind == json::Kind::kString)
        out.push_back(decoded(at));
      else
        ok_ = false;
    }
    return out;
  }

  std::vector<std::string> texts(std::uint32_t object, std::string_view name) {
    const std::uint32_t list = member(object, name, json::Kind::kArray);
    return ok_ ? elements(list) : std::vector<std::string>();
  }

  template <typename Take>
  void each(std::uint32_t object, Take take) {
    for (std::uint32_t key = object + 1; ok_ && key < tape_[object].next; key = tape_[key + 1].next) {
      if (tape_[key + 1].kind == json::Kind::kObject)
        take(decoded(key), key + 1);
      else
        ok_ = false;
    }
  }

  bool flag(std::uint32_t object, std::string_view name) {
    const std::uint32_t value = ok_ ? tape_.member(object, name) : 0;
    if (value != 0 && tape_[value].kind != json::Kind::kTrue) ok_ = false;
    return value != 0;
  }

  std::uint64_t number(std::uint32_t object, std::string_view name) {
    const std::uint32_t value = ok_ ? tape_.member(object, name) : 0;
    if (value == 0) return 0;
    const std::string_view digits = tape_.raw(value);
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    if (tape_[value].kind != json::Kind::kNumber || !whole) ok_ = false;
    return out;
  }

  std::chrono::sys_days day(std::string_view name) {
    const auto parsed = parse_day(text(0, name));
    if (!parsed) ok_ = false;
    return parsed.value_or(std::chrono::sys_days{});
  }

  Demands demands(std::uint32_t object) {
    Demands out;
    out.labels = static_cast<LabelSet>(number(object, "labels"));
    out.opt_out = flag(object, "opt_out");
    out.objection = flag(object, "objection");
    out.justification = flag(object, "justification");
    out.break_glass = flag(object, "break_glass");
    out.beyond_care = flag(object, "beyond_care");
    return out;
  }

  Obligations obligations(std::uint32_t object) {
    Obligations out;
    out.retain_days = static_cast<std::uint32_t>(number(object, "retain_days"));
    out.warn_after = std::chrono::seconds{number(object, "warn_after_seconds")};
    out.deliver_within = std::chrono::seconds{number(object, "deliver_within_seconds")};
    out.expire_after = std::chrono::seconds{number(object, "expire_after_seconds")};
    if (ok_ && tape_.member(object, "onward_sharing") != 0) out.onward_sharing = text(object, "onward_sharing");
    return out;
  }

  Places places(std::uint32_t object) {
    Places out;
    for (std::size_t format = 0; format < kFormats; ++format) {
      if (ok_ && tape_.member(object, kFormatKeys[format]) != 0) out[format] = texts(object, kFormatKeys[format]);
    }
    return out;
  }

  TermsItem item(std::uint32_t object) {
    TermsItem out;
    out.type = text(object, "type");
    if (ok_ && tape_.member(object, "action") != 0) {
      out.action = Action::parse(text(object, "action"));
      if (!out.action) ok_ = false;
    }
    out.structural = flag(object, "structural");
    out.identifying = flag(object, "identifying");
    out.sensitive = flag(object, "sensitive");
    out.subject = flag(object, "subject");
    out.places = places(object);
    return out;
  }

  const json::Tape& tape_;
  bool ok_ = true;
};

}  // namespace

std::string terms_json(const Terms& terms) {
  JsonMembers items, kinds;
  for (const auto& [name, item] : terms.items) items[name] = item_json(item);
  for (const auto& [name, places] : terms.kinds) {
    JsonMembers recognised;
    add_places(recognised, places);
    kinds[name] = json_object(recognised);
  }
  return json_object({{"agreement", json_string(terms.agreement)},
                      {"demands", demands_json(terms.demands)},
                      {"first_day", json_string(day_text(terms.first_day))},
                      {"items", json_object(items)},
                      {"kinds", json_object(kinds)},
                      {"last_day", json_string(day_text(terms.last_day))},
                      {"obligations", obligations_json(terms.obligations)},
                      {"provider", json_string(terms.provider)},
                      {"purpose", json_string(terms.purpose)},
                      {"recipients", strings(terms.recipients)},
                      {"records", strings(terms.records)},
                      {"status", json_string(name(terms.status))}});
}

Result<Terms> parse_terms(std::string_view text) {
  json::Tape tape;
  if (auto parsed = tape.parse(text, {}); !parsed) return fail(Code::kMalformed, parsed.error().detail);
  auto terms = TermsReader(tape).read();
  if (!terms) return fail(Code::kMalformed, "they are not the terms of an agreement");
  return std::move(*terms);
}

}  // namespace concordat::policy
