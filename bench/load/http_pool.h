// Keep-alive HTTP connections to one service, as many as the load needs. Everything runs on
// the one thread of the io_context; nothing here ever waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/string_body.hpp>

#include "load/options.h"

namespace erp::bench {

struct Answer {
  int status = 0;  // 0: none came
  std::string body;
  std::string error;  // why none came
  std::string link;   // the header Link; only from Call
};

class HttpPool {
 public:
  using Done = std::function<void(const Answer&)>;

  // Looks the host up; blocks. Throws std::runtime_error when there is none.
  HttpPool(boost::asio::io_context& io, const Target& target, std::size_t most);
  ~HttpPool();
  HttpPool(const HttpPool&) = delete;
  HttpPool& operator=(const HttpPool&) = delete;

  // `path` without the target's prefix; `token` may be empty. Queues only when all connections are
  // busy.
  void Post(const std::string& path,
            const std::string& body,
            const std::string& idempotency_key,
            const std::string& token,
            Done done);

  // Connections made so far, and requests sent again because the server had just closed the
  // idle connection they went out on.
  [[nodiscard]] std::size_t Connected() const { return connected_; }
  [[nodiscard]] std::size_t Resent() const { return resent_; }

 private:
  class Connection;
  struct Job {
    boost::beast::http::request<boost::beast::http::string_body> request;
    Done done;
  };

  void Start(Job job);
  void Release(const std::shared_ptr<Connection>& connection, bool reusable);

  boost::asio::io_context& io_;
  const Target target_;
  const std::size_t most_;
  boost::asio::ip::tcp::resolver::results_type addresses_;
  std::vector<std::shared_ptr<Connection>> idle_;  // the last used first: the rest may close
  std::deque<Job> waiting_;
  std::size_t open_ = 0;
  std::size_t connected_ = 0;
  std::size_t resent_ = 0;
};

// One request on a connection of its own, blocking, for the preparations.
Answer Call(const Target& target,
            const std::string& method,
            const std::string& path,
            const std::string& body,
            const std::string& token);

}  // namespace erp::bench
