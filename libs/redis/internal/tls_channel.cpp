#include "redis/internal/tls_channel.h"

#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "common/error.h"

namespace erp::redis {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::shared_ptr<SSL_CTX>;

std::string LastError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  return text == nullptr ? "the connection was closed" : text;
}

[[noreturn]] void Fail(const std::string& what) {
  throw Unavailable("redis: TLS: " + what + ": " + LastError());
}

Context MakeContext(const Tls& tls) {
  Context context(SSL_CTX_new(TLS_client_method()), FreeContext());
  if (!context) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // Without it a read that finds only a session ticket returns, instead of waiting for data.
  SSL_CTX_clear_mode(context.get(), SSL_MODE_AUTO_RETRY);
  const int trusted = tls.ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context.get())
                          : SSL_CTX_load_verify_file(context.get(), tls.ca_file.c_str());
  if (trusted != 1) Fail("reading " + tls.ca_file);
  if (!tls.certificate_file.empty() &&
      (SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate_file.c_str()) != 1 ||
       SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM) != 1)) {
    Fail("reading " + tls.certificate_file);
  }
  return context;
}

// A process has few different ones, and reading the files takes longer than a handshake.
Context ContextOf(const Tls& tls) {
  static std::mutex mutex;
  static std::map<std::tuple<std::string, std::string, std::string>, Context> made;
  const std::lock_guard lock(mutex);
  auto& context = made[{tls.ca_file, tls.certificate_file, tls.key_file}];
  if (!context) context = MakeContext(tls);
  return context;
}

bool IsAddress(const std::string& host) {
  in6_addr place{};
  return inet_pton(AF_INET, host.c_str(), &place) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &place) == 1;
}

void Expect(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
  const bool address = IsAddress(host);
  const int set = address ? X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str())
                          : X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), 0);
  if (set != 1) Fail("the host " + host);
  if (!address) SSL_set_tlsext_host_name(ssl, host.c_str());
}

}  // namespace

TlsChannel::TlsChannel(int fd, const Url& url) {
  ERR_clear_error();
  ssl_.reset(SSL_new(ContextOf(url.tls).get()));
  if (!ssl_) throw std::bad_alloc();
  Expect(ssl_.get(), url.host);
  SSL_set_fd(ssl_.get(), fd);
  if (SSL_connect(ssl_.get()) == 1) return;
  const long verdict = SSL_get_verify_result(ssl_.get());
  if (verdict != X509_V_OK) {
    ERR_clear_error();
    throw Unavailable("redis: TLS: the certificate of " + url.host + ": " +
                      X509_verify_cert_error_string(verdict));
  }
  Fail("handshake with " + url.host);
}

void TlsChannel::Write(const char* bytes, std::size_t size) {
  ERR_clear_error();
  std::size_t written = 0;
  if (SSL_write_ex(ssl_.get(), bytes, size, &written) != 1) Fail("write");
}

std::size_t TlsChannel::Read(char* bytes, std::size_t size) {
  ERR_clear_error();
  std::size_t count = 0;
  if (SSL_read_ex(ssl_.get(), bytes, size, &count) == 1) return count;
  if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_WANT_READ) return 0;
  Fail("read");
}

}  // namespace erp::redis
