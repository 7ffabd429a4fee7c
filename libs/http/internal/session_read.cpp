// How a session reads: heads, bodies as a whole, and bodies that are streamed to their handlers.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "http/internal/refusals.h"
#include "http/internal/session.h"

namespace erp::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using std::chrono::milliseconds;

constexpr std::size_t kReadAtOnce = 8 * 1024;
// Of a streamed body: less when less is free.
constexpr std::size_t kReceiveAtOnce = 16 * 1024;
// Unread bytes that are no body yet: the line before a chunk, with all that may stand in it, and
// what comes after the last chunk.
constexpr std::size_t kLongestChunkHead = 8 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool IsStreamed(const Router::Match& match) {
  return match.entry != nullptr && match.entry->route.body == Body::kStreamed;
}

}  // namespace

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
  if (const auto refusal = ReadHead()) return Refuse(*refusal, "malformed");
  keep_ = head_.http_1_1 && parser_->get().keep_alive();
  if (IsStreamed(match_)) return BeginUpload();
  if (parser_->is_done()) return Dispatch(std::move(parser_->get().body()));
  parser_->body_limit(core_.options.max_body);
  Enter(State::kBody, core_.options.body_within);
  const bool asks = !head_.Values("expect").empty() && buffer_.size() == 0;
  asks ? Continue(State::kBody, &Session::ReadBody) : ReadBody();
}

// Fills head_, target_ and match_, or says what is wrong.
std::optional<Refusal> Session::ReadHead() {
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
  auto target = ParseTarget(head_.target);
  match_ = target ? core_.answerer.router().Find(head_.method, target->path) : Router::Match();
  const std::uint64_t most =
      IsStreamed(match_) ? match_.entry->route.upload.max_bytes : core_.options.max_body;
  if (auto refusal = RefuseFraming(head_, most)) return refusal;
  if (!target) return Refusal{400, "malformed-request", "The address is not clean UTF-8."};
  target_ = std::move(*target);
  return std::nullopt;
}

void Session::Continue(State state, void (Session::*then)()) {
  asio::async_write(
      socket_, asio::buffer(kContinue),
      [self = shared_from_this(), state, then](const boost::system::error_code& failed, auto) {
        if (self->state_ != state) return;
        failed ? self->Close() : (self.get()->*then)();
      });
}

void Session::ReadBody() {
  beast::http::async_read(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](const beast::error_code& error, std::size_t) {
        if (self->state_ != State::kBody) return;
        if (!error) return self->Dispatch(std::move(self->parser_->get().body()));
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

// --- a body that its handler reads while it arrives ------------------------------------------

void Session::BeginUpload() {
  // Nothing is read before the handler asks.
  upload_ = std::make_shared<Upload>(
      [weak = weak_from_this(), &io = core_.io] {
        asio::post(io, [weak] {
          if (const auto self = weak.lock()) self->Receive();
        });
      },
      core_.upload_bytes);
  if (parser_->is_done()) {
    upload_->Finish();
  } else {
    continue_ = !head_.Values("expect").empty() && buffer_.size() == 0;
    receiver_.emplace(std::move(*parser_));
    receiver_->body_limit(match_.entry->route.upload.max_bytes);
    receiver_->eager(true);
    pace_.emplace(core_.options.body_within, core_.options.slowest_sender);
  }
  Dispatch({});
}

void Session::Receive() {
  if (state_ != State::kHandling || !receiver_) return;
  if (!std::exchange(continue_, false)) return Parse();
  Enter(State::kReceiving, core_.options.write_within);
  Continue(State::kReceiving, &Session::Parse);
}

// Hands over what has been read, as far as there is room for it.
void Session::Parse() {
  for (;;) {
    const auto room = upload_->Room();
    if (room.empty()) return Enter(State::kHandling, handle_within_);  // until the handler asks
    if (buffer_.size() == 0) return ReceiveMore();
    auto& body = receiver_->get().body();
    body.data = room.data();
    body.size = room.size();
    body.more = true;
    beast::error_code error;
    buffer_.consume(receiver_->put(buffer_.data(), error));
    upload_->Arrived(room.size() - body.size);
    if (receiver_->is_done()) {
      upload_->Finish();
      receiver_.reset();
      return Enter(State::kHandling, handle_within_);
    }
    if (error == beast::http::error::need_more) {
      if (buffer_.size() > kLongestChunkHead) return CutUpload(BodyCut::Why::kMalformed);
      return ReceiveMore();
    }
    if (error && error != beast::http::error::need_buffer) {
      return CutUpload(error == beast::http::error::body_limit ? BodyCut::Why::kTooLarge
                                                               : BodyCut::Why::kMalformed);
    }
  }
}

void Session::ReceiveMore() {
  Enter(State::kReceiving, pace_->Begin(Pace::Clock::now()));
  // No more than fits, so that little waits here besides.
  const auto most = std::min(kReceiveAtOnce, upload_->free());
  socket_.async_read_some(
      buffer_.prepare(most),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (self->state_ != State::kReceiving) return;
        if (error) return self->CutUpload(BodyCut::Why::kGone);
        self->pace_->End(Pace::Clock::now(), size);
        self->buffer_.commit(size);
        self->Parse();
      });
}

// The session answers for what is wrong with the transfer; the handler only learns of it.
void Session::CutUpload(BodyCut::Why why) {
  const bool answered = claimed_->exchange(true);
  const auto most = match_.entry->route.upload.max_bytes;
  upload_->Fail(why);
  if (answered) return;  // its answer is on the way, and closes
  switch (why) {
    case BodyCut::Why::kGone:
      return Close();
    case BodyCut::Why::kMalformed:
      return Refuse(Malformed(), "malformed");
    case BodyCut::Why::kTooLarge:
      return Refuse(TooLarge(most), "malformed");
    case BodyCut::Why::kTooSlow:
      return Refuse(TooSlow(), "slow");
    case BodyCut::Why::kLate:
    case BodyCut::Why::kStopping:
      return Refuse(Late(), "late");
  }
}

void Session::EndUpload(BodyCut::Why why) {
  if (!upload_) return;
  upload_->Fail(why);
  upload_.reset();
  receiver_.reset();
}

}  // namespace erp::http
