// A client of one other service: pooled keep-alive connections, a deadline on every call.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "common/clock.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace erp::http {

struct ClientOptions {
  std::string name;      // of the other service, label of metrics
  std::string base_url;  // "http://127.0.0.1:9081"
  std::size_t connections = 16;
  std::chrono::milliseconds connect_timeout{500};
};

// Thread-safe. Sends the current traceparent with every request.
class Client {
 public:
  Client(ClientOptions options, metrics::Registry& registry);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Blocks until the answer, at most until the deadline (waiting for a free connection
  // included). Any status is an answer. Throws Unavailable when there is none: refused,
  // reset, late. Nothing is retried here; the caller knows what may be repeated.
  Response Send(const std::string& method,
                const std::string& path,
                const std::string& body,
                const Headers& headers,
                Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::http
