#include "notification/api/stomp_gateway.h"

#include <algorithm>
#include <utility>

#include "common/clock.h"
#include "common/id.h"
#include "notification/api/handshake_refusals.h"
#include "notification/api/json.h"
#include "notification/domain/stomp.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

constexpr const char* kPath = "/ws/notifications";
constexpr const char* kSubprotocol = "v12.stomp";
// Pages go out in portions of at most this size; the next one when the client has taken the last.
constexpr std::size_t kPortion = 64 << 10;
// Every client waits a time of its own choice between this and three times this.
constexpr const char* kComeBack = "retry-after-ms=1000";
constexpr std::chrono::milliseconds kStopBudget{3000};
constexpr std::size_t kAskers = 2;

Session::Time Now() { return std::chrono::steady_clock::now(); }

std::string MessageId(const Outgoing& message) {
  if (message.kind == Outgoing::Kind::kAnnouncement) return message.entry.notification.id;
  if (message.kind == Outgoing::Kind::kRead) return "read:" + NewUuid();
  std::string id = FormatCursor({message.epoch, message.entry.seq});
  switch (message.kind) {
    case Outgoing::Kind::kSettled:
      return id + ":settled";
    case Outgoing::Kind::kResync:
      return id + ":resync";
    case Outgoing::Kind::kEntry:
    case Outgoing::Kind::kAnnouncement:
    case Outgoing::Kind::kRead:
      break;
  }
  return id;
}

std::string MessageFrame(const std::string& subscription, const Outgoing& message) {
  stomp::Frame frame{"MESSAGE",
                     {{"subscription", subscription},
                      {"message-id", MessageId(message)},
                      {"destination", std::string(kOwnQueue)},
                      {"content-type", "application/json"}},
                     PrintOutgoing(message)};
  if (!message.entry.traceparent.empty()) {
    frame.headers.emplace_back("traceparent", message.entry.traceparent);
  }
  return stomp::Encode(frame);
}

// One line a frame: whether somebody was told, and when, is what support asks first.
void LogSent(std::optional<EmployeeId> user, const Outgoing& message) {
  const auto& notification = message.entry.notification;
  const trace::Scope scope(trace::FromHeader(message.entry.traceparent));
  log::Info("frame sent", {{"user_id", user.value_or(EmployeeId()).value()},
                           {"request_id", TextOf(notification.approval)},
                           {"seq", message.entry.seq},
                           {"event_id", notification.id}});
}

void LogOf(ws::Severity severity, const std::string& line) {
  switch (severity) {
    case ws::Severity::kDebug:
      return log::Debug(line);
    case ws::Severity::kInfo:
      return log::Info(line);
    case ws::Severity::kWarn:
      return log::Warn(line);
    case ws::Severity::kError:
      return log::Error(line);
  }
}

}  // namespace

struct StompGateway::Meters {
  explicit Meters(metrics::Registry& registry)
      : sessions(registry.GetGauge("ws_sessions", "Open WebSocket connections")),
        opened(Ended(registry, "opened")),
        refused(Ended(registry, "refused")),
        slow(Ended(registry, "slow")),
        silent(Ended(registry, "no-pong")),
        accept_failed(Ended(registry, "accept-failed")),
        too_many(Ended(registry, "too-many")),
        not_signed_in(Ended(registry, "not-signed-in")),
        late(registry.GetCounter("ws_rounds_late_total",
                                 "Rounds of asking for open sessions again that were left out, "
                                 "since the one before was not done")),
        received(registry.GetCounter("ws_frames_received_total", "WebSocket messages received")),
        sent(registry.GetCounter("ws_frames_sent_total", "WebSocket messages sent")),
        resyncs(registry.GetCounter("notification_resyncs_total",
                                    "Subscriptions that were told to start anew")),
        live_age(registry.GetHistogram(
            "notification_live_age_seconds",
            "From the instant of an event until it is handed to the sessions of this process")) {}

  static metrics::Counter Ended(metrics::Registry& registry, const std::string& what) {
    return registry.GetCounter("ws_connections_total", "What became of WebSocket connections",
                               {{"event", what}});
  }

  void Count(ws::Event event) const {
    switch (event) {
      case ws::Event::kOpened:
        sessions.Add(1);
        return opened.Add();
      case ws::Event::kClosed:
        return sessions.Add(-1);
      case ws::Event::kRefused:
        return refused.Add();
      case ws::Event::kSlowClosed:
        return slow.Add();
      case ws::Event::kPongMissed:
        return silent.Add();
      case ws::Event::kAcceptFailed:
        return accept_failed.Add();
      case ws::Event::kReceived:
        return received.Add();
      case ws::Event::kSent:
        return sent.Add();
    }
  }

