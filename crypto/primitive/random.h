#pragma once
// Random bytes from OpenSSL's DRBG. If it fails there is nothing safe left to do, so these throw std::runtime_error
// (start-up or a broken machine) and return no error. `fill_random_buffered` draws 4 KiB at a time and a thread and
// wipes what it has handed out: for salts and record ids, of which each record needs several. Safe from any thread. A
// process that forks must not go on using the buffered variant in both halves.
//
//   std::array<std::uint8_t, 16> salt;
//   fill_random_buffered(salt);

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"

namespace concordat::crypto {

void fill_random(std::span<std::uint8_t> out);
[[nodiscard]] Bytes random_bytes(std::size_t size);
// From the DRBG kept apart for private values.
[[nodiscard]] Secret random_secret(std::size_t size);

void fill_random_buffered(std::span<std::uint8_t> out);

}  // namespace concordat::crypto
