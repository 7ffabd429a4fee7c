#include "ws/internal/loop.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <sys/resource.h>

namespace erp::ws {
namespace {

namespace asio = boost::asio;

// Connections above max_connections that may still be told 503; more are cut off at once.
constexpr std::size_t kRefusalRoom = 64;
// Descriptors that the rest of the process needs.
constexpr std::size_t kSpareDescriptors = 256;
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr std::chrono::milliseconds kAcceptLinePeriod{1'000};
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
    const std::size_t room =
        files.rlim_cur > 2 * reserved ? files.rlim_cur - reserved : files.rlim_cur / 2;
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
  endpoint_.set_http_handler([this](const Handle& handle) {
    if (const auto connection = Find(handle)) OnPlainRequest(connection);
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
  Response::explain = callbacks_.explain;
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
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_accept_line_) {
      next_accept_line_ = now + kAcceptLinePeriod;
      Log(Severity::kWarn, "cannot accept a connection: " + error.message());
    }
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
    connection->get_raw_socket().set_option(
        asio::socket_base::send_buffer_size(options_.send_buffer), ignored);
    const ConnectionId id = ++last_id_;
    connection->id = id;
    connection->set_termination_handler([this, id](const Connection&) { OnTermination(id); });
    all_.emplace(id, connection);
    connection->start();
  }
  Accept();
}

void Server::Loop::ScheduleTick() {
  tick_.expires_after(options_.tick_interval);
  tick_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || stopping_) return;
    const auto now = std::chrono::steady_clock::now();
    PingSweep(now);
    StallSweep(now);
    if (callbacks_.on_tick) Guard(0, callbacks_.on_tick);
    ScheduleTick();
  });
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
