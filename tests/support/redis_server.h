// A Redis server of a test's own, as an installation should run it, in a directory that goes with
// it: for tests that wipe, restart, freeze or damage it. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace erp::test {

class RedisServer {
 public:
  // Starts it; `settings` come after the usual ones and win. Blocks until it answers. Throws
  // std::runtime_error when it does not within ten seconds.
  explicit RedisServer(std::vector<std::string> settings = {});
  // Kills it and removes its directory.
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  [[nodiscard]] std::string url() const;

  // kill -9, then starts it on the same port with what its log holds.
  void Restart();
  void Kill();
  void Start();
  // While it is not running: the last bytes of its append-only file never reached the disk.
  void CutLog(std::uintmax_t bytes);
  [[nodiscard]] std::uintmax_t LogSize() const;
  // SIGSTOP and SIGCONT.
  void Freeze() const;
  void Thaw() const;

 private:
  [[nodiscard]] std::filesystem::path Log() const;

  const std::vector<std::string> settings_;
  const int port_;
  std::filesystem::path directory_;
  pid_t pid_ = -1;
};

}  // namespace erp::test
