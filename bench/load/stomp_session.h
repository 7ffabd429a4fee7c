// One person's browser: a STOMP 1.2 session over WebSocket, subscribed to the own queue.
// Everything runs on the one thread of the io_context.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include "load/options.h"

namespace erp::bench {

class StompSession : public std::enable_shared_from_this<StompSession> {
 public:
  struct Events {
    std::function<void()> ready;                           // the subscription is live
    std::function<void(const std::string& body)> message;  // body of a MESSAGE frame
    std::function<void(const std::string& why)> lost;      // at most once; nothing comes after it
  };

  // `place` in the inbox, "epoch:seq": what came after it is shown again. Empty: only what is
  // new.
  // `token`: the person's, or empty where nobody signs in.
  StompSession(boost::asio::io_context& io,
               const Target& target,
               std::string origin,
               std::int64_t person,
               std::string token,
               std::string place,
               Events events);

  void Open();
  // Ends without a word, and without `lost`.
  void Close();

 private:
  void Shake();
  void Send(std::string frame);
  void Read();
  void OnFrame(const std::string& frame);
  void Lose(const std::string& why);

  const Target target_;
  const std::string origin_;
  const std::int64_t person_;
  const std::string token_;
  const std::string place_;
  Events events_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
  boost::beast::flat_buffer buffer_;
  std::string sending_;
  bool closed_ = false;
};

}  // namespace erp::bench