  const metrics::Gauge sessions;
  const metrics::Counter opened;
  const metrics::Counter refused;
  const metrics::Counter slow;
  const metrics::Counter silent;
  const metrics::Counter accept_failed;
  const metrics::Counter too_many;
  const metrics::Counter not_signed_in;
  const metrics::Counter late;
  const metrics::Counter received;
  const metrics::Counter sent;
  const metrics::Counter resyncs;
  const metrics::Histogram live_age;
  const SystemClock clock{};
};

StompGateway::StompGateway(GatewayOptions options,
                           const auth::ActorSource& actors,
                           metrics::Registry& registry)
    : options_(std::move(options)),
      meters_(std::make_unique<const Meters>(registry)),
      server_(ServerOptions(), ServerCallbacks()),
      checks_(actors, *this, kAskers) {}

StompGateway::~StompGateway() = default;

ws::Options StompGateway::ServerOptions() const {
  ws::Options server;
  server.bind = options_.bind;
  server.port = options_.port;
  server.path = kPath;
  server.subprotocol = kSubprotocol;
  server.allowed_origins = options_.allowed_origins;
  server.allow_absent_origin = options_.allow_absent_origin;
  server.max_connections = options_.max_connections;
  server.max_buffered = options_.max_buffered;
  server.drain_mark = Portion();
  server.stall_timeout = options_.stall_timeout;
  server.ping_interval = options_.ping_interval;
  server.pong_timeout = options_.pong_timeout;
  return server;
}

ws::Callbacks StompGateway::ServerCallbacks() {
  ws::Callbacks callbacks;
  callbacks.on_open = [this](ws::ConnectionId id) { OnOpen(id); };
  callbacks.on_message = [this](ws::ConnectionId id, const std::string& text) {
    OnMessage(id, text);
  };
  callbacks.on_close = [this](ws::ConnectionId id, ws::CloseCode) { OnClose(id); };
  callbacks.on_drained = [this](ws::ConnectionId id) { feeds_->OnRoom(id); };
  callbacks.on_tick = [this] { OnTick(); };
  callbacks.explain = ExplainRefusal;
  callbacks.log = LogOf;
  callbacks.count = [this](ws::Event event) { meters_->Count(event); };
  return callbacks;
}

Changes::Listener StompGateway::MakeListener() {
  return {
      .on_change =
          [this](Change change) {
            server_.Post([this, change = std::move(change)] {
              if (change.kind == Change::Kind::kAdded) {
                const std::chrono::duration<double> age =
                    meters_->clock.Now() - change.entry.notification.timestamp;
                meters_->live_age.Observe(age.count());
              }
              feeds_->OnChange(change);
            });
          },
      .on_listening =
          [this](EmployeeId user) { server_.Post([this, user] { feeds_->OnListening(user); }); },
      .on_announcement =
          [this](const Notification& announcement) {
            server_.Post([this, announcement] { feeds_->OnAnnouncement(announcement); });
          }};
}

void StompGateway::Attach(Changes& changes, PageReader& reader) {
  feeds_.emplace(
      changes, reader,
      LiveFeeds::Output{
          .deliver = [this](const FeedKey& key, const Outgoing& message) { Deliver(key, message); },
          .went_live = [this](const FeedKey& key) { WentLive(key); },
          .has_room = [this](SessionId id) { return server_.Buffered(id) < Portion(); },
      });
}

std::size_t StompGateway::Portion() const { return std::min(kPortion, options_.max_buffered / 4); }

void StompGateway::Start() { server_.Start(); }

void StompGateway::AskToReconnect() {
  server_.Post([this] {
    log::Info("sessions are asked to reconnect", {{"sessions", sessions_.size()}});
    // on_close, which takes a session out of the map, comes in a later turn of the loop.
    for (const auto& [id, session] : sessions_) {
      server_.CloseNow(id, ws::CloseCode::kServiceRestart, kComeBack);
    }
  });
}

void StompGateway::Stop() {
  server_.Stop(ws::CloseCode::kServiceRestart, kComeBack, kStopBudget);
  checks_.Stop();
}

void StompGateway::OnOpen(ws::ConnectionId id) {
  sessions_.try_emplace(id, NewUuid(), options_.session, Now());
}

void StompGateway::Ask(ws::ConnectionId id, const AskWho& who) {
  auto done = [this, id](std::optional<Result<auth::Caller>> caller) {
    OnAnswer(id, std::move(caller));
  };
  if (!checks_.Ask({who.authorization, who.login, std::move(done)})) OnAnswer(id, std::nullopt);
}

