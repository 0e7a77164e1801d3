#pragma once
// Writing canonical JSON (RFC 8785) by appending to one string: what the ledger's hot path needs and no more. The
// caller puts keys in order. Numbers are non-negative integers, for entries hold no others. Pure.
//
//   out += R"(,"sender":)";
//   append_string(out, "riverside-trust");

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::gateway {

// RFC 8785 section 3.2.2.2: quotes, backslashes and control characters are escaped, and nothing else. What is not UTF-8
// becomes U+FFFD, so that the result is always JSON.
void append_string(std::string& out, std::string_view text);

void append_number(std::string& out, std::uint64_t value);

// The order of keys (RFC 8785 section 3.2.3): by UTF-16 code units.
[[nodiscard]] bool key_before(std::string_view a, std::string_view b);

// "2026-11-22T17:32:12.123Z": always 24 characters (years 1970 to 9999; outside them the nearest), so that text order
// is time order.
void append_time(std::string& out, std::int64_t unix_ms);

}  // namespace concordat::gateway
