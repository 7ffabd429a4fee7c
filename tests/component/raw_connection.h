// A connection that sends exactly the bytes it is given, as no client library would.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace erp::http {

class RawConnection {
 public:
  explicit RawConnection(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval timeout{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawConnection() { ::close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void Send(const std::string& bytes) const {
    (void)::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  // What the connection takes without waiting; how much that was.
  [[nodiscard]] std::size_t SendWhatFits(const std::string& bytes) const {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  // Sends no more, and still reads.
  void EndSending() const { ::shutdown(fd_, SHUT_WR); }
  // What has come once `wanted` bytes or the end have, or ten seconds have passed.
  [[nodiscard]] std::string Read(std::size_t wanted) const {
    std::string all(wanted, '\0');
    const auto size = ::recv(fd_, all.data(), wanted, MSG_WAITALL);
    all.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return all;
  }
  // Everything until the server closes (or ten seconds pass).
  [[nodiscard]] std::string ReadToEnd() const {
    std::string all;
    char buffer[4096];
    for (;;) {
      const auto size = ::recv(fd_, buffer, sizeof buffer, 0);
      if (size < 0 && errno == ECONNRESET) reset_ = true;
      if (size <= 0) return all;
      all.append(buffer, static_cast<std::size_t>(size));
    }
  }
  // Whether the last ReadToEnd() ended because the server broke the connection.
  [[nodiscard]] bool reset() const { return reset_; }

 private:
  int fd_;
  mutable bool reset_ = false;
  bool connected_ = false;
};

}  // namespace erp::http
