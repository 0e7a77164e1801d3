#include "crypto/primitive/openssl.h"

#include <climits>
#include <stdexcept>

namespace concordat::crypto {
int no_password(char*, int, int, void*) {
  return -1;
}

std::string take_openssl_error() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  return reason == nullptr ? "unknown" : reason;
}

void require(bool success, std::string_view what) {
  if (!success) throw std::runtime_error(std::string(what) + " failed: " + take_openssl_error());
}

BioHandle reader(ByteView bytes) {
  require(bytes.size() <= INT_MAX, "reading an oversized buffer");
  BioHandle bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  require(bio != nullptr, "BIO_new_mem_buf");
  return bio;
}

BioHandle writer() {
  BioHandle bio(BIO_new(BIO_s_mem()));
  require(bio != nullptr, "BIO_new");
  return bio;
}

ByteView written(const BioHandle& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

KeyHandle read_private_key(ByteView pem) {
  const BioHandle bio = reader(pem);
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  return key;
}

Secret write_private_key(const EVP_PKEY* key) {
  const BioHandle bio = writer();
  require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "writing a private key");
  return Secret::copy(written(bio));
}

}  // namespace concordat::crypto