void StompGateway::OnAnswer(ws::ConnectionId id, std::optional<Result<auth::Caller>> caller) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  Session& session = found->second;
  const bool was_connected = session.user().has_value();
  const auto actions = caller ? session.Answer(Admit(session, *std::move(caller)), Now())
                              : session.Unanswered(Now());
  if (!was_connected && session.user()) ++per_person_[*session.user()];
  Act(id, actions);
}

Result<Session::Identity> StompGateway::Admit(const Session& session,
                                              Result<auth::Caller> caller) const {
  if (!caller) return caller.error();
  const EmployeeId person = caller->person.value();
  const auto sessions = per_person_.find(person);
  if (!session.user() && sessions != per_person_.end() &&
      sessions->second >= options_.max_per_person) {
    meters_->too_many.Add();
    return Error{ErrorCode::kTooMany, "too-many-sessions",
                 "This person has too many sessions open; close one or come back later."};
  }
  Session::Identity identity{person};
  if (caller->expires) identity.ends = Now() + (*caller->expires - meters_->clock.Now());
  return identity;
}

void StompGateway::AskAgain() {
  CallerChecks::Round round{
      {}, [this](const CallerChecks::Open& open, const Error& error) { OnRefused(open, error); }};
  for (const auto& [id, session] : sessions_) {
    if (id % 2 != ticks_ % 2 || !session.authorization()) continue;
    round.sessions.push_back({id, session.user().value(), session.authorization()});
  }
  if (round.sessions.empty()) return;
  if (!checks_.AskAgain(std::move(round))) meters_->late.Add();
}

void StompGateway::OnRefused(const CallerChecks::Open& open, const Error& error) {
  const auto session = sessions_.find(open.session);
  if (session == sessions_.end()) return;
  // It may have renewed its token meanwhile.
  if (session->second.authorization() != open.authorization) return;
  Act(open.session, session->second.Withdraw(error));
}

void StompGateway::ReadAgain() {
  server_.Post([this] { feeds_->ReadAgain(); });
}

void StompGateway::OnMessage(ws::ConnectionId id, const std::string& text) {
  const auto session = sessions_.find(id);
  if (session != sessions_.end()) Act(id, session->second.Receive(text, Now()));
}

void StompGateway::OnClose(ws::ConnectionId id) {
  const auto session = sessions_.find(id);
  if (session != sessions_.end()) {
    if (const auto user = session->second.user(); user && --per_person_.at(*user) == 0) {
      per_person_.erase(*user);
    }
    sessions_.erase(session);
  }
  feeds_->CloseSession(id);
  receipts_.erase(receipts_.lower_bound({id, ""}), receipts_.lower_bound({id + 1, ""}));
}

void StompGateway::OnTick() {
  const auto now = Now();
  for (auto& [id, session] : sessions_) Act(id, session.Tick(now));
  feeds_->Tick(now);
  ++ticks_;
  AskAgain();
}

void StompGateway::Act(ws::ConnectionId id, const std::vector<Action>& actions) {
  for (const auto& action : actions) {
    if (const auto* send = std::get_if<SendBytes>(&action)) {
      server_.SendNow(id, send->bytes);
    } else if (const auto* follow = std::get_if<Follow>(&action)) {
      const FeedKey key{id, follow->subscription};
      if (!follow->receipt.empty()) receipts_[key] = follow->receipt;
      feeds_->Open(key, sessions_.at(id).user().value(), follow->last);
    } else if (const auto* unfollow = std::get_if<Unfollow>(&action)) {
      feeds_->Close({id, unfollow->subscription});
      receipts_.erase({id, unfollow->subscription});
    } else if (const auto* end = std::get_if<EndSession>(&action)) {
      if (end->code == End::kSignInAgain || end->code == End::kNotAllowed) {
        meters_->not_signed_in.Add();
      }
      server_.CloseNow(id, static_cast<ws::CloseCode>(end->code), end->reason);
    } else if (const auto* who = std::get_if<AskWho>(&action)) {
      Ask(id, *who);
    }
  }
}

void StompGateway::Deliver(const FeedKey& key, const Outgoing& message) {
  if (message.kind == Outgoing::Kind::kResync) meters_->resyncs.Add();
  server_.SendNow(key.session, MessageFrame(key.subscription, message));
  const auto session = sessions_.find(key.session);
  if (session == sessions_.end()) return;
  session->second.NoteSent(Now());
  if (message.kind == Outgoing::Kind::kEntry) LogSent(session->second.user(), message);
}

void StompGateway::WentLive(const FeedKey& key) {
  const auto receipt = receipts_.find(key);
  if (receipt == receipts_.end()) return;
  server_.SendNow(key.session, ReceiptFrame(receipt->second));
  receipts_.erase(receipt);
}

}  // namespace erp::notification
