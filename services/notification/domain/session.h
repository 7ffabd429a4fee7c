// One STOMP session as a state machine: bytes and time in, actions out. It knows the rules of
// the conversation and nothing of sockets, stores or other sessions. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "notification/domain/cursor.h"
#include "notification/domain/stomp.h"

namespace erp::notification {

// The only destination there is: everybody's own queue.
inline constexpr std::string_view kOwnQueue = "/user/queue/notifications";

// Why a session ends, as WebSocket close codes.
enum class End : std::uint16_t {
  kNormal = 1000,
  kProtocolError = 1002,
  kPolicy = 1008,
  kTryAgainLater = 1013,
};

// What the owner of a session is to do, in this order.
struct SendBytes {
  std::string bytes;
};
struct Follow {
  std::string subscription;
  std::optional<Cursor> last;  // replay after it; absent: only what comes from now on
  std::string receipt;         // due once the subscription is live; empty: none asked for
};
struct Unfollow {
  std::string subscription;
};
struct EndSession {
  End code;
  std::string reason;
};
using Action = std::variant<SendBytes, Follow, Unfollow, EndSession>;

struct SessionOptions {
  std::chrono::milliseconds connect_within{5'000};
  // What we offer to send and wish to receive; 0 to do without.
  std::chrono::milliseconds heart_beat{10'000};
  std::size_t subscriptions = 4;
};

// Not thread-safe.
class Session {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Decides who connects from the frame's Authorization and login headers; kTooMany: not now.
  using Admit = std::function<Result<EmployeeId>(const std::string& authorization,
                                                 std::optional<EmployeeId> login)>;

  Session(std::string id, SessionOptions options, Admit admit, Time now);

  // Bytes from the client. After an EndSession nothing more is done.
  std::vector<Action> Receive(std::string_view bytes, Time now);
  // To be called about once a second: sends heart-beats, ends a session that does not connect.
  // Heart-beats of the client are not waited for: a browser slows the timers of a hidden page
  // down, and whether it is alive is seen from all that it sends, pongs included (ws/liveness.h).
  std::vector<Action> Tick(Time now);
  // The owner sent something of its own (MESSAGE, RECEIPT): no heart-beat is due for a while.
  void NoteSent(Time now) { last_sent_ = now; }

  // Who it is, once connected.
  [[nodiscard]] std::optional<EmployeeId> user() const { return user_; }

 private:
  using Actions = std::vector<Action>;

  void Handle(const stomp::Frame& frame, Actions& actions);
  void Connect(const stomp::Frame& frame, Actions& actions);
  void Subscribe(const stomp::Frame& frame, Actions& actions);
  void Unsubscribe(const stomp::Frame& frame, Actions& actions);
  static void Acknowledge(const stomp::Frame& frame, Actions& actions);
  // An ERROR frame, then the end.
  void Refuse(End code, const std::string& why, const stomp::Frame* cause, Actions& actions);

  const std::string id_;
  const SessionOptions options_;
  const Admit admit_;
  const Time begun_;
  stomp::Parser parser_;
  std::optional<EmployeeId> user_;
  std::set<std::string> subscriptions_;
  std::chrono::milliseconds send_every_{0};  // 0: no heart-beats agreed
  Time last_sent_;
  bool ended_ = false;
};

// The frame that answers a header `receipt`.
std::string ReceiptFrame(const std::string& receipt);

}  // namespace erp::notification
