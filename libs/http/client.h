// A client of one other service: its replicas, pooled keep-alive connections, a deadline on every
// call, and bounds on what an absent or frozen peer can cost.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace erp::http {

struct ClientOptions {
  std::string name;      // of the other service, label of metrics
  std::string base_url;  // "http://127.0.0.1:9081", or one for each replica, comma-separated
  std::size_t connections = 16;  // calls at once
  std::size_t waiting = 64;      // callers that may wait for one of them; more fail at once
  std::chrono::milliseconds connect_timeout{500};
  // An address counts as frozen after so many late calls in a row and so long without an answer.
  std::size_t late_calls = 5;
  std::chrono::milliseconds late_for{1000};
  std::size_t probes = 2;  // calls at once that may wait for a frozen address
  // The header Authorization of every call; nothing: none is sent. What it throws the call throws.
  std::function<std::string()> authorization = {};
};

// Thread-safe. Sends the current traceparent with every request, and the language of
// the request that is being answered: what the other service refuses is passed on in it.
//
// Which address: the replicas in turn, those that refused or were late in the last second last. A
// call goes on to the next address when
//   - no connection could be made: nothing was sent, so any call may;
//   - the connection broke, or half of the time was spent without an answer while another address
//     is left: GET, PUT and DELETE, and what carries an Idempotency-Key;
//   - the answer is 503 with "Connection: close" (this replica is full): the same calls.
// With one address a repeatable call whose connection broke is sent once more (a kept connection
// that the peer had just closed).
// A frozen address keeps only `probes` callers waiting; while all addresses are frozen, the others
// fail at once instead of after their deadline. One answer in time ends that. (One probe a second
// would turn a peer that is only slow into one that is away.)
class Client {
 public:
  Client(ClientOptions options, metrics::Registry& registry);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Blocks until the answer, at most until the deadline (waiting for a free connection
  // included). Any status is an answer. Throws Unavailable when there is none: refused, broken,
  // late, frozen, or too many callers already waiting.
  Response Send(const std::string& method,
                const std::string& path,
                const std::string& body,
                const Headers& headers,
                Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// As a value in a query: all but letters, digits and "-._~" as %XX (RFC 3986 section 2).
std::string PercentEncoded(std::string_view text);

}  // namespace erp::http
