// Bytes that somebody sends to a daemon's port (libs/http): a server on the loopback reads them
// from a connection of its own for each input. Whatever it was, the answers are whole, one after
// the other, no handler has run unanswered, and the connection ends.
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "auth/actor.h"
#include "http/reply.h"
#include "http/server.h"
#include "json/json.h"
#include "observe/log.h"
#include "observe/metrics.h"
#include "require.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using fuzz::Require;

constexpr std::size_t kMaxBody = 2000;
constexpr timeval kPatience{20, 0};  // beyond it the connection has not ended

std::atomic<int> handled{0};

Router Routes() {
  Router router(test::Believing());
  test::Serve(router, "GET", "/things/{name}",
              [](const Request& request) {
                ++handled;
                return Json(json::Dump({{"path", request.path}}));
              },
              {"limit", "q"});
  router.Add({.method = "POST",
              .pattern = "/things",
              .access = auth::Access::Anyone(),
              .body = Body::kJson},
             [](const Call& call) {
               ++handled;
               Require(call.body().size() <= kMaxBody, "a body has at most so many bytes");
               return Created("{}", "/things/1");
             });
  return router;
}

// Started with the first input. Never stopped: the process ends with it.
int Port() {
  static auto* registry = new metrics::Registry();
  static auto* server = [] {
    log::SetLevel(log::Level::kError);
    auto* made =
        new Server({.threads = 2, .max_body = kMaxBody, .access_log = false}, Routes(), *registry);
    made->Start();
    return made;
  }();
  return server->port();
}

sockaddr_in Address(std::uint32_t host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(host);
  return address;
}

class Connection {
 public:
  // From another address of the loopback each time: a port of one address is not free again for
  // a minute.
  Connection() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    static std::uint32_t turn = 0;
    const auto from = Address((127U << 24U) + 2 + ++turn % 60000, 0);
    const auto to = Address(INADDR_LOOPBACK, Port());
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    Require(::bind(socket_, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0, "bind");
    Require(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0, "connect");
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // it has answered and hung up
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(socket_, SHUT_WR);
  }

  // Whether it ended in order: a reset may cut the answers off.
  bool ReadAll(std::string& bytes) {
    char part[4096];
    for (;;) {
      const auto got = ::recv(socket_, part, sizeof part, 0);
      if (got == 0) return true;
      if (got < 0) {
        Require(errno != EAGAIN && errno != EWOULDBLOCK, "the connection ends");
        return false;
      }
      bytes.append(part, static_cast<std::size_t>(got));
    }
  }

 private:
  const int socket_;
};

// The number behind the name in a head, or nothing of it.
std::size_t LengthIn(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = head.find(kName);
  Require(at != std::string_view::npos, "an answer says how long it is");
  return std::stoull(std::string(head.substr(at + kName.size(), 20)));
}

// How many whole answers these are, beside "100 Continue".
int CountAnswers(std::string_view bytes) {
  int answers = 0;
  bool last = false;
  while (!bytes.empty()) {
    Require(!last, "nothing follows the answer that ends the connection");
    Require(bytes.starts_with("HTTP/1."), "an answer begins where the one before has ended");
    const auto end = bytes.find("\r\n\r\n");
    Require(end != std::string_view::npos, "a head is whole");
    const auto head = bytes.substr(0, end + 4);
    bytes.remove_prefix(end + 4);
    if (head.substr(8, 5) == " 100 ") continue;
    const auto length = LengthIn(head);
    Require(bytes.size() >= length, "a body is whole");
    bytes.remove_prefix(length);
    last = head.find("\r\nConnection: close") != std::string_view::npos;
    ++answers;
  }
  return answers;
}

void Talk(std::string_view input) {
  handled = 0;
  Connection connection;
  connection.Send(input);
  std::string answered;
  if (!connection.ReadAll(answered)) return;
  // An answer to HEAD has a length and no body.
  if (input.find("HEAD") != std::string_view::npos) return;
  Require(CountAnswers(answered) >= handled, "what was handled is answered");
}

}  // namespace
}  // namespace erp::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  erp::http::Talk({reinterpret_cast<const char*>(data), size});
  return 0;
}
