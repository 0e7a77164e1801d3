#pragma once
// One pass over a text, validating every byte, that fills a tape's tokens. Iterative: the containers that are open are
// chained through their own tokens, so depth costs no stack and no allocation. Used once, by Tape::parse.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/json/tape.h"

namespace concordat::protocol::json {

class Tokeniser {
 public:
  // Writes over the tokens in `room`, which grows as it must.
  Tokeniser(std::string_view text, const ParseLimits& parse_limits, std::vector<Token>& room, MemberNames& names);
  Result<void> run();
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(next_ - tokens_); }

 private:
  // Each reads from `p` and returns where it stopped, or nullptr after refuse().
  const char* value(const char* p);
  const char* open(const char* p, Kind kind);
  const char* members(const char* p);
  const char* elements(const char* p);
  const char* close(const char* p);
  const char* key(const char* p);
  const char* string(const char* p, Kind kind);
  const char* uncommon_string(const char* first, const char* p, Kind kind);
  const char* beyond_ascii(const char* p);
  const char* number(const char* p);
  const char* literal(const char* p, std::string_view word, Kind kind);

  [[nodiscard]] bool add(const char* first, const char* end, Kind kind, bool escaped = false);
  [[nodiscard]] bool grow(const char* at);
  [[nodiscard]] bool holds_nothing_yet() const { return next_ == tokens_ + open_ + 1; }
  std::nullptr_t refuse(const char* at, const char* why, Code code = Code::kMalformed);
  [[nodiscard]] Error refusal() const;

  const char* const begin_;
  const char* const end_;
  const std::size_t max_depth_;
  const std::size_t max_tokens_;
  std::vector<Token>& room_;
  MemberNames& names_;
  Token* tokens_;       // the first, in the room,
  Token* next_;         // the next to be written,
  Token* room_end_;     // and where there are no more
  std::uint32_t open_;  // the innermost open container, whose `next` names the one around it until it closes
  std::size_t depth_ = 0;
  const char* refused_at_ = nullptr;
  const char* refused_why_ = "";
  Code refused_code_ = Code::kMalformed;
};

}  // namespace concordat::protocol::json
