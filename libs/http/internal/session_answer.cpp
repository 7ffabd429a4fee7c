// How a session answers: hands requests to worker threads, writes what they answer, piece by piece
// when it is streamed.
#include <cerrno>
#include <utility>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "http/internal/refusals.h"
#include "http/internal/session.h"
#include "http/internal/wire.h"
#include "http/language.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::http {

namespace asio = boost::asio;
using std::chrono::milliseconds;

struct Session::Pending {
  Request request;
  Router::Match match;
  std::string trace;
  Language language = Language::kKorean;
  bool keep = false;
  bool http_1_1 = true;
  ServerCore::Clock::time_point arrived;
  milliseconds longest_wait{};
  std::shared_ptr<std::atomic<bool>> claimed;
  std::shared_ptr<Upload> upload;        // of a route that streams its body
  std::shared_ptr<AnswerStream> stream;  // what comes after the first piece of the answer
};

void Session::Dispatch(std::string body) {
  auto pending = std::make_shared<Pending>();
  auto& request = pending->request;
  request.method = head_.method;
  request.path = std::move(target_.path);
  request.query = std::move(target_.query);
  for (auto& [name, value] : head_.fields) request.headers.emplace(Lower(name), std::move(value));
  request.body = std::move(body);
  const auto* entry = match_.entry;
  pending->match = upload_ ? match_ : std::move(match_);
  pending->trace = trace_;
  pending->language = language_;
  pending->keep = keep_;
  pending->http_1_1 = head_.http_1_1;
  pending->arrived = ServerCore::Clock::now();
  pending->claimed = claimed_ = std::make_shared<std::atomic<bool>>(false);
  pending->upload = upload_;
  const auto within = entry == nullptr ? milliseconds(0) : entry->route.answer_within;
  const std::size_t bytes = entry == nullptr ? 0 : entry->route.answer_bytes;
  handle_within_ = within.count() > 0 ? within : core_.options.answer_within;
  Enter(State::kHandling, handle_within_);
  pending->longest_wait = bytes > 0 ? core_.options.large_wait : core_.options.longest_wait;
  bytes > 0 ? SubmitLarge(pending, bytes) : Submit(pending);
}

void Session::Submit(const std::shared_ptr<Pending>& pending) {
  auto& workers = pending->upload ? *core_.upload_workers : *core_.workers;
  if (workers.Submit([self = shared_from_this(), pending] { self->Run(*pending); })) return;
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
  const auto answered =
      too_long ? Answerer::Answered{Problem(Overloaded())}
               : core_.answerer.Answer(pending.request, pending.match, pending.upload.get());
  if (pending.claimed->exchange(true)) return;
  // What is left of a streamed body would be taken for the next request.
  const bool unread = pending.upload && !pending.upload->consumed();
  const bool keep = pending.keep && !too_long && !unread && !core_.stopping;
  const auto chunks = pending.http_1_1 ? Chunks::kKnown : Chunks::kUnknown;
  auto bytes = Print(answered.response, keep, pending.request.method == "HEAD", chunks);
  if (answered.rest) {
    bytes += answered.rest->Framed(answered.response.body, pending.http_1_1);
    pending.stream = answered.rest;
  }
  Send(std::move(bytes), keep, pending);
}

void Session::Send(std::string bytes, bool keep, const Pending& pending) {
  // Written here, so that the answer does not wait for the I/O thread; nobody else uses the
  // socket while the request is claimed, unless its body is streamed.
  ssize_t sent = 0;
  if (!pending.upload) {
    sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  const bool failed = sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
  const auto from = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  asio::post(core_.io, [self = shared_from_this(), bytes = std::move(bytes), from, failed, keep,
                        stream = pending.stream]() mutable {
    if (self->state_ != State::kHandling && self->state_ != State::kReceiving) return;
    self->stream_ = std::move(stream);
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
  if (stream_) answered_ = std::min(answered_, core_.streams_until);
  WriteSome();
}

void Session::WriteSome() {
  socket_.async_write_some(
      asio::buffer(answer_.data() + sent_, answer_.size() - sent_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (self->state_ != State::kWriting) return;
        if (error) return self->stream_ ? self->Cut() : self->Close();
        self->sent_ += size;
        self->sent_ < self->answer_.size() ? self->WriteSome() : self->Written();
      });
}

void Session::Written() {
  std::string().swap(answer_);  // frees its memory
  if (stream_ && !stream_->ended()) {
    Enter(State::kFilling, core_.options.answer_within);
    return Fill();
  }
  stream_.reset();
  keep_ && !core_.stopping ? Next() : Linger();
}

std::size_t Session::Untaken() const {
  int in_kernel = 0;
  if (::ioctl(const_cast<Socket&>(socket_).native_handle(), TIOCOUTQ, &in_kernel) != 0) {
    in_kernel = 0;
  }
  return answer_.size() - sent_ + static_cast<std::size_t>(in_kernel);
}

// --- the rest of a streamed answer -----------------------------------------------------------

// No thread is held while the client takes a piece. When all are busy, Sweep comes back.
void Session::Fill() {
  unfilled_ = !core_.workers->Submit([self = shared_from_this(), stream = stream_, trace = trace_] {
    self->FillOn(stream, trace);
  });
}

void Session::FillOn(const std::shared_ptr<AnswerStream>& stream, const std::string& trace) {
  const trace::Scope scope(trace::FromHeader(trace));
  std::optional<std::string> piece;
  try {
    piece = stream->Next();
  } catch (const std::exception& error) {
    log::Error("a streamed answer was cut", {{"route", stream->route()}, {"why", error.what()}});
  } catch (...) {
    log::Error("a streamed answer was cut", {{"route", stream->route()}, {"why", "unknown"}});
  }
  if (piece) piece = stream->Framed(*std::move(piece), head_.http_1_1);
  asio::post(core_.io, [self = shared_from_this(), piece = std::move(piece)]() mutable {
    if (self->state_ != State::kFilling) return;
    piece ? self->Write(*std::move(piece), 0, self->keep_) : self->Cut();
  });
}

// Freeing a source may block as reading it does. It is in use by a worker only while kFilling.
void Session::DropStream() {
  if (!stream_) return;
  (void)core_.workers->Submit([stream = std::move(stream_)] {});
}

}  // namespace erp::http
