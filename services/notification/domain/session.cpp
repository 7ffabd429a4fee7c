#include "notification/domain/session.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace erp::notification {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestName = 100;  // of subscriptions and receipts
constexpr std::int64_t kLongestHeartBeat = 3'600'000;
constexpr std::size_t kMostHeld = 64 << 10;

bool Speaks12(const std::string& versions) {
  std::string_view rest = versions;
  for (;;) {
    const std::size_t comma = rest.find(',');
    if (rest.substr(0, comma) == "1.2") return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

std::optional<milliseconds> ParseInterval(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stopped != end || value < 0 ||
      value > kLongestHeartBeat) {
    return std::nullopt;
  }
  return milliseconds(value);
}

// What the client can send and what it wants to receive.
std::optional<std::pair<milliseconds, milliseconds>> ParseHeartBeat(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) return std::nullopt;
  const auto sends = ParseInterval(std::string_view(text).substr(0, comma));
  const auto wants = ParseInterval(std::string_view(text).substr(comma + 1));
  if (!sends || !wants) return std::nullopt;
  return std::pair(*sends, *wants);
}

milliseconds Agree(milliseconds offered, milliseconds wanted) {
  if (offered.count() == 0 || wanted.count() == 0) return milliseconds(0);
  return std::max(offered, wanted);
}

End EndOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kTooMany:
      return End::kTryAgainLater;
    case ErrorCode::kUnauthenticated:
      return End::kSignInAgain;
    case ErrorCode::kForbidden:
      return End::kNotAllowed;
    default:
      return End::kPolicy;
  }
}

Error TokenExpired() {
  return {ErrorCode::kUnauthenticated, "token-expired", "The access token has expired."};
}

}  // namespace

std::string ReceiptFrame(const std::string& receipt) {
  return stomp::Encode({"RECEIPT", {{"receipt-id", receipt}}});
}

Session::Session(std::string id, SessionOptions options, Time now)
    : id_(std::move(id)), options_(options), begun_(now), last_sent_(now) {}

std::vector<Action> Session::Receive(std::string_view bytes, Time now) {
  Actions actions;
  if (ended_) return actions;
  if (asking_) held_ += bytes.size();
  auto frames = parser_.Feed(bytes);
  if (!frames) {
    Refuse(End::kProtocolError, frames.error().message.English(), nullptr, actions);
  } else if (held_ > kMostHeld) {
    Refuse(End::kPolicy, "Too much came before it was answered who you are.", nullptr, actions);
  } else {
    std::move(frames->begin(), frames->end(), std::back_inserter(frames_));
    HandleAll(actions);
  }
  NoteActions(actions, now);
  return actions;
}

std::vector<Action> Session::Answer(const Result<Identity>& who, Time now) {
  Actions actions;
  if (ended_ || !asking_) return actions;
  const Asking asked = *std::exchange(asking_, std::nullopt);
  held_ = 0;
  if (!who) {
    Refuse(who.error(), &asked.frame, actions);
  } else if (who->ends && *who->ends <= now) {
    Refuse(TokenExpired(), &asked.frame, actions);
  } else if (user_ && *user_ != who->person) {
    Refuse({ErrorCode::kForbidden, "other-person", "This access token is somebody else's."},
           &asked.frame, actions);
  } else {
    ends_ = who->ends;
    authorization_ =
        ends_
            ? std::make_shared<const std::string>(asked.frame.Header("Authorization").value_or(""))
            : nullptr;
    if (user_) {
      Acknowledge(asked.frame, actions);
    } else {
      user_ = who->person;
      Connected(asked, actions);
    }
    HandleAll(actions);
  }
  NoteActions(actions, now);
  return actions;
}

std::vector<Action> Session::Unanswered(Time now) {
  Actions actions;
  if (ended_ || !asking_) return actions;
  const Asking asked = *std::exchange(asking_, std::nullopt);
  Refuse(End::kTryAgainLater, "Who you are cannot be found out now; come back later.", &asked.frame,
         actions);
  NoteActions(actions, now);
  return actions;
}

