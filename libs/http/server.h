// An HTTP/1.1 server: routing, strict framing, problem+json for every error, trace context, access
// log, metrics, and a bound on everything. One thread owns all connections and reads requests
// without blocking, so idle connections and slow senders cost memory only; a pool of threads runs
// the handlers. Requests beyond what the pool and its queue hold are answered 503 "overloaded"
// at once, and the connection is closed: a load balancer tries another replica.
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
  int port = 0;                       // 0: any free one, see port()
  std::size_t threads = 64;           // requests handled at once
  std::size_t max_body = 256 * 1024;  // bytes; more is 413
  bool access_log = true;

  std::size_t queue = 128;                      // requests waiting for a thread
  std::chrono::milliseconds longest_wait{500};  // in that queue; longer is 503 "overloaded"
  // What the answers of routes that declare `answer_bytes` take together, in bytes. As many
  // requests as `queue` wait until theirs fits, `large_wait` at most: beyond, 503 "overloaded".
  std::size_t large_answers = 24 * 1024 * 1024;
  std::chrono::milliseconds large_wait{3000};
  // Open connections; beyond it the one idle for longest is closed for a new one, and when none
  // is idle the new one is answered 503.
  std::size_t connections = 4096;
  std::size_t max_head = 40 * 1024;  // bytes, more than the gateway takes; more is 431

  // An idle connection; longer than the gateway keeps one, or POSTs would meet a closed one.
  std::chrono::milliseconds keep_alive{75000};
  // From the first byte to the last, however they drip; later is 408.
  std::chrono::milliseconds head_within{10000};
  std::chrono::milliseconds body_within{15000};
  // From the whole request to its answer, unless its route says otherwise: then 503 "late", and
  // what the handler still answers is dropped.
  std::chrono::milliseconds answer_within{12000};
  // Without the client taking anything of its answer; then the connection is closed. One that keeps
  // taking may go on as long as it takes, on the whole, more bytes a second than slowest_reader:
  // somebody who drips holds an answer's memory for so long only (half a MiB for 143 s).
  std::chrono::milliseconds write_within{15000};
  std::size_t slowest_reader = 4 * 1024;

  // Streamed bodies (Body::kStreamed) received at once, each with a thread of its own and at most
  // 64 KiB in memory; beyond: 503 "overloaded" at once. One may pause for body_within and come, on
  // the whole, with more bytes a second than slowest_sender, for as long as it takes: slower is
  // 408.
  std::size_t uploads = 32;
  std::size_t slowest_sender = 4 * 1024;
  // What is streamed either way while the server stops goes on for so long; then it is cut.
  std::chrono::milliseconds stream_drain{5000};
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
  // Takes no new connection, closes idle ones, answers every request that has arrived
  // ("Connection: close") and returns then: at most answer_within later.
  void Stop();

  [[nodiscard]] int port() const;
  [[nodiscard]] const Router& router() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::http
