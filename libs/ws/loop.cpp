#include "ws/loop.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <sys/resource.h>

namespace erp::ws {
namespace {

namespace asio = boost::asio;
namespace http_status = websocketpp::http::status_code;

// Connections above max_connections that may still be told 503; more are cut off at once.
constexpr std::size_t kRefusalRoom = 64;
// Descriptors that the rest of the process needs.
constexpr std::size_t kSpareDescriptors = 256;
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr int kBacklog = 4096;

long Milliseconds(std::chrono::milliseconds time) { return static_cast<long>(time.count()); }

}  // namespace

Server::Loop::Loop(Options options, Callbacks callbacks)
    : options_(std::move(options)),
      callbacks_(std::move(callbacks)),
      acceptor_(io_),
      tick_(io_),
      accept_pause_(io_) {}

Server::Loop::~Loop() {
  if (thread_.joinable()) {
    io_.stop();
    thread_.join();
  }
  for (auto& [id, entry] : open_) entry.connection->pending->on_empty = nullptr;
}

void Server::Loop::Start() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
    const std::size_t reserved = kSpareDescriptors + kRefusalRoom;
    const std::size_t room = files.rlim_cur > 2 * reserved ? files.rlim_cur - reserved : reserved;
    if (options_.max_connections > room) {
      options_.max_connections = room;
      Log(Severity::kWarn,
          "connections limited to " + std::to_string(room) + " by the limit of open files");
    }
  }
  endpoint_.init_asio(&io_);
  endpoint_.set_user_agent("");
  endpoint_.set_max_message_size(options_.max_message);
  endpoint_.set_open_handshake_timeout(Milliseconds(options_.handshake_timeout));
  endpoint_.set_close_handshake_timeout(Milliseconds(options_.close_timeout));
  SetHandlers();
  Listen();
  Accept();
  ScheduleTick();
  thread_ = std::thread([this] { Run(); });
}

void Server::Loop::Listen() {
  const std::string where = options_.bind + ":" + std::to_string(options_.port);
  try {
    const asio::ip::tcp::endpoint address(asio::ip::make_address(options_.bind),
                                          static_cast<unsigned short>(options_.port));
    acceptor_.open(address.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(address);
    acceptor_.listen(kBacklog);
    port_ = acceptor_.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + where + ": " + error.code().message());
  }
}

void Server::Loop::SetHandlers() {
  using Handle = websocketpp::connection_hdl;
  endpoint_.set_validate_handler([this](const Handle& handle) {
    const auto connection = Find(handle);
    return connection && OnHandshake(connection);
  });
  endpoint_.set_open_handler([this](const Handle& handle) {
    if (const auto connection = Find(handle)) OnOpen(connection);
  });
  endpoint_.set_message_handler([this](const Handle& handle, const Endpoint::message_ptr& message) {
    if (const auto connection = Find(handle)) OnMessage(connection, message);
  });
  endpoint_.set_ping_handler([this](const Handle& handle, const std::string&) {
    const auto connection = Find(handle);
    return connection && OnPing(connection);
  });
  endpoint_.set_pong_handler([this](const Handle& handle, const std::string&) {
    const auto connection = Find(handle);
    if (!connection) return;
    const auto found = open_.find(connection->id);
    if (found != open_.end()) NoteAlive(found->second);
  });
  endpoint_.set_close_handler([this](const Handle& handle) {
    if (const auto connection = Find(handle)) OnClose(connection);
  });
  endpoint_.set_fail_handler([this](const Handle& handle) {
    const auto connection = Find(handle);
    if (connection && all_.count(connection->id) != 0) Count(Event::kRefused);
  });
}

void Server::Loop::Run() {
  for (;;) {
    try {
      io_.run();
      break;
    } catch (const std::exception& error) {
      Log(Severity::kError, std::string("the WebSocket loop goes on after: ") + error.what());
    }
  }
  ended_.set_value();
}

// websocketpp's own accept loop would spin when there are no descriptors left, and it hides
// the reason.
void Server::Loop::Accept() {
  const auto connection = endpoint_.get_connection();
  acceptor_.async_accept(
      connection->get_raw_socket(),
      [this, connection](const boost::system::error_code& error) { OnAccept(connection, error); });
}

