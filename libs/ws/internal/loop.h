// The thread behind Server and everything that it owns. Private to this library.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ws/internal/config.h"
#include "ws/internal/liveness.h"
#include "ws/server.h"

namespace erp::ws {

// Start(), Stop(), Post() and port() are for any thread, the rest for the loop only.
class Server::Loop {
 public:
  Loop(Options options, Callbacks callbacks);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Start();
  void Stop(CloseCode code, const std::string& reason, std::chrono::milliseconds budget);
  int port() const { return port_; }
  template <typename Task>
  void Post(Task task) {
    boost::asio::post(io_, [this, task = std::move(task)]() mutable { Guard(0, task); });
  }

  void StopAccepting();
  void Send(ConnectionId id, std::string text);
  void Close(ConnectionId id, CloseCode code, const std::string& reason);
  std::size_t Buffered(ConnectionId id) const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Open {
    Connection connection;
    Liveness liveness;
  };

  void Listen();
  void SetHandlers();
  void Run();
  void Accept();
  void OnAccept(const Connection& connection, const boost::system::error_code& error);
  bool OnHandshake(const Connection& connection);
  // Answers with a body that says why; false, for what returns it.
  bool Refuse(const Connection& connection, Refusal::Why why, int status) const;
  // A request that is not for a WebSocket.
  void OnPlainRequest(const Connection& connection) const;
  void OnOpen(const Connection& connection);
  void OnMessage(const Connection& connection, const Endpoint::message_ptr& message);
  bool OnPing(const Connection& connection);
  void OnClose(const Connection& connection);
  void OnTermination(ConnectionId id);
  void CloseAll(CloseCode code, const std::string& reason);
  // Takes the connection out of open_. on_close follows in a turn of its own, so that nobody
  // is surprised by it in the middle of a Send().
  void Leave(ConnectionId id, CloseCode code);
  void ScheduleTick();
  // It spoke, so it needs no ping for a while.
  void NoteAlive(Open& entry) const;
  void PingSweep(SteadyTime now);
  void StallSweep(SteadyTime now);

  Connection Find(const websocketpp::connection_hdl& handle) {
    websocketpp::lib::error_code error;
    return endpoint_.get_con_from_hdl(handle, error);
  }
  // Runs something of the owner's; `id` is the connection to close when it throws.
  template <typename Task>
  void Guard(ConnectionId id, Task& task) {
    try {
      task();
    } catch (const std::exception& error) {
      Log(Severity::kError, std::string("a callback failed: ") + error.what());
      Close(id, CloseCode::kInternalError, "internal error");
    }
  }
  void Log(Severity severity, const std::string& line) const {
    if (callbacks_.log) callbacks_.log(severity, line);
  }
  void Count(Event event) const {
    if (callbacks_.count) callbacks_.count(event);
  }

  // Constant after Start().
  Options options_;
  const Callbacks callbacks_;
  int port_ = 0;

  // Owned by the loop. io_ goes last: what it still holds refers to the others.
  boost::asio::io_context io_{1};
  Endpoint endpoint_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer accept_pause_;
  SteadyTime next_accept_line_{};
  ConnectionId last_id_ = 0;
  std::unordered_map<ConnectionId, Connection> all_;  // accepted and not yet gone
  std::unordered_map<ConnectionId, Open> open_;       // handshake done, not closing
  bool stopping_ = false;

  std::promise<void> ended_;
  std::mutex stop_mutex_;
  std::thread thread_;  // guarded by stop_mutex_
};

}  // namespace erp::ws
