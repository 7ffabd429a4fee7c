// A redis-server of a test's own, for what must never be done to a shared one: restarts, other
// settings, a log that is cut. Its data lies in a temporary directory and goes with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace erp::test {

// Not thread-safe. Construct it on a thread that lives as long as the server should.
class RedisServer {
 public:
  // Durable unless told otherwise: `settings` such as {"--appendfsync", "everysec"} come last and
  // win. Answers when constructed; throws std::runtime_error when it does not within 10 s.
  explicit RedisServer(std::vector<std::string> settings = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string Url() const;

  // SIGKILL, then a new run on the same port with what the disk holds.
  void Restart();
  // Without anything on the disk.
  void RestartEmpty();
  // Keeps a copy of what the disk holds now, and comes back with exactly that: an append-only
  // log whose tail was lost.
  void KeepCopy();
  void RestartWithCopy();
  void Kill();
  void Start();
  // The bytes of its append-only file, and the loss of the last of them while it does not run.
  [[nodiscard]] std::uintmax_t LogSize() const;
  void CutLog(std::uintmax_t bytes);
  // Any signal, e.g. SIGSTOP.
  void Signal(int number) const;

 private:
  [[nodiscard]] bool Answers() const;
  [[nodiscard]] std::filesystem::path Log() const;

  const std::vector<std::string> settings_;
  const int port_;
  const std::filesystem::path directory_;
  pid_t pid_ = -1;
};

}  // namespace erp::test
