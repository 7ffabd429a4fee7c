// An HTTP/1.1 server on a thread pool: routing, strict framing, body limits, problem+json for
// every error, trace context, access log and metrics. One thread serves one connection at a
// time, so the pool bounds the open connections; the gateway in front keeps few.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/router.h"
#include "observe/metrics.h"

namespace erp::http {

struct ServerOptions {
  std::string name = "api";  // label of its metrics
  std::string bind = "127.0.0.1";
  int port = 0;                           // 0: any free one, see port()
  std::size_t threads = 128;              // open connections at once
  std::size_t max_body = 256 * 1024;      // bytes; more is 413
  std::chrono::seconds keep_alive{5};     // longer than the gateway's 2 s, or POSTs get 502
  std::size_t keep_alive_requests = 100;  // more than the gateway's 90, for the same reason
  bool access_log = true;
};

// Thread-safe after construction.
class Server {
 public:
  Server(ServerOptions options, Router router, metrics::Registry& registry);
  // Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and serves on threads of its own. Throws std::runtime_error with one clear line
  // when the port cannot be had.
  void Start();
  // Accepts nothing new, finishes running requests, returns when all are answered
  // (at most keep_alive + the longest handler).
  void Stop();

  [[nodiscard]] int port() const;
  [[nodiscard]] const Router& router() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::http
