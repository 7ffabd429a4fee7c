// The life of one connection: handshake, messages in and out, silence, end.
#include <algorithm>
#include <vector>

#include "ws/internal/loop.h"
#include "ws/internal/origin.h"

namespace erp::ws {
namespace {

namespace asio = boost::asio;
namespace http_status = websocketpp::http::status_code;

// One slash at the end names the same resource.
bool IsAt(const std::string& resource, const std::string& path) {
  const std::string asked = resource.substr(0, resource.find('?'));
  return asked == path || asked == path + "/";
}

bool HasQuery(const std::string& resource) {
  const auto mark = resource.find('?');
  return mark != std::string::npos && mark + 1 != resource.size();
}

}  // namespace

bool Server::Loop::OnHandshake(const Connection& connection) {
  if (!IsAt(connection->get_resource(), options_.path)) {
    return Refuse(connection, Refusal::Why::kPath, http_status::not_found);
  }
  if (HasQuery(connection->get_resource())) {
    return Refuse(connection, Refusal::Why::kQuery, http_status::bad_request);
  }
  if (connection->get_request_header("Sec-WebSocket-Version") != "13") {
    connection->replace_header("Sec-WebSocket-Version", "13");
    return Refuse(connection, Refusal::Why::kUpgrade, http_status::upgrade_required);
  }
  const std::string& origin = connection->get_request_header("Origin");
  if (origin.empty() ? !options_.allow_absent_origin
                     : !OriginAllowed(origin, connection->get_request_header("Host"),
                                      connection->get_request_header("X-Forwarded-Host"),
                                      options_.allowed_origins)) {
    return Refuse(connection, Refusal::Why::kOrigin, http_status::forbidden);
  }
  const auto& offered = connection->get_requested_subprotocols();
  if (std::find(offered.begin(), offered.end(), options_.subprotocol) == offered.end()) {
    return Refuse(connection, Refusal::Why::kSubprotocol, http_status::bad_request);
  }
  if (stopping_ || !acceptor_.is_open() || all_.size() > options_.max_connections) {
    connection->replace_header("Retry-After", "2");
    return Refuse(connection, Refusal::Why::kFull, http_status::service_unavailable);
  }
  connection->select_subprotocol(options_.subprotocol);
  return true;
}

bool Server::Loop::Refuse(const Connection& connection, Refusal::Why why, int status) const {
  connection->set_status(static_cast<http_status::value>(status));
  if (!callbacks_.explain) return false;
  const Refusal::Text text =
      callbacks_.explain({why, status, connection->get_request_header("Accept-Language"),
                          connection->get_request_header("traceparent")});
  connection->set_body(text.body);
  connection->replace_header("Content-Type", text.content_type);
  if (!text.content_language.empty()) {
    connection->replace_header("Content-Language", text.content_language);
  }
  connection->replace_header("Vary", "Accept-Language");
  return false;
}

void Server::Loop::OnPlainRequest(const Connection& connection) const {
  Count(Event::kRefused);  // the library reports no failure of it
  if (!IsAt(connection->get_resource(), options_.path)) {
    Refuse(connection, Refusal::Why::kPath, http_status::not_found);
    return;
  }
  connection->replace_header("Upgrade", "websocket");
  Refuse(connection, Refusal::Why::kUpgrade, http_status::upgrade_required);
}

void Server::Loop::OnOpen(const Connection& connection) {
  // Kilobytes of headers that nobody asks for any more. The library only lends them.
  const_cast<Request&>(connection->get_request()) = Request();
  const_cast<Response&>(connection->get_response()).ForgetHeaders();
  const ConnectionId id = connection->id;
  Open entry;
  entry.connection = connection;
  NoteAlive(entry);
  open_.emplace(id, std::move(entry));
  connection->pending->on_empty = [this, id] {
    asio::post(io_, [this, id] {
      const auto found = open_.find(id);
      if (found == open_.end()) return;
      Pending& pending = *found->second.connection->pending;
      if (pending.bytes != 0) return;  // more came meanwhile; its end is announced
      pending.above_mark = false;
      if (!callbacks_.on_drained) return;
      const auto call = [&] { callbacks_.on_drained(id); };
      Guard(id, call);
    });
  };
  Count(Event::kOpened);
  if (!callbacks_.on_open) return;
  const auto call = [&] { callbacks_.on_open(id); };
  Guard(id, call);
}

void Server::Loop::OnMessage(const Connection& connection, const Endpoint::message_ptr& message) {
  const auto found = open_.find(connection->id);
  if (found == open_.end()) return;
  NoteAlive(found->second);
  if (message->get_opcode() != websocketpp::frame::opcode::text) {
    Close(connection->id, CloseCode::kUnsupportedData, "text messages only");
    return;
  }
  Count(Event::kReceived);
  if (!callbacks_.on_message) return;
  const auto call = [&] { callbacks_.on_message(connection->id, message->get_payload()); };
  Guard(connection->id, call);
}

bool Server::Loop::OnPing(const Connection& connection) {
  // Pongs are queued by the library, so somebody who only pings must meet the bound here.
  if (connection->get_buffered_amount() <= options_.max_buffered) return true;
  Count(Event::kSlowClosed);
  Close(connection->id, CloseCode::kPolicyViolation, "too slow");
  return false;
}

void Server::Loop::OnClose(const Connection& connection) {
  const auto remote = connection->get_remote_close_code();
  const auto local = connection->get_local_close_code();
  const bool by_peer = remote != websocketpp::close::status::blank &&
                       remote != websocketpp::close::status::abnormal_close;
  Leave(connection->id, static_cast<CloseCode>(by_peer ? remote : local));
}

void Server::Loop::OnTermination(ConnectionId id) {
  all_.erase(id);
  // With the last one gone and nothing else to wait for, the loop runs out by itself.
}

void Server::Loop::Leave(ConnectionId id, CloseCode code) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  found->second.connection->pending->on_empty = nullptr;
  open_.erase(found);
  Count(Event::kClosed);
  if (!callbacks_.on_close) return;
  Post([this, id, code] { callbacks_.on_close(id, code); });
}

