// A WebSocket server (RFC 6455, version 13, text messages) on one thread of its own.
//
// That thread, the loop, owns every connection: all callbacks run on it one after the other,
// and what other threads want is posted to it. A callback must not block; an exception out of
// one is logged and closes the connection with 1011.
//
// Strangers are on the other end, so everything has a bound: time for the handshake, size of a
// message, number of connections, and bytes waiting for a client that does not read.
// Plain C++17; includes nothing of ours.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace erp::ws {

// Never used twice in the life of a server.
using ConnectionId = std::uint64_t;

// RFC 6455 section 7.4 and the IANA registry.
enum class CloseCode : std::uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupportedData = 1003,
  kNoStatus = 1005,
  kAbnormal = 1006,  // the connection broke without a close frame
  kInvalidPayload = 1007,
  kPolicyViolation = 1008,
  kTooBig = 1009,
  kInternalError = 1011,
  kServiceRestart = 1012,
  kTryAgainLater = 1013,
};

struct Options {
  std::string bind = "127.0.0.1";  // an IP address
  int port = 0;                    // 0: any free one, see Server::port()

  // Handshake. Wrong path: 404. A query: 400. `subprotocol` not offered: 400. Origin of another
  // site: 403. Version other than 13: 426. Too many connections: 503.
  std::string path = "/";
  std::string subprotocol;
  // Beside the same origin, which is that of the header Host or X-Forwarded-Host: exact,
  // "https://host:port".
  std::vector<std::string> allowed_origins;
  // Browsers always send an Origin, so one without is not a browser that was tricked.
  bool allow_absent_origin = false;

  std::size_t max_message = 64 << 10;    // bytes; more closes with 1009
  std::size_t max_connections = 10'000;  // open ones and those in the handshake
  // Bytes given to Send() and not yet taken by the kernel; more closes with 1008.
  std::size_t max_buffered = 256 << 10;
  // Bytes that the kernel takes for one connection. Left to itself it takes megabytes for a
  // client that does not read.
  int send_buffer = 64 << 10;
  // A connection that had this much waiting is announced by on_drained when nothing is left.
  std::size_t drain_mark = 64 << 10;

  std::chrono::milliseconds handshake_timeout{5'000};
  std::chrono::milliseconds close_timeout{2'000};  // for the answer to our close frame
  std::chrono::milliseconds ping_interval{20'000};
  // Not even a pong for so long after a ping: closed. Both together are the silence that a peer
  // is allowed, whatever it has promised.
  std::chrono::milliseconds pong_timeout{50'000};
  // Something waits and nothing of it was taken for so long: closed with 1008. What is written
  // at one time (up to max_buffered) counts as taken when all of it is.
  std::chrono::milliseconds stall_timeout{20'000};
  std::chrono::milliseconds tick_interval{1'000};
};

// What is worth counting.
enum class Event {
  kOpened,
  kClosed,
  kRefused,     // handshake not accepted or not finished
  kSlowClosed,  // max_buffered or stall_timeout exceeded
  kPongMissed,
  kAcceptFailed,  // e.g. no file descriptors left
  kReceived,      // one message
  kSent,          // one message handed to the connection
};

// A handshake that is not accepted.
struct Refusal {
  enum class Why {
    kPath,
    kQuery,    // of which there is none here: a token in an address ends in logs
    kUpgrade,  // not a request for a WebSocket of version 13
    kOrigin,
    kSubprotocol,
    kFull,
    kMalformed,  // found by the library, so without its headers here
  };
  Why why = Why::kMalformed;
  int status = 400;
  // Headers of the request.
  std::string accept_language;
  std::string traceparent;

  // The body of the answer.
  struct Text {
    std::string content_type;
    std::string body;
    std::string content_language = {};
  };
};

enum class Severity { kDebug, kInfo, kWarn, kError };

// All on the loop. Any of them may be empty.
struct Callbacks {
  std::function<void(ConnectionId)> on_open;
  // One whole text message, valid UTF-8.
  std::function<void(ConnectionId, const std::string&)> on_message;
  // Exactly once for each on_open; nothing more comes from this connection.
  std::function<void(ConnectionId, CloseCode)> on_close;
  std::function<void(ConnectionId)> on_drained;
  // Every tick_interval, until Stop().
  std::function<void()> on_tick;

  // Without it a refusal has no body.
  std::function<Refusal::Text(const Refusal&)> explain;

  std::function<void(Severity, const std::string&)> log;
  std::function<void(Event)> count;
};

// Thread-safe, except where "loop only" is said.
class Server {
 public:
  Server(Options options, Callbacks callbacks);
  // Stops without ceremony when Stop() was not called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds, listens and starts the loop. Throws std::runtime_error with one clear line when
  // the address cannot be had.
  void Start();
  // The port bound by Start().
  [[nodiscard]] int port() const;

  // Runs `task` on the loop, in the order of posting. Dropped after Stop().
  void Post(std::function<void()> task);

  // Queues a text message, which must be valid UTF-8. Nothing happens for a connection that
  // is gone.
  void Send(ConnectionId connection, std::string text);
  // Sends what is queued, then a close frame; on_close comes at once. The reason is cut to
  // 123 bytes.
  void Close(ConnectionId connection, CloseCode code, std::string reason);

  // Loop only. Send() and Close() without the detour over the queue of tasks.
  void SendNow(ConnectionId connection, std::string text);
  void CloseNow(ConnectionId connection, CloseCode code, const std::string& reason);
  // Loop only. Bytes that the kernel has not taken yet; 0 for a connection that is gone.
  [[nodiscard]] std::size_t Buffered(ConnectionId connection) const;

  // Takes no new connections; the open ones go on.
  void StopAccepting();
  // StopAccepting, a close frame with this code and reason to everybody, then waits for their
  // answers. Returns when the loop has ended: at most `budget` and a moment later.
  void Stop(CloseCode code, const std::string& reason, std::chrono::milliseconds budget);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace erp::ws
