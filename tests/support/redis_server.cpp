#include "support/redis_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "support/daemon.h"
#include "support/environment.h"

namespace erp::test {
namespace {

namespace fs = std::filesystem;

// The stack's own, wherever it was installed; PATH otherwise.
std::string Program() {
  const auto local = SourceDir() / ".local/tools/bin/redis-server";
  return fs::exists(local) ? local.string() : "redis-server";
}

bool Answers(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::array<char, 8> reply{};
  static constexpr std::string_view kPing = "PING\r\n";
  const bool pong = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                    send(fd, kPing.data(), kPing.size(), MSG_NOSIGNAL) > 0 &&
                    recv(fd, reply.data(), reply.size(), 0) > 0 && reply[0] == '+';
  close(fd);
  return pong;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> settings)
    : settings_(std::move(settings)),
      port_(FreePort()),
      directory_(fs::temp_directory_path() / RandomName("redis-server-")) {
  fs::create_directory(directory_);
  Start();
}

RedisServer::~RedisServer() {
  Kill();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

std::string RedisServer::url() const { return "redis://127.0.0.1:" + std::to_string(port_) + "/0"; }

void RedisServer::Start() {
  std::vector<std::string> arguments{Program(),
                                     "--port",
                                     std::to_string(port_),
                                     "--bind",
                                     "127.0.0.1",
                                     "--dir",
                                     directory_,
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always",
                                     "--save",
                                     "",
                                     "--daemonize",
                                     "no"};
  arguments.insert(arguments.end(), settings_.begin(), settings_.end());
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const std::string log = directory_ / "server.log";
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // nothing is left of it when the test is killed
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execvp(pointers[0], pointers.data());
    _exit(127);
  }
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (!Eventually(std::chrono::seconds(10), [this] { return Answers(port_); })) {
    throw std::runtime_error("redis-server does not answer:\n" + ReadFile(log));
  }
}

void RedisServer::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::Restart() {
  Kill();
  Start();
}

fs::path RedisServer::Log() const {
  for (const auto& entry : fs::directory_iterator(directory_ / "appendonlydir")) {
    if (entry.path().string().ends_with(".incr.aof")) return entry.path();
  }
  throw std::runtime_error("there is no append-only file");
}

std::uintmax_t RedisServer::LogSize() const { return fs::file_size(Log()); }

void RedisServer::CutLog(std::uintmax_t bytes) {
  const auto log = Log();
  fs::resize_file(log, fs::file_size(log) - bytes);
}

void RedisServer::Freeze() const { kill(pid_, SIGSTOP); }
void RedisServer::Thaw() const { kill(pid_, SIGCONT); }

}  // namespace erp::test
