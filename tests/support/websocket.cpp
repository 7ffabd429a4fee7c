#include "support/websocket.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace erp::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

int MillisecondsUntil(SteadyClock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now());
  return left.count() > 0 ? static_cast<int>(left.count()) : 0;
}

int ConnectTo(int port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connection < 0 ||
      ::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    if (connection >= 0) ::close(connection);
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
  const int on = 1;
  ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

std::string FrameHeader(int opcode, std::size_t size, bool fin, bool masked) {
  std::string header;
  header.push_back(static_cast<char>((fin ? 0x80 : 0) | opcode));
  const int mask_bit = masked ? 0x80 : 0;
  int length_bytes = 0;
  if (size < 126) {
    header.push_back(static_cast<char>(mask_bit | static_cast<int>(size)));
  } else if (size < 65536) {
    header.push_back(static_cast<char>(mask_bit | 126));
    length_bytes = 2;
  } else {
    header.push_back(static_cast<char>(mask_bit | 127));
    length_bytes = 8;
  }
  for (int byte = length_bytes - 1; byte >= 0; --byte) {
    header.push_back(static_cast<char>((size >> (8 * byte)) & 0xFF));
  }
  return header;
}

std::string Unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain.push_back(text[i]);
      continue;
    }
    const char next = text[++i];
    plain.push_back(next == 'n' ? '\n' : next == 'r' ? '\r' : next == 'c' ? ':' : next);
  }
  return plain;
}

// The server sends one whole frame per message.
StompFrame ParseStomp(const std::string& text) {
  StompFrame frame;
  std::size_t at = text.find('\n');
  frame.command = text.substr(0, at);
  for (++at;; ++at) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) throw std::runtime_error("not a STOMP frame: " + text);
    const std::string line = text.substr(at, end - at);
    at = end;
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    frame.headers.emplace(Unescape(line.substr(0, colon)), Unescape(line.substr(colon + 1)));
  }
  const std::size_t end = text.rfind('\0');
  if (end == std::string::npos) throw std::runtime_error("no NUL at the end of: " + text);
  frame.body = text.substr(at + 1, end - at - 1);
  return frame;
}

}  // namespace

WebSocket::WebSocket(int port, const Handshake& handshake) : socket_(ConnectTo(port)) {
  std::string request = "GET " + handshake.path + " HTTP/1.1\r\nHost: " + handshake.host +
                        "\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!handshake.version.empty()) {
    request += "Sec-WebSocket-Version: " + handshake.version + "\r\n";
  }
  if (!handshake.protocol.empty()) {
    request += "Sec-WebSocket-Protocol: " + handshake.protocol + "\r\n";
  }
  if (!handshake.origin.empty()) request += "Origin: " + handshake.origin + "\r\n";
  if (!handshake.forwarded_host.empty()) {
    request += "X-Forwarded-Host: " + handshake.forwarded_host + "\r\n";
  }
  SendRaw(request + "\r\n");
  const auto until = SteadyClock::now() + kSocketBudget;
  std::size_t end = std::string::npos;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill(until)) throw std::runtime_error("no answer to the handshake");
  }
  answer_ = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  status_ = std::stoi(answer_.substr(answer_.find(' ') + 1, 3));
  if (status_ == 101) return;
  while (Fill(until)) continue;
  refusal_ = std::exchange(buffer_, {});
}

WebSocket::~WebSocket() {
  if (socket_ >= 0) ::close(socket_);
}

WebSocket::WebSocket(WebSocket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      status_(other.status_),
      answer_(std::move(other.answer_)),
      buffer_(std::move(other.buffer_)),
      ended_(other.ended_),
      answer_pings_(other.answer_pings_) {}

bool WebSocket::SendRaw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void WebSocket::SendFrame(int opcode, std::string_view payload, bool fin, bool masked) {
  std::string bytes = FrameHeader(opcode, payload.size(), fin, masked);
  constexpr std::array<char, 4> kMask = {0x12, 0x34, 0x56, 0x78};
  if (masked) bytes.append(kMask.data(), kMask.size());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    bytes.push_back(masked ? static_cast<char>(payload[i] ^ kMask[i % 4]) : payload[i]);
  }
  SendRaw(bytes);
}

bool WebSocket::Fill(SteadyClock::time_point until) {
  if (ended_) return false;
  pollfd readable{socket_, POLLIN, 0};
  if (::poll(&readable, 1, MillisecondsUntil(until)) <= 0) return false;
  std::array<char, 65536> chunk{};
  const ssize_t size = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (size <= 0) {
    ended_ = true;
    return false;
  }
  buffer_.append(chunk.data(), static_cast<std::size_t>(size));
  return true;
}

