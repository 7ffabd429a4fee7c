// A TCP gate between a daemon and its engine, so that a test can take the engine away from one
// daemon without touching the engine: cut, silent, open again.
#pragma once

#include <poll.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace erp::test {

// Forwards 127.0.0.1:port() to `host`:`target_port` on a thread of its own. Thread-safe.
class Gate {
 public:
  Gate(std::string host, int target_port);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  [[nodiscard]] int port() const { return port_; }

  // Closes every connection and all that come, as a dead server does. Returns when done.
  void Cut();
  // Keeps connections and accepts new ones but lets nothing through, as a hanging server does.
  void Silence();
  // Forwards again.
  void Open();
  // Cuts, and forwards to another server from now on: a fail-over.
  void SwitchTo(int target_port);

 private:
  enum class Mode { kOpen, kSilent, kCut };
  struct Pair {
    int client;
    int server;
  };

  void Set(Mode mode);
  bool Wake() const;
  void Run(const std::stop_token& stop);
  static void CloseAll(std::vector<Pair>& pairs);
  static void ForwardReadable(std::vector<Pair>& pairs, const std::vector<pollfd>& waiting);
  void Accept(std::vector<Pair>& pairs);

  const std::string host_;
  std::atomic<int> target_port_;
  const int port_;
  int listening_ = -1;
  int wake_read_ = -1;
  int wake_write_ = -1;
  std::atomic<Mode> wanted_{Mode::kOpen};
  std::atomic<Mode> present_{Mode::kOpen};
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::test
