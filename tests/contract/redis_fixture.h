// What the tests of the Redis driver share: the real server, and one that misbehaves.
#pragma once

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "observe/metrics.h"
#include "redis/pool.h"
#include "support/environment.h"

namespace erp::redis {

inline Url RealServer() {
  const auto url = ParseUrl(test::Required("TEST_REDIS_URL"));
  if (!url) throw std::runtime_error("TEST_REDIS_URL is not a redis:// URL");
  return *url;
}

// The driver is given ten seconds for what it normally does in milliseconds.
inline bool Eventually(const std::function<bool()>& condition) {
  return test::Eventually(std::chrono::seconds(10), condition);
}

// Listens on a free port and answers every chunk it reads with what `answer` makes of it;
// an empty answer is silence. One connection after the other.
class ScriptedServer {
 public:
  using Answer = std::function<std::string(const std::string& received)>;

  explicit ScriptedServer(Answer answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(listener_, 8) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      throw std::runtime_error("cannot listen");
    }
    url_.port = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { Serve(stop); });
  }
  ~ScriptedServer() {
    thread_.request_stop();
    shutdown(listener_, SHUT_RDWR);
    {
      const std::lock_guard lock(mutex_);
      if (client_ >= 0) shutdown(client_, SHUT_RDWR);
    }
    thread_.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] const Url& url() const { return url_; }

 private:
  void Serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int client = accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      SetClient(client);
      std::array<char, 4096> chunk{};
      for (ssize_t size = 0; (size = recv(client, chunk.data(), chunk.size(), 0)) > 0;) {
        const std::string reply =
            answer_(std::string(chunk.data(), static_cast<std::size_t>(size)));
        if (send(client, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) break;
      }
      SetClient(-1);
      close(client);
    }
  }
  void SetClient(int client) {
    const std::lock_guard lock(mutex_);
    client_ = client;
  }

  const Answer answer_;
  Url url_;
  int listener_ = -1;
  std::mutex mutex_;
  int client_ = -1;  // guarded by mutex_
  std::jthread thread_;
};

class RedisTest : public testing::Test {
 protected:
  // The driver relies on this, as every daemon does it first (StopSignal).
  static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }

  PoolOptions Options(std::size_t connections = 4) const {
    PoolOptions options;
    options.url = RealServer();
    options.connections = connections;
    return options;
  }

  const std::string prefix_ = test::RandomName("test:redis:") + ":";
  metrics::Registry registry_;
};

}  // namespace erp::redis
