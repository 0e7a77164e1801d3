#include "crypto/x509/x509.h"

#include <openssl/bn.h>

#include <ctime>

namespace concordat::crypto {
namespace {

using BignumHandle = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

// Reads one PEM object after another until there is no more. A text that ends inside one is malformed, one without any
// too.
template <typename Handle, typename Read>
Result<std::vector<Handle>> read_all(std::string_view pem, std::string_view what, Read read) {
  std::vector<Handle> objects;
  const BioHandle bio = reader(pem);
  while (Handle object{read(bio.get(), nullptr, no_password, nullptr)}) objects.push_back(std::move(object));
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = take_openssl_error();
  if (!at_end) return fail(Code::kConfigInvalid, std::string(what) + ": malformed PEM: " + reason);
  if (objects.empty()) return fail(Code::kConfigInvalid, std::string(what) + ": holds nothing in PEM");
  return objects;
}

}  // namespace

Result<std::vector<CertificateHandle>> read_certificates(std::string_view pem, std::string_view what) {
  return read_all<CertificateHandle>(pem, what, PEM_read_bio_X509);
}

Result<std::vector<CrlHandle>> read_crls(std::string_view pem, std::string_view what) {
  return read_all<CrlHandle>(pem, what, PEM_read_bio_X509_CRL);
}

Result<std::chrono::sys_seconds> time_of(const ASN1_TIME* time) {
  std::tm parts{};
  // ASN1_TIME_to_tm reads a missing time as the current one.
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1)
    return fail(Code::kMalformed, "a certificate has an unreadable date");
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

std::string date_of(const ASN1_TIME* time) {
  const auto seconds = time_of(time);
  if (!seconds) return "an unreadable date";
  const std::time_t since_epoch = seconds->time_since_epoch().count();
  std::tm parts{};
  char text[32];
  if (gmtime_r(&since_epoch, &parts) == nullptr) return "an unreadable date";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

std::string name_of(const X509_NAME* name) {
  constexpr std::size_t kShown = 120;
  const BioHandle bio = writer();
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  return printable(written(bio), kShown);
}

std::string serial_of(const X509* certificate) {
  const BignumHandle number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (!number) return {};
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), octets(bytes));
  std::string text = hex(bytes);
  for (char& c : text) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace concordat::crypto
