// One STOMP session as a state machine: bytes and time in, actions out. It knows the rules of
// the conversation and nothing of sockets, stores or other sessions. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
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

// The only destination to subscribe to: everybody's own queue.
inline constexpr std::string_view kOwnQueue = "/user/queue/notifications";
// The only destination to send to: a new access token for the open session.
inline constexpr std::string_view kRenew = "/app/renew";

// Why a session ends, as WebSocket close codes. The reason of the last two is the code of the
// refusal as in problem documents ("token-expired"), that of the others a sentence.
enum class End : std::uint16_t {
  kNormal = 1000,
  kProtocolError = 1002,
  kPolicy = 1008,
  kTryAgainLater = 1013,
  kSignInAgain = 4401,  // with another access token it goes on
  kNotAllowed = 4403,   // with another access token of this account neither
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
// Find out who that is and tell Answer() or Unanswered().
struct AskWho {
  std::string authorization;
  std::optional<EmployeeId> login;
};
using Action = std::variant<SendBytes, Follow, Unfollow, EndSession, AskWho>;

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

  struct Identity {
    EmployeeId person;
    std::optional<Time> ends = std::nullopt;  // the access token; nothing: it has no end
  };

  Session(std::string id, SessionOptions options, Time now);

  // Bytes from the client. After an EndSession nothing more is done. What comes while it is asked
  // who it is waits for the answer, 64 KiB at most.
  std::vector<Action> Receive(std::string_view bytes, Time now);

  // Who it is, or why the session ends: kTooMany not now, kUnauthenticated and kForbidden by what
  // came in Authorization.
  std::vector<Action> Answer(const Result<Identity>& who, Time now);
  // Nobody knows now who it is.
  std::vector<Action> Unanswered(Time now);
  // The access token of a connected session is not good any more.
  std::vector<Action> Withdraw(const Error& error);

  // To be called about once a second: sends heart-beats, ends a session that does not connect,
  // or whose access token has expired.
  // Heart-beats of the client are not waited for: a browser slows the timers of a hidden page
  // down, and whether it is alive is seen from all that it sends, pongs included (ws/liveness.h).
  std::vector<Action> Tick(Time now);
  // The owner sent something of its own (MESSAGE, RECEIPT): no heart-beat is due for a while.
  void NoteSent(Time now) { last_sent_ = now; }

  // Who it is, once connected.
  [[nodiscard]] std::optional<EmployeeId> user() const { return user_; }
  // By which header the person is asked for again; nothing when there is no need. Another one after
  // each renewal.
  [[nodiscard]] std::shared_ptr<const std::string> authorization() const { return authorization_; }

 private:
  using Actions = std::vector<Action>;
  struct Asking {
    stomp::Frame frame;
    std::chrono::milliseconds send_every{0};
  };

  void HandleAll(Actions& actions);
  void Handle(const stomp::Frame& frame, Actions& actions);
  void Connect(const stomp::Frame& frame, Actions& actions);
  void Send(const stomp::Frame& frame, Actions& actions);
  void Connected(const Asking& asked, Actions& actions);
  void Subscribe(const stomp::Frame& frame, Actions& actions);
  void Unsubscribe(const stomp::Frame& frame, Actions& actions);
  static void Acknowledge(const stomp::Frame& frame, Actions& actions);
  // An ERROR frame, then the end.
  void Refuse(End code, const std::string& why, const stomp::Frame* cause, Actions& actions);
  void Refuse(const Error& error, const stomp::Frame* cause, Actions& actions);
  void NoteActions(const Actions& actions, Time now);

  const std::string id_;
  const SessionOptions options_;
  const Time begun_;
  stomp::Parser parser_;
  std::deque<stomp::Frame> frames_;  // not yet handled
  std::optional<Asking> asking_;
  std::size_t held_ = 0;  // bytes that came meanwhile
  std::optional<EmployeeId> user_;
  std::optional<Time> ends_;
  std::shared_ptr<const std::string> authorization_;
  std::set<std::string> subscriptions_;
  std::chrono::milliseconds send_every_{0};  // 0: no heart-beats agreed
  Time last_sent_;
  bool ended_ = false;
};

// The frame that answers a header `receipt`.
std::string ReceiptFrame(const std::string& receipt);

}  // namespace erp::notification
