#include "auth/rsa_key.h"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace erp::auth {
namespace {

template <auto free>
struct Freeing {
  template <typename Thing>
  void operator()(Thing* thing) const {
    free(thing);
  }
};
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM_free>>;

EVP_PKEY* Key(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number NumberOf(std::string_view bytes) {
  if (bytes.size() > static_cast<std::size_t>(kMostKeyBits)) return nullptr;
  return Number(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// What failed stays in a queue of the thread, where the next user of the library would find it.
[[noreturn]] void Fail(const char* what) {
  ERR_clear_error();
  throw std::runtime_error(std::string(what) + " failed");
}

std::string NumberIn(EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) Fail("reading an RSA key");
  const Number number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

}  // namespace

void RsaPublicKey::Free::operator()(void* key) const { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }

std::optional<RsaPublicKey> RsaPublicKey::Of(std::string_view modulus, std::string_view exponent) {
  const auto n = NumberOf(modulus);
  const auto e = NumberOf(exponent);
  if (!n || !e) return std::nullopt;
  const int bits = BN_num_bits(n.get());
  const bool sound = bits >= kFewestKeyBits && bits <= kMostKeyBits && BN_is_odd(e.get()) == 1 &&
                     BN_is_one(e.get()) == 0 && BN_num_bits(e.get()) <= 64;
  if (!sound) return std::nullopt;
  const Builder builder(OSSL_PARAM_BLD_new());
  const bool built = builder &&
                     OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
                     OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1;
  const Parameters parameters(built ? OSSL_PARAM_BLD_to_param(builder.get()) : nullptr);
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  const bool made =
      parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1;
  if (!made) {
    ERR_clear_error();
    return std::nullopt;
  }
  return RsaPublicKey(key);
}

bool RsaPublicKey::Verifies(std::string_view text, std::string_view signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  const bool verified =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, Key(key_)) == 1 &&
      EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(text),
                       text.size()) == 1;
  if (!verified) ERR_clear_error();
  return verified;
}

RsaPrivateKey RsaPrivateKey::Generate(int bits) {
  EVP_PKEY* key = EVP_RSA_gen(static_cast<unsigned int>(bits));
  if (key == nullptr) Fail("making an RSA key");
  return RsaPrivateKey(key);
}

std::optional<RsaPrivateKey> RsaPrivateKey::OfPem(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!memory) Fail("reading an RSA key");
  // Without a way to ask for a pass phrase, which would wait for a terminal.
  const auto nobody = [](char*, int, int, void*) { return -1; };
  EVP_PKEY* key = PEM_read_bio_PrivateKey(memory.get(), nullptr, nobody, nullptr);
  if (key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return RsaPrivateKey(key);
  EVP_PKEY_free(key);
  ERR_clear_error();
  return std::nullopt;
}

std::string RsaPrivateKey::Pem() const {
  const Memory memory(BIO_new(BIO_s_mem()));
  const bool written = memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), Key(key_), nullptr,
                                                               nullptr, 0, nullptr, nullptr) == 1;
  if (!written) Fail("writing an RSA key");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string RsaPrivateKey::Sign(std::string_view text) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const bool measured =
      context &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, Key(key_)) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, Bytes(text), text.size()) == 1;
  if (!measured) Fail("signing");
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(text), text.size()) != 1) {
    Fail("signing");
  }
  signature.resize(size);
  return signature;
}

std::string RsaPrivateKey::Modulus() const { return NumberIn(Key(key_), OSSL_PKEY_PARAM_RSA_N); }

std::string RsaPrivateKey::Exponent() const { return NumberIn(Key(key_), OSSL_PKEY_PARAM_RSA_E); }

}  // namespace erp::auth
