#include "support/daemon.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "common/clock.h"
#include "support/environment.h"
#include "support/http.h"

namespace erp::test {
namespace {

// A name in the abstract socket namespace that this process holds until it ends.
bool Reserve(int port) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const std::string text = "erp-test-port-" + std::to_string(port);
  std::memcpy(name.sun_path + 1, text.data(), text.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
  if (bind(fd, reinterpret_cast<const sockaddr*>(&name), size) == 0) return true;
  close(fd);
  return false;
}

bool NobodyListens(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return bound;
}

// An array of C strings as execve wants it. Points into `texts`.
std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Assignments(const Environment& environment) {
  Environment all = environment;
  // Most tests of daemons are not about signing in.
  all.emplace("AUTH_MODE", "dev");
  for (const char* name :
       {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) all.emplace(name, value);
  }
  std::vector<std::string> assignments;
  for (const auto& [name, value] : all) {
    assignments.push_back(name);
    assignments.back().append("=").append(value);
  }
  return assignments;
}

// Between fork and exec only async-signal-safe calls: other threads may hold any lock.
[[noreturn]] void BecomeProgram(pid_t parent,
                                int output,
                                char* const* arguments,
                                char* const* environment) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);  // the test ended before the line above
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = open("/dev/null", O_RDONLY);
  dup2(input, 0);
  dup2(output, 1);
  dup2(output, 2);
  close_range(3, ~0U, 0);
  execve(arguments[0], arguments, environment);
  _exit(127);
}

pid_t StartProgram(const DaemonOptions& options, int output) {
  const auto program = BinDir() / options.name;
  if (access(program.c_str(), X_OK) != 0) {
    throw std::runtime_error(program.string() +
                             " is not there: build it, or set ERP_BIN_DIR to where it is");
  }
  std::vector<std::string> arguments{program.string()};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  auto environment = Assignments(options.environment);
  const auto argument_pointers = Pointers(arguments);
  const auto environment_pointers = Pointers(environment);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    BecomeProgram(parent, output, argument_pointers.data(), environment_pointers.data());
  }
  return child;
}

}  // namespace

int FreePort() {
  static std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> ports(20000, 32000);
  for (int tries = 0; tries < 10000; ++tries) {
    const int port = ports(random);
    if (Reserve(port) && NobodyListens(port)) return port;
  }
  throw std::runtime_error("no free port between 20000 and 32000");
}

Daemon::Daemon(DaemonOptions options) : options_(std::move(options)) {
  for (const char* name : {"HTTP_PORT", "OPERATOR_PORT"}) {
    if (!options_.environment.contains(name)) {
      options_.environment[name] = std::to_string(FreePort());
    }
  }
  const auto program = std::filesystem::path(options_.name).filename().string();
  std::string path = std::filesystem::temp_directory_path() / (program + ".XXXXXX");
  const int output = mkostemp(path.data(), O_CLOEXEC | O_APPEND);
  if (output < 0) throw std::runtime_error("cannot create " + path);
  output_ = path;
  try {
    pid_ = StartProgram(options_, output);
  } catch (...) {
    close(output);
    std::filesystem::remove(output_);
    throw;
  }
  close(output);
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  running_ = true;
}

Daemon::~Daemon() {
  if (Running()) Terminate();
  if (::testing::Test::HasFailure()) {
    std::cerr << "--- output of " << options_.name << " (pid " << pid_ << ")\n"
              << std::ifstream(output_).rdbuf() << "--- end of output\n";
  }
  std::error_code ignored;
  std::filesystem::remove(output_, ignored);
}

int Daemon::http_port() const { return port("HTTP_PORT"); }

int Daemon::operator_port() const { return port("OPERATOR_PORT"); }

int Daemon::port(const std::string& name) const { return std::stoi(options_.environment.at(name)); }

std::string Daemon::Url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(http_port()) + path;
}

std::string Daemon::OperatorUrl(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(operator_port()) + path;
}

bool Daemon::WaitForReadyz(int status, std::chrono::milliseconds budget) {
  return Eventually(budget,
                    [&] {
                      if (!Running()) return true;  // nothing to wait for any more
                      try {
                        return Send("GET", OperatorUrl("/readyz"), "", {}, std::chrono::seconds(2))
                                   .status == status;
                      } catch (const std::runtime_error&) {
                        return false;  // not listening yet
                      }
                    }) &&
         running_;
}

void Daemon::WaitReady(std::chrono::milliseconds budget) {
  if (WaitForReadyz(200, budget)) return;
  throw std::runtime_error(options_.name +
                           (running_ ? " did not get ready; its output:\n"
                                     : " ended with " + std::to_string(exit_code_) +
                                           " instead of getting ready; its output:\n") +
                           Output());
}

int Daemon::Terminate(std::chrono::milliseconds budget) {
  Signal(SIGTERM);
  if (!Eventually(budget, [this] { return !Running(); })) Kill();
  return exit_code_;
}

void Daemon::Kill() {
  Signal(SIGKILL);
  Eventually(std::chrono::seconds(10), [this] { return !Running(); });
}

void Daemon::Signal(int number) const {
  if (running_) kill(pid_, number);
}

int Daemon::WaitExit(std::chrono::milliseconds budget) {
  if (Eventually(budget, [this] { return !Running(); })) return exit_code_;
  throw std::runtime_error(options_.name + " still runs; its output:\n" + Output());
}

bool Daemon::Running() { return running_ && !Reap(); }

bool Daemon::Reap() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  running_ = false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return true;
}

std::string Daemon::Output() const { return ReadFile(output_); }

Finished RunToEnd(DaemonOptions options, std::chrono::milliseconds budget) {
  Daemon daemon(std::move(options));
  const int exit_code = daemon.WaitExit(budget);
  return {exit_code, daemon.Output()};
}

}  // namespace erp::test