std::vector<Action> Session::Withdraw(const Error& error) {
  Actions actions;
  if (!ended_) Refuse(error, nullptr, actions);
  return actions;
}

void Session::NoteActions(const Actions& actions, Time now) {
  for (const auto& action : actions) {
    if (std::holds_alternative<SendBytes>(action)) last_sent_ = now;
  }
}

void Session::HandleAll(Actions& actions) {
  while (!ended_ && !asking_ && !frames_.empty()) {
    const stomp::Frame frame = std::move(frames_.front());
    frames_.pop_front();
    Handle(frame, actions);
  }
}

std::vector<Action> Session::Tick(Time now) {
  Actions actions;
  if (ended_) return actions;
  if (!user_) {
    if (!asking_ && now - begun_ >= options_.connect_within) {
      Refuse(End::kPolicy, "No CONNECT frame came in time.", nullptr, actions);
    }
    return actions;
  }
  if (ends_ && now >= *ends_) {
    Refuse(TokenExpired(), nullptr, actions);
    return actions;
  }
  // A tick early rather than late.
  if (send_every_.count() != 0 && now - last_sent_ >= send_every_ - milliseconds(1'000)) {
    last_sent_ = now;
    actions.emplace_back(SendBytes{"\n"});
  }
  return actions;
}

void Session::Handle(const stomp::Frame& frame, Actions& actions) {
  const auto receipt = frame.Header("receipt");
  if (receipt && receipt->size() > kLongestName) {
    Refuse(End::kProtocolError, "The header receipt is too long.", nullptr, actions);
  } else if (frame.command == "CONNECT" || frame.command == "STOMP") {
    Connect(frame, actions);
  } else if (!user_) {
    Refuse(End::kPolicy, "The first frame must be CONNECT.", &frame, actions);
  } else if (frame.command == "SUBSCRIBE") {
    Subscribe(frame, actions);
  } else if (frame.command == "UNSUBSCRIBE") {
    Unsubscribe(frame, actions);
  } else if (frame.command == "ACK" || frame.command == "NACK") {
    // Nothing waits for it: what is sent stays in the inbox until it is read there.
    Acknowledge(frame, actions);
  } else if (frame.command == "DISCONNECT") {
    Acknowledge(frame, actions);
    ended_ = true;
    actions.emplace_back(EndSession{End::kNormal, "disconnected"});
  } else if (frame.command == "SEND") {
    Send(frame, actions);
  } else {
    Refuse(End::kProtocolError, "This command is not served.", &frame, actions);
  }
}

void Session::Connect(const stomp::Frame& frame, Actions& actions) {
  if (user_) {
    return Refuse(End::kProtocolError, "The session is connected already.", &frame, actions);
  }
  if (!Speaks12(frame.Header("accept-version").value_or(""))) {
    return Refuse(End::kProtocolError, "Only STOMP 1.2 is spoken here.", &frame, actions);
  }
  const auto heart_beat = ParseHeartBeat(frame.Header("heart-beat").value_or("0,0"));
  if (!heart_beat) {
    return Refuse(End::kProtocolError, "The header heart-beat is not two intervals.", &frame,
                  actions);
  }
  std::optional<EmployeeId> login;
  if (const auto text = frame.Header("login")) {
    login = EmployeeId::Parse(*text);
    if (!login) {
      return Refuse(End::kPolicy, "The header login is not the id of a person.", &frame, actions);
    }
  }
  asking_ = Asking{frame, Agree(options_.heart_beat, heart_beat->second)};
  actions.emplace_back(AskWho{frame.Header("Authorization").value_or(""), login});
}

void Session::Connected(const Asking& asked, Actions& actions) {
  send_every_ = asked.send_every;
  const std::string offer = std::to_string(options_.heart_beat.count());
  actions.emplace_back(SendBytes{stomp::Encode({"CONNECTED",
                                                {{"version", "1.2"},
                                                 {"heart-beat", offer + "," + offer},
                                                 {"server", "approval-notification"},
                                                 {"session", id_},
                                                 {"user-name", user_->str()}}})});
}

void Session::Send(const stomp::Frame& frame, Actions& actions) {
  if (frame.Header("destination") != std::string(kRenew)) {
    return Refuse(End::kPolicy,
                  "Clients send nothing here but a new access token to " + std::string(kRenew) +
                      "; use the HTTP interface.",
                  &frame, actions);
  }
  asking_ = Asking{frame};
  actions.emplace_back(AskWho{frame.Header("Authorization").value_or(""), user_});
}

void Session::Subscribe(const stomp::Frame& frame, Actions& actions) {
  const auto id = frame.Header("id");
  if (!id || id->empty() || id->size() > kLongestName) {
    return Refuse(End::kProtocolError, "SUBSCRIBE needs a header id of 1 to 100 bytes.", &frame,
                  actions);
  }
  if (frame.Header("destination") != std::string(kOwnQueue)) {
    return Refuse(End::kPolicy, "Only " + std::string(kOwnQueue) + " may be subscribed to.", &frame,
                  actions);
  }
  if (frame.Header("ack").value_or("auto") != "auto") {
    return Refuse(End::kProtocolError, "Only ack:auto is offered; reading is told over HTTP.",
                  &frame, actions);
  }
  if (subscriptions_.contains(*id)) {
    return Refuse(End::kProtocolError, "This subscription id is in use.", &frame, actions);
  }
  if (subscriptions_.size() >= options_.subscriptions) {
    return Refuse(End::kPolicy, "The session has too many subscriptions.", &frame, actions);
  }
  std::optional<Cursor> last;
  if (const auto text = frame.Header("last-seq")) {
    last = ParseCursor(*text);
    if (!last) {
      return Refuse(End::kProtocolError, "The header last-seq is neither epoch:seq nor a number.",
                    &frame, actions);
    }
  }
  subscriptions_.insert(*id);
  actions.emplace_back(Follow{*id, last, frame.Header("receipt").value_or("")});
}

void Session::Unsubscribe(const stomp::Frame& frame, Actions& actions) {
  const auto id = frame.Header("id");
  if (!id) return Refuse(End::kProtocolError, "UNSUBSCRIBE needs a header id.", &frame, actions);
  if (subscriptions_.erase(*id) != 0) actions.emplace_back(Unfollow{*id});
  Acknowledge(frame, actions);
}

void Session::Acknowledge(const stomp::Frame& frame, Actions& actions) {
  if (const auto receipt = frame.Header("receipt")) {
    actions.emplace_back(SendBytes{ReceiptFrame(*receipt)});
  }
}

void Session::Refuse(End code,
                     const std::string& why,
                     const stomp::Frame* cause,
                     Actions& actions) {
  stomp::Frame error{"ERROR", {{"version", "1.2"}, {"message", why}}};
  if (cause != nullptr) {
    if (const auto receipt = cause->Header("receipt")) {
      error.headers.emplace_back("receipt-id", *receipt);
    }
    error.headers.emplace_back("content-type", "text/plain");
    error.body = "In answer to a " + cause->command + " frame: " + why;
  }
  ended_ = true;
  actions.emplace_back(SendBytes{stomp::Encode(error)});
  actions.emplace_back(EndSession{code, why});
}

void Session::Refuse(const Error& error, const stomp::Frame* cause, Actions& actions) {
  Refuse(EndOf(error), error.message.English(), cause, actions);
  auto& end = std::get<EndSession>(actions.back());
  if (end.code == End::kSignInAgain || end.code == End::kNotAllowed) end.reason = error.slug;
}

}  // namespace erp::notification
