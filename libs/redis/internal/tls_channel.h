// TLS on a connected socket; hiredis 0.14 has none. Private to this library.
#pragma once

#include <cstddef>
#include <memory>

#include <openssl/ssl.h>

#include "redis/url.h"

namespace erp::redis {

// Not thread-safe: one user at a time. What it blocks for is bounded by the socket's own time
// limits. Everything throws Unavailable: after that the connection is broken.
class TlsChannel {
 public:
  // The handshake. The server's certificate must be of the host that the URL names, and signed by
  // whom its files say. Files are read once for the process.
  TlsChannel(int fd, const Url& url);

  void Write(const char* bytes, std::size_t size);
  // How many bytes came; none when what came was not of the application. Call when the socket is
  // readable or Holds().
  std::size_t Read(char* bytes, std::size_t size);
  // Whether bytes wait here that the socket no longer has.
  [[nodiscard]] bool Holds() const { return SSL_pending(ssl_.get()) > 0; }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace erp::redis
