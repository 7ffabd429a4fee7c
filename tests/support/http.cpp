#include "support/http.h"

#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "support/recording.h"

namespace erp::test {
namespace {

constexpr std::size_t kNoLength = std::string::npos;

class Socket {
 public:
  Socket(const std::string& host, int port, const Deadline& deadline) : deadline_(deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
      throw std::runtime_error("cannot resolve " + host);
    }
    fd_ = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int refused = connect(fd_, found->ai_addr, found->ai_addrlen);
    const int cause = errno;
    freeaddrinfo(found);
    if (refused != 0) {
      close(fd_);
      throw std::runtime_error("cannot connect to " + host + ":" + std::to_string(port) + ": " +
                               std::strerror(cause));
    }
    const int yes = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // False when the other side no longer takes anything; its answer may still be readable.
  bool Write(const std::string& bytes) const {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      if (!WaitFor(POLLOUT)) return false;
      const ssize_t n =
          send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (n > 0) sent += static_cast<std::size_t>(n);
    }
    return true;
  }

  enum class Read { kSome, kEnd, kLate };
  Read Append(std::string& to) const {
    if (!WaitFor(POLLIN)) return Read::kLate;
    std::array<char, 16384> buffer{};
    const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
    if (n <= 0) return Read::kEnd;
    to.append(buffer.data(), static_cast<std::size_t>(n));
    return Read::kSome;
  }

 private:
  bool WaitFor(short events) const {
    pollfd waiting{fd_, events, 0};
    int ready = 0;
    do {
      ready = poll(&waiting, 1, static_cast<int>(deadline_.Remaining().count()));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
  }

  int fd_ = -1;
  Deadline deadline_;
};

struct Url {
  std::string host;
  int port = 80;
  std::string target = "/";
};

Url ParseUrl(const std::string& text) {
  static const std::string kScheme = "http://";
  if (text.rfind(kScheme, 0) != 0) throw std::runtime_error("not an http:// URL: " + text);
  const auto authority_end = text.find_first_of("/?", kScheme.size());
  const std::string authority = text.substr(kScheme.size(), authority_end - kScheme.size());
  const auto colon = authority.rfind(':');
  Url url;
  url.host = authority.substr(0, colon);
  if (colon != std::string::npos) url.port = std::stoi(authority.substr(colon + 1));
  if (authority_end != std::string::npos) url.target = text.substr(authority_end);
  return url;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool HasHeader(const HttpHeaders& headers, const std::string& lower_name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return Lower(header.first) == lower_name; });
}

std::string Print(const std::string& method,
                  const Url& url,
                  const std::string& body,
                  const HttpHeaders& headers) {
  std::string text = method + " " + url.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!HasHeader(headers, "host")) {
    text += "Host: " + url.host + ":" + std::to_string(url.port) + "\r\n";
  }
  if (!body.empty() && !HasHeader(headers, "content-type")) {
    text += "Content-Type: application/json\r\n";
  }
  if (method != "GET" && method != "HEAD" && !HasHeader(headers, "content-length")) {
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  if (!HasHeader(headers, "connection")) text += "Connection: close\r\n";
  return text + "\r\n" + body;
}

std::string JoinChunks(const std::string& chunked) {
  std::string whole;
  std::size_t at = 0;
  while (true) {
    const auto line_end = chunked.find("\r\n", at);
    if (line_end == std::string::npos) throw std::runtime_error("a chunk is cut short");
    const auto size = std::stoul(chunked.substr(at, line_end - at), nullptr, 16);
    if (size == 0) return whole;
    at = line_end + 2;
    if (chunked.size() < at + size + 2) throw std::runtime_error("a chunk is cut short");
    whole += chunked.substr(at, size);
    at += size + 2;
  }
}

// Length of a complete answer at the start of `bytes`, so that a connection kept open does not
// make the reader wait for its end; kNoLength when only the end of the connection tells.
std::size_t CompleteLength(const std::string& bytes, bool bodiless) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string::npos) return kNoLength;
  if (bodiless) return head_end + 4;
  const std::string head = Lower(bytes.substr(0, head_end + 2));
  const auto field = head.find("\r\ncontent-length:");
  if (field == std::string::npos) return kNoLength;
  return head_end + 4 + std::stoul(head.substr(field + 17));
}

}  // namespace

std::optional<std::string> HttpAnswer::Header(const std::string& name) const {
  for (const auto& [header, value] : headers) {
    if (header == name) return value;
  }
  return std::nullopt;
}

HttpAnswer ParseAnswer(const std::string& bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (bytes.rfind("HTTP/1.", 0) != 0 || head_end == std::string::npos || head_end < 12) {
    throw std::runtime_error("not an HTTP answer: \"" + bytes.substr(0, 200) + "\"");
  }
  HttpAnswer answer;
  answer.status = std::stoi(bytes.substr(9, 3));
  std::size_t at = bytes.find("\r\n") + 2;
  while (at < head_end) {
    const auto line_end = bytes.find("\r\n", at);
    const auto colon = bytes.find(':', at);
    if (colon == std::string::npos || colon > line_end) {
      throw std::runtime_error("a header without a colon");
    }
    const auto value = bytes.find_first_not_of(' ', colon + 1);
    answer.headers.emplace_back(Lower(bytes.substr(at, colon - at)),
                                bytes.substr(value, line_end - value));
    at = line_end + 2;
  }
  answer.body = bytes.substr(head_end + 4);
  if (answer.Header("transfer-encoding") == "chunked") answer.body = JoinChunks(answer.body);
  return answer;
}

HttpAnswer Send(const std::string& method,
                const std::string& url,
                const std::string& body,
                const HttpHeaders& headers,
                std::chrono::milliseconds budget) {
  const Url target = ParseUrl(url);
  const Socket socket(target.host, target.port, Deadline::After(budget));
  socket.Write(Print(method, target, body, headers));
  std::string bytes;
  while (true) {
    const bool bodiless = method == "HEAD" || bytes.compare(0, 12, "HTTP/1.1 204") == 0;
    if (bytes.size() >= CompleteLength(bytes, bodiless)) break;
    const auto read = socket.Append(bytes);
    if (read == Socket::Read::kLate) {
      throw std::runtime_error(method + " " + url + ": no whole answer within " +
                               std::to_string(budget.count()) + " ms");
    }
    if (read == Socket::Read::kEnd) break;
  }
  if (bytes.empty()) throw std::runtime_error(method + " " + url + ": closed without an answer");
  auto answer = ParseAnswer(bytes);
  RecordAnswer(method, target.target, answer.status, answer.Header("content-type").value_or(""),
               answer.body);
  return answer;
}

std::string SendRaw(const std::string& host,
                    int port,
                    const std::string& bytes,
                    std::chrono::milliseconds budget) {
  const Socket socket(host, port, Deadline::After(budget));
  socket.Write(bytes);
  std::string answer;
  while (socket.Append(answer) == Socket::Read::kSome) continue;
  return answer;
}

}  // namespace erp::test
