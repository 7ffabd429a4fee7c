// One redisContext with its settings, private to this library: pool and subscriber build on it.
// After any failure it is broken and must be replaced: hiredis loses AUTH, SELECT and the
// timeouts when it reconnects by itself, so nothing here ever reconnects.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <hiredis/hiredis.h>

#include "common/clock.h"
#include "redis/internal/tls_channel.h"
#include "redis/pool.h"
#include "redis/reply.h"
#include "redis/url.h"

namespace erp::redis {

// Not thread-safe: one user at a time.
class Connection {
 public:
  // Connects, by TLS if the URL says so, authenticates and selects the database, each within
  // `connect_timeout`.
  // Throws Unavailable, also when the server refuses the credentials: an operator can
  // repair that without restarting us.
  static std::unique_ptr<Connection> Open(const Url& url,
                                          std::chrono::milliseconds connect_timeout,
                                          std::chrono::milliseconds command_timeout);

  // Sends all, then reads one answer for each; error answers are elements. Blocks at most
  // until the deadline. Throws Unavailable, and is then broken.
  std::vector<Reply> Exchange(const std::vector<Command>& commands, Deadline deadline);

  // The halves of Exchange, for a subscriber that reads what nobody asked for.
  void Send(const std::vector<Command>& commands);
  // Waits for an answer until the deadline; false when none came, which breaks nothing.
  bool Receive(Reply& reply, Deadline deadline);
  // Takes in what the socket holds (call when it is readable).
  void Fill();
  // The next complete answer among what was taken in; false when there is none.
  bool Next(Reply& reply);

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] int fd() const { return context_->fd; }

  // Whether the server has closed it, or sent what nobody asked for, while it was idle.
  [[nodiscard]] bool Stale() const;

 private:
  struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
  };

  explicit Connection(redisContext* context) : context_(context) {}
  [[noreturn]] void Fail(const std::string& what);
  void Handshake(const Url& url, std::chrono::milliseconds budget);
  void NoteError(const Reply& reply);
  void FillProtected();
  void SendProtected(const std::vector<const char*>& texts,
                     const std::vector<std::size_t>& lengths);

  std::unique_ptr<redisContext, FreeContext> context_;
  std::unique_ptr<TlsChannel> tls_;  // none: plain; ends before the socket
  bool broken_ = false;
};

}  // namespace erp::redis
