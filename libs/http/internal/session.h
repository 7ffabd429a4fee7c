// One connection: reads a request, has it answered, writes the answer, begins again. Private to
// this library. Everything runs on the server's I/O thread unless said otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>  // Asio 1.74 forgets it

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/internal/answer_stream.h"
#include "http/internal/framing.h"
#include "http/internal/large_answers.h"
#include "http/internal/pace.h"
#include "http/internal/server_core.h"
#include "http/internal/upload.h"
#include "http/language.h"
#include "http/router.h"

namespace erp::http {

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
  // The server has stopped: a handler that waits for its body is let go. After the I/O thread.
  void Abandon();

 private:
  enum class State {
    kIdle,
    kHead,
    kBody,
    kHandling,   // a handler runs, and nothing is read
    kReceiving,  // a handler runs, and the body that it streams is read
    kWriting,
    kFilling,  // the next piece of a streamed answer is being made
    kLingering,
    kClosed
  };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using StreamParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
  struct Pending;

  void Enter(State state, std::chrono::milliseconds within);
  void Linger();
  void Discard();
  void Cut();

  // Reading: session_read.cpp.
  void Next();
  void Read();
  void OnBytes();
  void OnHead(std::size_t size);
  std::optional<Refusal> ReadHead();
  void Continue(State state, void (Session::*then)());
  void ReadBody();
  void BeginUpload();
  void Receive();
  void Parse();
  void ReceiveMore();
  void CutUpload(BodyCut::Why why);
  void EndUpload(BodyCut::Why why);

  // Answering: session_answer.cpp.
  void Dispatch(std::string body);
  void Submit(const std::shared_ptr<Pending>& pending);
  void SubmitLarge(const std::shared_ptr<Pending>& pending, std::size_t bytes);
  void ReleaseLarge();
  void Refuse(const Refusal& refusal, const std::string& reason);
  void Write(std::string bytes, std::size_t from, bool keep);
  void WriteSome();
  void Written();
  // Bytes of the present answer that the client has not taken, the kernel's included.
  [[nodiscard]] std::size_t Untaken() const;
  void Fill();
  void DropStream();

  // On a worker thread.
  void Run(Pending& pending);
  void Send(std::string bytes, bool keep, const Pending& pending);
  void FillOn(const std::shared_ptr<AnswerStream>& stream, const std::string& trace);

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
  Router::Match match_;
  bool keep_ = false;
  // Of a request whose body is streamed, until it is answered.
  std::shared_ptr<Upload> upload_;
  std::optional<StreamParser> receiver_;
  std::optional<Pace> pace_;
  bool continue_ = false;                      // the client waits for "100 Continue"
  std::chrono::milliseconds handle_within_{};  // a handler between two pieces
  // The answer while kWriting.
  std::string answer_;
  std::size_t sent_ = 0;                       // of it, given to the kernel
  std::size_t untaken_ = 0;                    // when it was last looked at
  ServerCore::Clock::time_point answered_;     // at the latest, however slowly it is read
  std::optional<LargeAnswers::Ticket> large_;  // of the present request, when it has a large answer
  std::shared_ptr<AnswerStream> stream_;       // what comes after answer_
  bool unfilled_ = false;                      // no thread was free to make the next piece
  // Of the present request, "" and Korean before its head was read.
  std::string trace_;
  Language language_ = Language::kKorean;
  // Set by the first to answer the present request: its worker, or Sweep when it is late.
  std::shared_ptr<std::atomic<bool>> claimed_;
};

}  // namespace erp::http
