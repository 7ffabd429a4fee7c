// A blocking WebSocket client over plain sockets, independent of the product's own code, that
// can also break every rule; and a STOMP 1.2 client on top of it. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace erp::test {

inline constexpr std::chrono::milliseconds kSocketBudget{10000};

struct Handshake {
  std::string path = "/ws/notifications";
  std::string protocol = "v12.stomp";  // empty: none is offered
  std::string origin = {};             // empty: no such header
  std::string version = "13";          // empty: no such header
  std::string host = "127.0.0.1";
  std::string forwarded_host = {};  // empty: no such header
};

struct WebSocketMessage {
  int opcode = 1;  // 1 text, 2 binary, 8 close, 9 ping, 10 pong
  std::string payload;
};

class WebSocket {
 public:
  // Connects and shakes hands; look at status() for the answer. Throws std::runtime_error when
  // there is none.
  explicit WebSocket(int port, const Handshake& handshake = {});
  // Closes the TCP connection, without a close frame.
  ~WebSocket();
  WebSocket(WebSocket&& other) noexcept;
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& handshake_answer() const { return answer_; }
  // Of an answer that refuses: all that came until the end of the connection.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

  void SendText(std::string_view text) { SendFrame(1, text); }
  void SendFrame(int opcode, std::string_view payload, bool fin = true, bool masked = true);
  // False when the peer has closed.
  bool SendRaw(std::string_view bytes);

  // The next frame, control frames included; pings are answered unless told otherwise. Nothing
  // when the budget is spent or the peer has closed the connection, see ended().
  std::optional<WebSocketMessage> Receive(std::chrono::milliseconds budget = kSocketBudget);
  [[nodiscard]] bool ended() const { return ended_; }
  void AnswerPings(bool answer) { answer_pings_ = answer; }

  struct CloseFrame {
    int code = 0;
    std::string reason;
  };
  // Reads until a close frame, which it answers, or the end of the connection (code 1006).
  CloseFrame WaitClose(std::chrono::milliseconds budget = kSocketBudget);

 private:
  bool Fill(std::chrono::steady_clock::time_point until);

  int socket_ = -1;
  int status_ = 0;
  std::string answer_;
  std::string refusal_;
  std::string buffer_;
  bool ended_ = false;
  bool answer_pings_ = true;
};

struct StompFrame {
  std::string command;
  std::map<std::string, std::string> headers;  // the first of each name, unescaped
  std::string body;
};

class StompClient {
 public:
  explicit StompClient(int port, const Handshake& handshake = {}) : socket_(port, handshake) {}

  WebSocket& socket() { return socket_; }

  void Send(const std::string& command,
            const std::vector<std::pair<std::string, std::string>>& headers,
            const std::string& body = "");
  // The next frame; heart-beats are skipped. Nothing at the end of the budget or connection,
  // or when a close frame came (then see close()).
  std::optional<StompFrame> Receive(std::chrono::milliseconds budget = kSocketBudget);
  // The next frame with this command; throws std::runtime_error when there is none.
  StompFrame Expect(const std::string& command, std::chrono::milliseconds budget = kSocketBudget);

  // CONNECT with the header login, waits for CONNECTED.
  StompFrame Connect(const std::string& login);
  // SUBSCRIBE to the person's own queue, waits until it is live (RECEIPT); MESSAGE frames that
  // came before are kept for Receive().
  void Subscribe(const std::string& last_seq = "", const std::string& id = "sub-0");

  [[nodiscard]] const std::optional<WebSocket::CloseFrame>& close() const { return close_; }

 private:
  std::optional<StompFrame> ReceiveNew(std::chrono::milliseconds budget);

  WebSocket socket_;
  std::vector<StompFrame> kept_;
  std::optional<WebSocket::CloseFrame> close_;
};

}  // namespace erp::test