void Server::Loop::Send(ConnectionId id, std::string text) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  const Connection connection = found->second.connection;
  if (connection->pending->bytes + text.size() > options_.max_buffered) {
    Count(Event::kSlowClosed);
    Close(id, CloseCode::kPolicyViolation, "too slow");
    return;
  }
  const auto message = std::make_shared<CountedMessage>(std::move(text), connection->pending);
  if (connection->send(message)) return;  // an error: it is closing, on_close will come
  if (connection->pending->bytes >= options_.drain_mark) connection->pending->above_mark = true;
  Count(Event::kSent);
}

void Server::Loop::Close(ConnectionId id, CloseCode code, const std::string& reason) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  const Connection connection = found->second.connection;
  Leave(id, code);
  websocketpp::lib::error_code error;
  connection->close(static_cast<websocketpp::close::status::value>(code), reason, error);
  // An error: the peer is closing already, or the connection has just broken.
}

std::size_t Server::Loop::Buffered(ConnectionId id) const {
  const auto found = open_.find(id);
  return found == open_.end() ? 0 : found->second.connection->pending->bytes;
}

void Server::Loop::NoteAlive(Open& entry) const {
  entry.liveness.Received(options_.ping_interval, std::chrono::steady_clock::now());
}

// The library's own pong timer would keep a dead connection, and the loop, alive.
void Server::Loop::PingSweep(SteadyTime now) {
  std::vector<ConnectionId> silent;
  for (auto& [id, entry] : open_) {
    const auto verdict = entry.liveness.Look(now);
    if (verdict == Liveness::Verdict::kDead) silent.push_back(id);
    if (verdict != Liveness::Verdict::kPing) continue;
    websocketpp::lib::error_code error;
    entry.connection->ping("", error);
    if (!error) entry.liveness.Pinged(options_.pong_timeout, now);
  }
  for (const ConnectionId id : silent) {
    Count(Event::kPongMissed);
    Close(id, CloseCode::kInternalError, "no pong");
  }
}

// Pings do not find somebody who speaks and never reads.
void Server::Loop::StallSweep(SteadyTime now) {
  std::vector<ConnectionId> stalled;
  for (const auto& [id, entry] : open_) {
    const Pending& pending = *entry.connection->pending;
    if (pending.bytes != 0 && now - pending.moved > options_.stall_timeout) stalled.push_back(id);
  }
  for (const ConnectionId id : stalled) {
    Count(Event::kSlowClosed);
    Close(id, CloseCode::kPolicyViolation, "too slow");
  }
}

}  // namespace erp::ws