std::optional<WebSocketMessage> WebSocket::Receive(std::chrono::milliseconds budget) {
  const auto until = SteadyClock::now() + budget;
  const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(buffer_[at]); };
  for (;;) {
    std::size_t header = 2;
    if (buffer_.size() >= header) {
      std::size_t size = byte(1) & 0x7F;
      const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
      header += extra;
      if (buffer_.size() >= header) {
        if (extra != 0) size = 0;
        for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(2 + i);
        if (buffer_.size() >= header + size) {
          WebSocketMessage message{byte(0) & 0x0F, buffer_.substr(header, size)};
          buffer_.erase(0, header + size);
          if (message.opcode == 9 && answer_pings_) SendFrame(10, message.payload);
          return message;
        }
      }
    }
    if (!Fill(until)) return std::nullopt;
  }
}

WebSocket::CloseFrame WebSocket::WaitClose(std::chrono::milliseconds budget) {
  const auto until = SteadyClock::now() + budget;
  while (const auto message = Receive(std::chrono::milliseconds(MillisecondsUntil(until)))) {
    if (message->opcode != 8) continue;
    SendFrame(8, message->payload);
    if (message->payload.size() < 2) return {1005, ""};
    const int high = static_cast<unsigned char>(message->payload[0]);
    const int low = static_cast<unsigned char>(message->payload[1]);
    return {high << 8 | low, message->payload.substr(2)};
  }
  if (!ended_) throw std::runtime_error("the connection was not closed");
  return {1006, ""};
}

void StompClient::Send(const std::string& command,
                       const std::vector<std::pair<std::string, std::string>>& headers,
                       const std::string& body) {
  std::string text = command + "\n";
  for (const auto& [name, value] : headers) text += name + ":" + value + "\n";
  text += "\n" + body;
  text.push_back('\0');
  socket_.SendText(text);
}

std::optional<StompFrame> StompClient::ReceiveNew(std::chrono::milliseconds budget) {
  const auto until = SteadyClock::now() + budget;
  while (auto message = socket_.Receive(std::chrono::milliseconds(MillisecondsUntil(until)))) {
    if (message->opcode == 8) {
      socket_.SendFrame(8, message->payload);
      const int code = message->payload.size() < 2
                           ? 1005
                           : static_cast<unsigned char>(message->payload[0]) << 8 |
                                 static_cast<unsigned char>(message->payload[1]);
      close_ = WebSocket::CloseFrame{code,
                                     message->payload.size() < 2 ? "" : message->payload.substr(2)};
      return std::nullopt;
    }
    if (message->opcode != 1 || message->payload == "\n") continue;
    return ParseStomp(message->payload);
  }
  return std::nullopt;
}

std::optional<StompFrame> StompClient::Receive(std::chrono::milliseconds budget) {
  if (kept_.empty()) return ReceiveNew(budget);
  StompFrame frame = std::move(kept_.front());
  kept_.erase(kept_.begin());
  return frame;
}

StompFrame StompClient::Expect(const std::string& command, std::chrono::milliseconds budget) {
  auto frame = Receive(budget);
  if (!frame) {
    throw std::runtime_error(
        "no " + command + " came" +
        (close_ ? ", closed with " + std::to_string(close_->code) + " " + close_->reason : ""));
  }
  if (frame->command != command) {
    throw std::runtime_error(command + " expected, " + frame->command +
                             " came: " + frame->headers["message"] + " " + frame->body);
  }
  return *frame;
}

StompFrame StompClient::Connect(const std::string& login) {
  Send("CONNECT",
       {{"accept-version", "1.2"}, {"host", "approval"}, {"heart-beat", "0,0"}, {"login", login}});
  return Expect("CONNECTED");
}

void StompClient::Subscribe(const std::string& last_seq, const std::string& id) {
  std::vector<std::pair<std::string, std::string>> headers = {
      {"id", id}, {"destination", "/user/queue/notifications"}, {"receipt", "live-" + id}};
  if (!last_seq.empty()) {
    std::string escaped = last_seq;
    const std::size_t colon = escaped.find(':');
    if (colon != std::string::npos) escaped.replace(colon, 1, "\\c");
    headers.emplace_back("last-seq", escaped);
  }
  Send("SUBSCRIBE", headers);
  for (;;) {
    const auto frame = ReceiveNew(kSocketBudget);
    if (!frame || frame->command == "ERROR") {
      throw std::runtime_error("the subscription did not become live" +
                               (frame ? ": " + frame->body : std::string()));
    }
    if (frame->command == "RECEIPT") return;
    kept_.push_back(*frame);
  }
}

}  // namespace erp::test
