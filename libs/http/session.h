// One connection: reads a request, has it answered, writes the answer, begins again. Private to
// this library. Everything runs on the server's I/O thread unless said otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/answerer.h"
#include "http/framing.h"
#include "http/language.h"
#include "http/large_answers.h"
#include "http/server.h"
#include "http/workers.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::http {

class Session;

// What the sessions of one server share.
struct ServerCore {
  using Clock = std::chrono::steady_clock;

  ServerCore(ServerOptions opts, Router router, metrics::Registry& metrics_registry);

  // Counts and, at most once a second for each reason, logs: "requests", "large", "waited",
  // "connections", "late", "slow", "malformed". Thread-safe.
  void Refused(const std::string& reason);

  const ServerOptions options;
  metrics::Registry& registry;
  const Answerer answerer;
  std::atomic<bool> stopping{false};
  boost::asio::io_context io{1};
  // I/O thread only.
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions;
  std::list<Session*> idle;  // longest idle first
  std::atomic<std::size_t> open{0};
  LargeAnswers large;  // I/O thread only
  LargeAnswers::Ticket last_ticket = 0;
  std::unique_ptr<Workers> workers;  // after Start()

 private:
  struct Refusal {
    metrics::Counter count;
    std::unique_ptr<log::Throttle> throttle;
  };
  std::unordered_map<std::string, Refusal> refusals_;  // constant after construction
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Session(ServerCore& core, Socket socket);

  void Start();
  // Answers 503 "overloaded" without reading anything.
  void TurnAway();
  // Closes at once when nobody waits for an answer; otherwise the answer closes.
  void Drain();
  void Close();
  // Ends what takes too long.
  void Sweep(ServerCore::Clock::time_point now);

 private:
  enum class State { kIdle, kHead, kBody, kHandling, kWriting, kLingering, kClosed };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  struct Pending;

  void Enter(State state, std::chrono::milliseconds within);
  void Next();
  void Read();
  void OnBytes();
  void OnHead(std::size_t size);
  void ReadBody();
  void Dispatch();
  void Submit(const std::shared_ptr<Pending>& pending);
  void SubmitLarge(const std::shared_ptr<Pending>& pending, std::size_t bytes);
  void ReleaseLarge();
  void Refuse(const Refusal& refusal, const std::string& reason);
  void Write(std::string bytes, std::size_t from, bool keep);
  void WriteSome();
  void Written();
  // Bytes of the present answer that the client has not taken, the kernel's included.
  [[nodiscard]] std::size_t Untaken() const;
  void Linger();
  void Discard();

  // On a worker thread.
  void Run(Pending& pending);
  void Send(std::string bytes, bool keep);

  ServerCore& core_;
  Socket socket_;
  State state_ = State::kWriting;
  ServerCore::Clock::time_point due_;
  std::list<Session*>::iterator idle_place_;  // valid while kIdle
  boost::beast::flat_buffer buffer_;
  std::size_t looked_at_ = 0;  // bytes of an incomplete head
  std::optional<Parser> parser_;
  Head head_;
  Target target_;
  bool keep_ = false;
  // The answer while kWriting.
  std::string answer_;
  std::size_t sent_ = 0;                       // of it, given to the kernel
  std::size_t untaken_ = 0;                    // when it was last looked at
  ServerCore::Clock::time_point answered_;     // at the latest, however slowly it is read
  std::optional<LargeAnswers::Ticket> large_;  // of the present request, when it has a large answer
  // Of the present request, "" and Korean before its head was read.
  std::string trace_;
  Language language_ = Language::kKorean;
  // Set by the first to answer the present request: its worker, or Sweep when it is late.
  std::shared_ptr<std::atomic<bool>> claimed_;
};

}  // namespace erp::http