void Server::Loop::OnAccept(const Connection& connection, const boost::system::error_code& error) {
  if (stopping_ || !acceptor_.is_open()) return;
  if (error) {
    Count(Event::kAcceptFailed);
    Log(Severity::kWarn, "cannot accept a connection: " + error.message());
    accept_pause_.expires_after(kAcceptPause);
    accept_pause_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && acceptor_.is_open()) Accept();
    });
    return;
  }
  if (all_.size() >= options_.max_connections + kRefusalRoom) {
    Count(Event::kRefused);  // the socket closes with the connection object
  } else {
    boost::system::error_code ignored;
    connection->get_raw_socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    const ConnectionId id = ++last_id_;
    connection->id = id;
    connection->set_termination_handler([this, id](const Connection&) { OnTermination(id); });
    all_.emplace(id, connection);
    connection->start();
  }
  Accept();
}

bool Server::Loop::OnHandshake(const Connection& connection) {
  const auto refuse = [&](http_status::value status) {
    connection->set_status(status);
    return false;
  };
  const std::string& resource = connection->get_resource();
  if (resource.substr(0, resource.find('?')) != options_.path) {
    return refuse(http_status::not_found);
  }
  if (connection->get_request_header("Sec-WebSocket-Version") != "13") {
    connection->replace_header("Sec-WebSocket-Version", "13");
    return refuse(http_status::upgrade_required);
  }
  const std::string& origin = connection->get_request_header("Origin");
  const auto& allowed = options_.allowed_origins;
  if (origin.empty() ? !options_.allow_absent_origin
                     : std::find(allowed.begin(), allowed.end(), origin) == allowed.end()) {
    return refuse(http_status::forbidden);
  }
  const auto& offered = connection->get_requested_subprotocols();
  if (std::find(offered.begin(), offered.end(), options_.subprotocol) == offered.end()) {
    return refuse(http_status::bad_request);
  }
  if (stopping_ || !acceptor_.is_open() || all_.size() > options_.max_connections) {
    connection->replace_header("Retry-After", "2");
    return refuse(http_status::service_unavailable);
  }
  connection->select_subprotocol(options_.subprotocol);
  return true;
}

void Server::Loop::OnOpen(const Connection& connection) {
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

void Server::Loop::ScheduleTick() {
  tick_.expires_after(options_.tick_interval);
  tick_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || stopping_) return;
    PingSweep(std::chrono::steady_clock::now());
    if (callbacks_.on_tick) Guard(0, callbacks_.on_tick);
    ScheduleTick();
  });
}

void Server::Loop::NoteAlive(Open& entry) const {
  entry.ping_unanswered = false;
  entry.ping_due = std::chrono::steady_clock::now() + options_.ping_interval;
}

// The library's own pong timer would keep a dead connection, and the loop, alive.
void Server::Loop::PingSweep(SteadyTime now) {
  std::vector<ConnectionId> silent;
  for (auto& [id, entry] : open_) {
    if (now < entry.ping_due) continue;
    if (entry.ping_unanswered) {
      silent.push_back(id);
      continue;
    }
    websocketpp::lib::error_code error;
    entry.connection->ping("", error);
    if (error) continue;
    entry.ping_unanswered = true;
    entry.ping_due = now + options_.pong_timeout;
  }
  for (const ConnectionId id : silent) {
    Count(Event::kPongMissed);
    Close(id, CloseCode::kInternalError, "no pong");
  }
}

void Server::Loop::StopAccepting() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
}

void Server::Loop::CloseAll(CloseCode code, const std::string& reason) {
  stopping_ = true;
  StopAccepting();
  tick_.cancel();
  std::vector<ConnectionId> open;
  std::vector<Connection> unfinished;
  for (const auto& [id, entry] : open_) open.push_back(id);
  for (const auto& [id, connection] : all_) {
    if (connection->get_state() == websocketpp::session::state::connecting) {
      unfinished.push_back(connection);
    }
  }
  for (const ConnectionId id : open) Close(id, code, reason);
  // They would hold the loop until their handshake times out.
  for (const auto& connection : unfinished) {
    connection->terminate(
        websocketpp::error::make_error_code(websocketpp::error::operation_canceled));
  }
}

void Server::Loop::Stop(CloseCode code,
                        const std::string& reason,
                        std::chrono::milliseconds budget) {
  const std::lock_guard<std::mutex> lock(stop_mutex_);
  if (!thread_.joinable()) return;
  Post([this, code, reason] { CloseAll(code, reason); });
  if (ended_.get_future().wait_for(budget) != std::future_status::ready) io_.stop();
  thread_.join();
}

}  // namespace erp::ws
