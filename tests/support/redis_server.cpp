#include "support/redis_server.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "support/daemon.h"
#include "support/environment.h"

namespace erp::test {
namespace {

std::filesystem::path Copy(const std::filesystem::path& directory) {
  return directory.string() + ".copy";
}

// The one that the stack of this tree uses, or the system's.
std::string Program() {
  const auto ours = SourceDir() / ".local/tools/bin/redis-server";
  return std::filesystem::exists(ours) ? ours.string() : "redis-server";
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> settings)
    : settings_(std::move(settings)),
      port_(FreePort()),
      directory_(std::filesystem::temp_directory_path() / RandomName("test-redis-")) {
  std::filesystem::create_directory(directory_);
  Start();
}

RedisServer::~RedisServer() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
  std::filesystem::remove_all(Copy(directory_), ignored);
}

std::string RedisServer::Url() const { return "redis://127.0.0.1:" + std::to_string(port_) + "/0"; }

void RedisServer::Start() {
  std::vector<std::string> words{Program(),
                                 "--port",
                                 std::to_string(port_),
                                 "--bind",
                                 "127.0.0.1",
                                 "--dir",
                                 directory_,
                                 "--save",
                                 "",
                                 "--appendonly",
                                 "yes",
                                 "--appendfsync",
                                 "always",
                                 "--maxmemory-policy",
                                 "noeviction",
                                 "--loglevel",
                                 "warning"};
  words.insert(words.end(), settings_.begin(), settings_.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string log = directory_ / "log";
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  if (!Eventually(std::chrono::seconds(10), [this] { return Answers(); })) {
    throw std::runtime_error("redis-server does not answer: " + ReadFile(log));
  }
}

void RedisServer::Kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::Restart() {
  Kill();
  Start();
}

void RedisServer::RestartEmpty() {
  Kill();
  std::filesystem::remove_all(directory_ / "appendonlydir");
  Start();
}

void RedisServer::KeepCopy() {
  std::filesystem::remove_all(Copy(directory_));
  std::filesystem::copy(directory_, Copy(directory_), std::filesystem::copy_options::recursive);
}

void RedisServer::RestartWithCopy() {
  Kill();
  std::filesystem::remove_all(directory_);
  std::filesystem::copy(Copy(directory_), directory_, std::filesystem::copy_options::recursive);
  Start();
}

void RedisServer::Signal(int number) const { ::kill(pid_, number); }

bool RedisServer::Answers() const {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval second{1, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  constexpr std::string_view kPing = "PING\r\n";
  std::array<char, 8> answer{};
  const bool pong =
      ::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::send(connection, kPing.data(), kPing.size(), MSG_NOSIGNAL) > 0 &&
      ::recv(connection, answer.data(), answer.size(), 0) > 0 && answer[0] == '+';
  ::close(connection);
  return pong;
}

std::filesystem::path RedisServer::Log() const {
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / "appendonlydir")) {
    if (entry.path().string().ends_with(".incr.aof")) return entry.path();
  }
  throw std::runtime_error("there is no append-only file");
}

std::uintmax_t RedisServer::LogSize() const { return std::filesystem::file_size(Log()); }

void RedisServer::CutLog(std::uintmax_t bytes) {
  const auto log = Log();
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - bytes);
}

}  // namespace erp::test
