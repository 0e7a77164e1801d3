// Records made to be misread. Each is refused by the rule that is named beside it, or handled: then it is disclosed as
// the ledger of leaves says, to the byte, and what is withheld is nowhere in it. None costs more than in proportion to
// its length, which is counted in tokens here (policy/redact and protocol/json read each byte once); times are the
// benches' business.
#include <gtest/gtest.h>

#include "policy/verify/verifier.h"
#include "tests/unit/policy/redaction.h"
#include "tests/unit/policy/redaction/leaf_ledger.h"
#include "tests/unit/policy/redaction/samples.h"

namespace concordat::policy::test {
namespace {

constexpr char kSecret[] = "Ravenscroft";  // withheld wherever it stands in these records

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  while (times-- > 0) out += part;
  return out;
}

// A patient whose gender is kept and whose name is withheld, with `members` beside.
std::string patient(const std::string& members) {
  return R"({"resourceType":"Patient","gender":"female","name":[{"family":"Ravenscroft"}])" +
         (members.empty() ? "" : "," + members) + "}";
}

class Hostile : public testing::Test {
 protected:
  Hostile() { redaction.plan("person.gender", "keep").plan("referral.note", "keep").plan("observation.value", "keep"); }
  // The error's words; empty when it is read and disclosed.
  std::string refusal(const std::string& record) {
    const std::string out = redaction.run(record);
    const bool refused = out.compare(0, 10, "unreadable") == 0 || out.compare(0, 7, "refused") == 0;
    EXPECT_EQ(out.find(kSecret), std::string::npos) << "withheld, and it is said: " << out.substr(0, 300);
    if (refused) return out;
    const Ledger ledger =
        judge(record, {Format::kFhir, vocabulary(), redaction.current, "eastshire-council", PlainKeys()});
    EXPECT_EQ(out, ledger.expected);
    return "";
  }
  Redaction redaction;
};

struct Refused {
  const char* name;
  std::string members;
  const char* rule;
};

const std::vector<Refused>& refused() {
  static const std::vector<Refused> all{
      {"the same key twice", R"("gender":"Ravenscroft")", "duplicate key"},
      {"the same key twice, once behind an escape", R"("\u0067ender":"Ravenscroft")", "duplicate key"},
      {"the same key twice, both escaped", R"("\u0061ctive":true,"a\u0063tive":false)", "duplicate key"},
      {"the same key twice, deep inside", R"("contact":[{"gender":"male","gender":"Ravenscroft"}])", "duplicate key"},
      {"a lone high surrogate", R"("id":"Ravenscroft\ud800")", "lone surrogate"},
      {"a lone low surrogate", R"("id":"Ravenscroft\udc00")", "lone surrogate"},
      {"a high surrogate before no low one", R"("id":"\ud83dx")", "lone surrogate"},
      {"a lone surrogate in a key", R"("\ud800":1)", "lone surrogate"},
      {"a slash in an overlong form", "\"id\":\"\xC0\xAF\"", "invalid UTF-8"},
      {"a surrogate in UTF-8", "\"id\":\"\xED\xA0\x80\"", "invalid UTF-8"},
      {"a code point that is none", "\"id\":\"\xF4\x90\x80\x80\"", "invalid UTF-8"},
      {"a byte that continues nothing", "\"id\":\"\x80\"", "invalid UTF-8"},
      {"a character cut short", "\"id\":\"\xE2\x82\"", "invalid UTF-8"},
      {"NUL in a string", std::string("\"id\":\"a\0b\"", 10), "NUL"},
      {"NUL between tokens", std::string("\"id\":\0\"a\"", 9), "expected"},
      {"a line feed in a string", "\"id\":\"a\nb\"", "control character"},
      {"an escape that JSON has not", R"("id":"\x41")", "unknown escape"},
      {"a number with a leading zero", R"("multipleBirthInteger":01)", "expected ','"},
      {"a number that is none", R"("multipleBirthInteger":NaN)", "expected a value"},
      {"a number without an end", R"("multipleBirthInteger":1.)", "number"},
      {"a plus sign", R"("multipleBirthInteger":+1)", "expected a value"},
      {"a word that is nearly true", R"("active":truX)", "expected a value"},
      {"a comma too many", R"("active":true,)", "expected a key"},
      {"a comment", R"(/* */"active":true)", "expected a key"},
      {"a key without quotes", "active:true", "expected a key"},
      {"single quotes", "'active':true", "expected a key"},
      {"ten thousand arrays", "\"x\":" + repeated("[", 10000) + repeated("]", 10000), "nested too deeply"},
      {"ten thousand objects", "\"x\":" + repeated("{\"a\":", 10000) + "1" + repeated("}", 10000), "nested too deeply"},
      {"ten thousand openings, never closed", "\"x\":" + repeated("[", 10000), "nested too deeply"},
  };
  return all;
}

TEST_F(Hostile, IsRefusedByTheNamedRuleAndNotQuoted) {
  for (const Refused& one : refused()) {
    SCOPED_TRACE(one.name);
    EXPECT_NE(refusal(patient(one.members)).find(one.rule), std::string::npos) << refusal(patient(one.members));
  }
}

TEST_F(Hostile, ARecordThatIsNoneIsRefused) {
  const std::pair<std::string, const char*> records[] = {
      {"", "unexpected end"},
      {"\xEF\xBB\xBF" + patient(""), "byte-order mark"},
      {patient("") + patient(""), "text after the value"},
      {patient("") + std::string(1, '\0'), "text after the value"},
      {"[" + patient("") + "]", "JSON object with a resourceType"},
      {"\"" + std::string(kSecret) + "\"", "JSON object with a resourceType"},
      {R"({"gender":"Ravenscroft"})", "resourceType"},
      {R"({"resourceType":["Patient"],"gender":"Ravenscroft"})", "resourceType"},
      {R"({"resourceType":"Patient Ravenscroft"})", "not the name of a FHIR resource"},
      {R"({"resourceType":"Bundle","type":"message","entry":[{"resource":"Ravenscroft"}]})", "resourceType"},
      {R"({"resourceType":"Bundle","entry":[{"fullUrl":"urn:x"},{"fullUrl":"urn:x"}]})", "the same fullUrl"}};
  for (const auto& [record, rule] : records) {
    EXPECT_NE(refusal(record).find(rule), std::string::npos) << refusal(record);
  }
}

struct Handled {
  const char* name;
  std::string members;
};

const std::vector<Handled>& handled() {
  static const std::vector<Handled> all{
      {"a key with a zero-width space",
       "\"gen\xE2\x80\x8B"
       "der\":\"Ravenscroft\""},
      {"a key in full-width letters", "\"\xEF\xBD\x87\xEF\xBD\x85nder\":\"Ravenscroft\""},
      {"a key with a Cyrillic letter", "\"g\xD0\xB5nder\":\"Ravenscroft\""},
      {"a key in another case", "\"Gender\":\"Ravenscroft\""},
      {"a key with a trailing space", "\"gender \":\"Ravenscroft\""},
      {"a key with a soft hyphen, escaped", "\"gen\\u00adder\":\"Ravenscroft\""},
      {"a composed key beside a decomposed one", "\"caf\xC3\xA9\":\"Ravenscroft\",\"cafe\xCC\x81\":\"Ravenscroft\""},
      {"an empty key", "\"\":\"Ravenscroft\""},
      {"a key that is only an underscore", "\"_\":{\"gender\":\"Ravenscroft\"}"},
      {"two underscores", "\"__gender\":\"Ravenscroft\""},
      {"a resource where none may stand", R"("text":{"resourceType":"Patient","gender":"Ravenscroft"})"},
      {"a resource in an extension",
       R"("extension":[{"url":"u","valueReference":{"resource":{"resourceType":"Patient","name":[{"family":"Ravenscroft"}]}}}])"},
      {"JSON in a string", R"("id":"{\"resourceType\":\"Patient\",\"gender\":\"Ravenscroft\"}")"},
      {"JSON in base64", R"("photo":[{"data":"eyJnZW5kZXIiOiJSYXZlbnNjcm9mdCJ9"}])"},
      {"a number past every double", R"("multipleBirthInteger":1E400)"},
      {"minus nothing", R"("multipleBirthInteger":-0)"},
      {"four hundred digits", "\"multipleBirthInteger\":" + repeated("8", 400)},
      {"an exponent of twenty digits", R"("multipleBirthInteger":1e99999999999999999999)"},
      {"a contained resource that contains one",
       R"("contained":[{"resourceType":"Patient","id":"a","contained":[{"resourceType":"Patient","id":"b","name":[{"family":"Ravenscroft"}]}]}])"},
      {"a reference to itself",
       R"("contained":[{"resourceType":"Organization","id":"a","partOf":{"reference":"#a"},"name":"Ravenscroft"}],"managingOrganization":{"reference":"#a"})"},
      {"an array where an object belongs", R"("address":[["Ravenscroft"],[{"city":"Ravenscroft"}]])"},
      {"an object where a string belongs", R"("birthDate":{"gender":"Ravenscroft"})"},
      {"ten thousand keys", "\"x\":{" +
                                [] {
                                  std::string keys;
                                  for (int i = 0; i < 10000; ++i)
                                    keys += (i > 0 ? "," : "") + ("\"k" + std::to_string(i)) + "\":\"Ravenscroft\"";
                                  return keys;
                                }() +
                                "}"},
  };
  return all;
}

TEST_F(Hostile, IsHandledAsTheLedgerSays) {
  for (const Handled& one : handled()) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(refusal(patient(one.members)), "");
  }
}

// What is kept is kept with its own bytes, however strange.
TEST_F(Hostile, NumbersKeepTheirText) {
  for (const std::string& number : {std::string("1E400"), std::string("-0"), repeated("8", 400), std::string("1.10"),
                                    std::string("0.000000000000000000000000000001")}) {
    const std::string record = R"({"resourceType":"Observation","valueQuantity":{"value":)" + number + "}}";
    EXPECT_EQ(refusal(record), "");
    EXPECT_NE(redaction.out.bytes.find("\"value\":" + number + "}"), std::string::npos) << redaction.out.bytes;
  }
}

TEST_F(Hostile, ATextCutAnywhereIsRefused) {
  for (const Sample& sample : samples()) {
    if (sample.format != Format::kFhir) continue;
    std::size_t end = sample.text.size();
    while (end > 0 && sample.text[end - 1] != '}') --end;
    Record record;
    for (std::size_t cut = 0; cut < end; cut += cut + 4000 < end ? 17 : 1) {
      const auto read = record.read(Format::kFhir, std::string_view(sample.text).substr(0, cut),
                                    shipped_policy().record_index(Format::kFhir));
      ASSERT_FALSE(read.has_value()) << sample.name << " cut at byte " << cut;
      ASSERT_EQ(read.error().code, Code::kMalformed) << read.error().detail;
    }
  }
}

// A million elements are read, redacted and verified with as many tokens as they have values, whatever they are under.
TEST_F(Hostile, AMillionElementsCostAMillionTokens) {
  const std::string units[] = {"0", "\"Ravenscroft\"", "[]", "{}", "null"};
  for (const std::string& unit : units) {
    for (const std::size_t count : {std::size_t{1000}, std::size_t{1000000}}) {
      SCOPED_TRACE(unit + " times " + std::to_string(count));
      const std::string record = patient("\"address\":[" + repeated(unit + ",", count - 1) + unit + "]");
      const std::string out = redaction.run(record);
      ASSERT_EQ(out.find(kSecret), std::string::npos);
      EXPECT_LT(out.size(), 400u);
      EXPECT_NEAR(static_cast<double>(redaction.record.json().tape().size()), static_cast<double>(count), 20.0);
    }
  }
}

}  // namespace
}  // namespace concordat::policy::test
