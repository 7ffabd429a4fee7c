// STOMP sessions over WebSocket: joins the server (libs/ws), the rules of a session
// (domain/session.h) and the subscriptions of this process (app/live_feeds.h). All state
// belongs to the server's loop.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "auth/actor.h"
#include "notification/api/caller_checks.h"
#include "notification/app/live_feeds.h"
#include "notification/app/page_reader.h"
#include "notification/app/ports.h"
#include "notification/domain/session.h"
#include "observe/metrics.h"
#include "ws/server.h"

namespace erp::notification {

struct GatewayOptions {
  std::string bind = "127.0.0.1";
  int port = 0;
  std::vector<std::string> allowed_origins;  // beside the same origin
  bool allow_absent_origin = true;
  std::size_t max_connections = 10'000;
  std::size_t max_per_person = 20;
  std::size_t max_buffered = 256 << 10;             // bytes waiting for one client
  std::chrono::milliseconds stall_timeout{20'000};  // takes nothing of what waits
  std::chrono::milliseconds ping_interval{15'000};
  std::chrono::milliseconds pong_timeout{50'000};
  SessionOptions session;
};

// Thread-safe after Start(). Two threads find out who connects, one asks for open sessions again.
class StompGateway final : public Executor {
 public:
  StompGateway(GatewayOptions options,
               const auth::ActorSource& actors,
               metrics::Registry& registry);
  // Stop() must have been called when it was started.
  ~StompGateway() override;
  StompGateway(const StompGateway&) = delete;
  StompGateway& operator=(const StompGateway&) = delete;

  // What the implementation of Changes is to call.
  Changes::Listener MakeListener();
  // Before Start(); both must live until Stop() has returned.
  void Attach(Changes& changes, PageReader& reader);

  // Throws std::runtime_error with one clear line when the port cannot be had.
  void Start();
  [[nodiscard]] int port() const { return server_.port(); }
  void Post(std::function<void()> task) override { server_.Post(std::move(task)); }

  // All sessions read their inboxes on: they may have changed without a change being published.
  void ReadAgain();

  // Ends the sessions that are open now with 1012 and a hint when to come back; new ones are taken
  // as before. Returns at once.
  void AskToReconnect();

  // Takes no new sessions; the open ones go on.
  void StopAccepting() { server_.StopAccepting(); }
  // Ends every session with 1012 and a hint when to come back; at most about 3 s.
  void Stop();

 private:
  struct Meters;

  ws::Options ServerOptions() const;
  std::size_t Portion() const;
  ws::Callbacks ServerCallbacks();
  void OnOpen(ws::ConnectionId id);
  void Ask(ws::ConnectionId id, const AskWho& who);
  void OnAnswer(ws::ConnectionId id, std::optional<Result<auth::Caller>> caller);
  Result<Session::Identity> Admit(const Session& session, Result<auth::Caller> caller) const;
  // Half of the sessions at each tick, so that each is asked for every two seconds.
  void AskAgain();
  void OnRefused(const CallerChecks::Open& open, const Error& error);
  void OnMessage(ws::ConnectionId id, const std::string& text);
  void OnClose(ws::ConnectionId id);
  void OnTick();
  void Act(ws::ConnectionId id, const std::vector<Action>& actions);
  void Deliver(const FeedKey& key, const Outgoing& message);
  void WentLive(const FeedKey& key);

  const GatewayOptions options_;
  const std::unique_ptr<const Meters> meters_;

  // Owned by the loop.
  std::unordered_map<ws::ConnectionId, Session> sessions_;
  std::unordered_map<EmployeeId, std::size_t> per_person_;  // sessions that are connected
  std::optional<LiveFeeds> feeds_;
  std::map<FeedKey, std::string> receipts_;  // due when the subscription is live
  std::uint64_t ticks_ = 0;

  ws::Server server_;
  CallerChecks checks_;  // last: posts to the server
};

}  // namespace erp::notification
