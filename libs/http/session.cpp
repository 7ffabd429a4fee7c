#include "http/session.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <utility>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "http/language.h"
#include "http/reply.h"
#include "http/wire.h"
#include "observe/trace.h"

namespace erp::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using std::chrono::milliseconds;

constexpr std::size_t kReadAtOnce = 8 * 1024;
constexpr std::size_t kLargestBuffer = 128 * 1024;
// So that a client that is still sending reads why it was refused before the connection breaks.
constexpr milliseconds kLinger{1000};
// What is half sent when the server stops has this long to arrive.
constexpr milliseconds kArrivesWhileStopping{2000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Refusal Overloaded() {
  return {503, "overloaded", "Too much is asked at once; nothing was done, try again."};
}

Refusal Late() {
  return {503, "late",
          "This took too long, so it may or may not have been done. Try again: with the same "
          "Idempotency-Key nothing is done twice."};
}

Refusal TooLarge(std::size_t most) {
  return {413, "body-too-large", Message("The body has more than {} bytes.", most)};
}

Refusal Malformed() { return {400, "malformed-request", "The request cannot be read."}; }

Response Problem(const Refusal& refusal) {
  auto response = ProblemStatus(refusal.status, refusal.code, refusal.detail);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

struct Session::Pending {
  Request request;
  Router::Match match;
  std::string trace;
  Language language = Language::kKorean;
  bool keep = false;
  ServerCore::Clock::time_point arrived;
  milliseconds longest_wait{};
  std::shared_ptr<std::atomic<bool>> claimed;
};

Session::Session(ServerCore& core, Socket socket)
    : core_(core), socket_(std::move(socket)), buffer_(kLargestBuffer) {}

void Session::Enter(State state, milliseconds within) {
  if (state_ == State::kIdle) core_.idle.erase(idle_place_);
  if (state != State::kHandling && state != State::kWriting) ReleaseLarge();
  state_ = state;
  due_ = ServerCore::Clock::now() + within;
  if (state_ == State::kIdle) idle_place_ = core_.idle.insert(core_.idle.end(), this);
}

void Session::Start() { Next(); }

void Session::TurnAway() { Refuse(Overloaded(), "connections"); }

void Session::Close() {
  if (state_ == State::kClosed) return;
  Enter(State::kClosed, {});
  boost::system::error_code ignored;
  socket_.close(ignored);
  core_.sessions.erase(this);
  core_.open = core_.sessions.size();
}

void Session::Drain() {
  boost::system::error_code failed;
  // A request may lie in the socket already: then its bytes are read next and it is answered.
  const bool silent = state_ == State::kIdle && socket_.available(failed) == 0;
  if (silent || failed || state_ == State::kLingering) return Close();
  if (state_ == State::kHead || state_ == State::kBody) {
    due_ = std::min(due_, ServerCore::Clock::now() + kArrivesWhileStopping);
  }
}

void Session::Sweep(ServerCore::Clock::time_point now) {
  if (state_ == State::kWriting) {
    const auto untaken = Untaken();
    if (untaken < untaken_) due_ = std::min(now + core_.options.write_within, answered_);
    untaken_ = untaken;
  }
  if (now < due_) return;
  switch (state_) {
    case State::kHead:
    case State::kBody:
      // A read is pending: it ends with an error once the socket is shut down after the answer.
      return Refuse({408, "request-timeout", "The request did not arrive in time."}, "slow");
    case State::kHandling:
      if (claimed_->exchange(true)) return;  // its answer is being written
      return Refuse(Late(), "late");
    case State::kIdle:
    case State::kWriting:
    case State::kLingering:
      return Close();
    case State::kClosed:
      return;
  }
}

// --- reading a request ---------------------------------------------------------------------

void Session::Next() {
  parser_.reset();
  trace_.clear();
  language_ = Language::kKorean;
  looked_at_ = 0;
  if (buffer_.size() > 0) {  // sent ahead
    Enter(State::kHead, core_.options.head_within);
    return OnBytes();
  }
  Enter(State::kIdle, core_.options.keep_alive);
  Read();
}

void Session::Read() {
  socket_.async_read_some(
      buffer_.prepare(kReadAtOnce),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (self->state_ != State::kIdle && self->state_ != State::kHead) return;
        if (error) return self->Close();
        self->buffer_.commit(size);
        if (self->state_ == State::kIdle) {
          self->Enter(State::kHead, self->core_.options.head_within);
        }
        self->OnBytes();
      });
}

void Session::OnBytes() {
  const auto bytes = [this] {
    return std::string_view(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  };
  // RFC 9112 section 2.2: an empty line before a request is ignored.
  while (looked_at_ == 0 && bytes().starts_with("\r\n")) buffer_.consume(2);
  const auto end = bytes().find("\r\n\r\n", looked_at_ < 3 ? 0 : looked_at_ - 3);
  const auto size = end == std::string_view::npos ? bytes().size() : end + 4;
  if (HasDoubtfulLines(bytes().substr(0, size), looked_at_))
    return Refuse(Malformed(), "malformed");
  looked_at_ = size;
  if (size > core_.options.max_head) {
    return Refuse({431, "header-too-large",
                   Message("The header has more than {} bytes.", core_.options.max_head)},
                  "malformed");
  }
  end == std::string_view::npos ? Read() : OnHead(size);
}

void Session::OnHead(std::size_t size) {
  parser_.emplace();
  // A length that is too large is refused below, in words.
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
  parser_->header_limit(static_cast<std::uint32_t>(size + 64));
  parser_->eager(false);
  beast::error_code error;
  buffer_.consume(parser_->put(buffer_.data(), error));
  if (error || !parser_->is_header_done()) return Refuse(Malformed(), "malformed");
  const auto& message = parser_->get();
  head_ = {std::string(message.method_string()),
           std::string(message.target()),
           message.version() == 11,
           {}};
  for (const auto& field : message) {
    head_.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  if (const auto traces = head_.Values("traceparent"); !traces.empty()) trace_ = traces.front();
  language_ = Negotiate(head_.List("accept-language"));
  if (auto refusal = RefuseFraming(head_, core_.options.max_body)) {
    return Refuse(*refusal, "malformed");
  }
  parser_->body_limit(core_.options.max_body);
  auto target = ParseTarget(head_.target);
  if (!target) {
    return Refuse({400, "malformed-request", "The address is not clean UTF-8."}, "malformed");
  }
  target_ = std::move(*target);
  keep_ = head_.http_1_1 && message.keep_alive();
  if (parser_->is_done()) return Dispatch();
  Enter(State::kBody, core_.options.body_within);
  if (head_.Values("expect").empty() || buffer_.size() > 0) return ReadBody();
  asio::async_write(socket_, asio::buffer(kContinue),
                    [self = shared_from_this()](const boost::system::error_code& failed, auto) {
                      if (self->state_ != State::kBody) return;
                      failed ? self->Close() : self->ReadBody();
                    });
}

void Session::ReadBody() {
  beast::http::async_read(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](const beast::error_code& error, std::size_t) {
        if (self->state_ != State::kBody) return;
        if (!error) return self->Dispatch();
        if (error == beast::http::error::body_limit) {
          return self->Refuse(TooLarge(self->core_.options.max_body), "malformed");
        }
        const bool gone =
            error == beast::http::error::end_of_stream ||
            error == beast::http::error::partial_message ||
            error.category() !=
                beast::http::make_error_code(beast::http::error::bad_chunk).category();
        gone ? self->Close() : self->Refuse(Malformed(), "malformed");
      });
}

// --- answering ------------------------------------------------------------------------------

void Session::Dispatch() {
  auto pending = std::make_shared<Pending>();
  auto& request = pending->request;
  request.method = head_.method;
  request.path = std::move(target_.path);
  request.query = std::move(target_.query);
  for (auto& [name, value] : head_.fields) request.headers.emplace(Lower(name), std::move(value));
  request.body = std::move(parser_->get().body());
  pending->match = core_.answerer.router().Find(request.method, request.path);
  pending->trace = trace_;
  pending->language = language_;
  pending->keep = keep_;
  pending->arrived = ServerCore::Clock::now();
  pending->claimed = claimed_ = std::make_shared<std::atomic<bool>>(false);
  const auto* entry = pending->match.entry;
  const auto within = entry == nullptr ? milliseconds(0) : entry->route.answer_within;
  const std::size_t bytes = entry == nullptr ? 0 : entry->route.answer_bytes;
  Enter(State::kHandling, within.count() > 0 ? within : core_.options.answer_within);
  pending->longest_wait = bytes > 0 ? core_.options.large_wait : core_.options.longest_wait;
  bytes > 0 ? SubmitLarge(pending, bytes) : Submit(pending);
}

void Session::Submit(const std::shared_ptr<Pending>& pending) {
  if (core_.workers->Submit([self = shared_from_this(), pending] { self->Run(*pending); })) return;
  if (pending->claimed->exchange(true)) return;
  Refuse(Overloaded(), "requests");
}

void Session::SubmitLarge(const std::shared_ptr<Pending>& pending, std::size_t bytes) {
  large_ = ++core_.last_ticket;
  // Posted: it may become this request's turn in the middle of another session's work.
  const bool taken = core_.large.Ask(*large_, bytes, [self = shared_from_this(), pending] {
    asio::post(self->core_.io, [self, pending] { self->Submit(pending); });
  });
  if (taken) return;
  large_.reset();
  pending->claimed->store(true);
  Refuse(Overloaded(), "large");
}

void Session::ReleaseLarge() {
  if (!large_) return;
  core_.large.Release(*large_);
  large_.reset();
}

void Session::Run(Pending& pending) {
  if (pending.claimed->load()) return;
  const trace::Scope scope(trace::FromHeader(pending.trace));
  const LanguageScope language(pending.language);
  const auto waited = ServerCore::Clock::now() - pending.arrived;
  const bool too_long = waited > pending.longest_wait;
  if (too_long) core_.Refused("waited");
  const auto response =
      too_long ? Problem(Overloaded()) : core_.answerer.Answer(pending.request, pending.match);
  if (pending.claimed->exchange(true)) return;
  const bool keep = pending.keep && !too_long && !core_.stopping;
  Send(Print(response, keep, pending.request.method == "HEAD"), keep);
}

void Session::Send(std::string bytes, bool keep) {
  // Written here, so that the answer does not wait for the I/O thread; nobody else uses the
  // socket while the request is claimed.
  const auto sent =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  const bool failed = sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
  const auto from = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  asio::post(core_.io,
             [self = shared_from_this(), bytes = std::move(bytes), from, failed, keep]() mutable {
               if (self->state_ != State::kHandling) return;
               if (failed) return self->Close();
               self->Write(std::move(bytes), from, keep);
             });
}

void Session::Refuse(const Refusal& refusal, const std::string& reason) {
  core_.Refused(reason);
  const trace::Scope scope(trace::FromHeader(trace_));
  const LanguageScope language(language_);
  Write(Print(Problem(refusal), false, head_.method == "HEAD"), 0, false);
}

void Session::Write(std::string bytes, std::size_t from, bool keep) {
  Enter(State::kWriting, core_.options.write_within);
  if (large_) core_.large.Shrink(*large_, bytes.size());
  keep_ = keep;
  if (from == bytes.size()) return Written();
  answer_ = std::move(bytes);
  sent_ = from;
  untaken_ = Untaken();
  answered_ = due_ + milliseconds(untaken_ * 1000 / core_.options.slowest_reader);
  WriteSome();
}

void Session::WriteSome() {
  socket_.async_write_some(
      asio::buffer(answer_.data() + sent_, answer_.size() - sent_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (self->state_ != State::kWriting) return;
        if (error) return self->Close();
        self->sent_ += size;
        self->sent_ < self->answer_.size() ? self->WriteSome() : self->Written();
      });
}

void Session::Written() {
  std::string().swap(answer_);  // frees its memory
  keep_ && !core_.stopping ? Next() : Linger();
}

std::size_t Session::Untaken() const {
  int in_kernel = 0;
  if (::ioctl(const_cast<Socket&>(socket_).native_handle(), TIOCOUTQ, &in_kernel) != 0) {
    in_kernel = 0;
  }
  return answer_.size() - sent_ + static_cast<std::size_t>(in_kernel);
}

void Session::Linger() {
  Enter(State::kLingering, kLinger);
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  // With nothing unread, closing does not reset what was just written.
  const bool done = core_.stopping && buffer_.size() == 0 && socket_.available(error) == 0;
  if (error || done) return Close();
  Discard();
}

void Session::Discard() {
  auto into = std::make_shared<std::array<char, kReadAtOnce>>();
  socket_.async_read_some(asio::buffer(*into),
                          [self = shared_from_this(), into](const auto& error, std::size_t) {
                            if (self->state_ != State::kLingering) return;
                            error ? self->Close() : self->Discard();
                          });
}

}  // namespace erp::http
