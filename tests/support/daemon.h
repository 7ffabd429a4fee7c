// A real daemon binary as a child process: started with an environment of its own on free
// ports, waited for by asking, ended gracefully and then hard. It never outlives its test.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace erp::test {

using Environment = std::map<std::string, std::string>;

// A port on 127.0.0.1 below 32768 (so that no outgoing connection takes it) that nobody listens
// on. It stays reserved for this process: tests running side by side never get the same one.
int FreePort();

struct DaemonOptions {
  std::string name;              // the program in BinDir(): "employee", "faulty/employee"
  Environment environment = {};  // HTTP_PORT and OPERATOR_PORT get free ports when absent
  std::vector<std::string> arguments = {};
};

// Not thread-safe. Construct it on a thread that lives as long as the daemon should: the
// kernel kills the daemon when the thread that started it ends.
class Daemon {
 public:
  // Starts the program with exactly this environment (plus PATH and the sanitizers' options),
  // in a process group of its own, its output going to a temporary file. Does not wait until
  // it is ready. Throws std::runtime_error when it cannot be started.
  explicit Daemon(DaemonOptions options);
  // TERM, then KILL after 15 s; shows the output when a test has failed.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  [[nodiscard]] int http_port() const;
  [[nodiscard]] int operator_port() const;
  // The port in variable `name`, e.g. "WS_PORT".
  [[nodiscard]] int port(const std::string& name) const;
  // "http://127.0.0.1:<port>" + path.
  [[nodiscard]] std::string Url(const std::string& path) const;
  [[nodiscard]] std::string OperatorUrl(const std::string& path) const;
  [[nodiscard]] pid_t pid() const { return pid_; }

  // Asks GET /readyz until it says 200. Throws std::runtime_error with the daemon's output when
  // it ends or does not get ready within the budget.
  void WaitReady(std::chrono::milliseconds budget = std::chrono::seconds(20));
  // Asks until /readyz has this status (503: away or draining); false when the budget is spent.
  bool WaitForReadyz(int status, std::chrono::milliseconds budget = std::chrono::seconds(20));

  // SIGTERM; blocks until it has ended and returns the exit code, or minus the signal number
  // that ended it. Sends KILL when the budget is spent (then -9).
  int Terminate(std::chrono::milliseconds budget = std::chrono::seconds(15));
  // SIGKILL, as a crash would.
  void Kill();
  // Sends any signal, e.g. SIGSTOP.
  void Signal(int number) const;
  // Blocks until the daemon has ended by itself; the exit code as from Terminate(). Throws
  // std::runtime_error when it still runs at the end of the budget.
  int WaitExit(std::chrono::milliseconds budget);
  bool Running();

  // Everything written to stdout and stderr so far.
  [[nodiscard]] std::string Output() const;

 private:
  bool Reap();

  DaemonOptions options_;
  std::filesystem::path output_;
  pid_t pid_ = -1;
  bool running_ = false;
  int exit_code_ = 0;
};

struct Finished {
  int exit_code = 0;
  std::string output = {};  // stdout and stderr
};

// Runs a daemon binary to its end: --help, --check, --migrate. Throws std::runtime_error when
// it takes longer than the budget.
Finished RunToEnd(DaemonOptions options,
                  std::chrono::milliseconds budget = std::chrono::seconds(60));

}  // namespace erp::test
