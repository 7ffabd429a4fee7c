#include "http/internal/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/internal/refusals.h"

namespace erp::http {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t kDiscardAtOnce = 8 * 1024;
constexpr std::size_t kLargestBuffer = 128 * 1024;
// So that a client that is still sending reads why it was refused before the connection breaks.
constexpr milliseconds kLinger{1000};
// What is half sent when the server stops has this long to arrive.
constexpr milliseconds kArrivesWhileStopping{2000};

}  // namespace

Session::Session(ServerCore& core, Socket socket)
    : core_(core), socket_(std::move(socket)), buffer_(kLargestBuffer) {}

void Session::Enter(State state, milliseconds within) {
  if (state_ == State::kIdle) core_.idle.erase(idle_place_);
  const bool handling = state == State::kHandling || state == State::kReceiving;
  if (!handling) EndUpload(BodyCut::Why::kGone);
  if (!handling && state != State::kWriting) ReleaseLarge();
  state_ = state;
  due_ = ServerCore::Clock::now() + within;
  if (state_ == State::kReceiving || stream_) due_ = std::min(due_, core_.streams_until);
  if (state_ == State::kIdle) idle_place_ = core_.idle.insert(core_.idle.end(), this);
}

void Session::Start() { Next(); }

void Session::TurnAway() { Refuse(Overloaded(), "connections"); }

void Session::Close() {
  if (state_ == State::kClosed) return;
  Enter(State::kClosed, {});
  DropStream();
  boost::system::error_code ignored;
  socket_.close(ignored);
  core_.sessions.erase(this);
  core_.open = core_.sessions.size();
}

// Closes so that the client sees that the answer is not whole, however its end is marked.
void Session::Cut() {
  core_.cut_answers.Add();
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  Close();
}

void Session::Abandon() { EndUpload(BodyCut::Why::kStopping); }

void Session::Drain() {
  boost::system::error_code failed;
  // A request may lie in the socket already: then its bytes are read next and it is answered.
  const bool silent = state_ == State::kIdle && socket_.available(failed) == 0;
  if (silent || failed || state_ == State::kLingering) return Close();
  if (state_ == State::kHead || state_ == State::kBody) {
    due_ = std::min(due_, ServerCore::Clock::now() + kArrivesWhileStopping);
  }
  if (state_ == State::kReceiving || stream_) due_ = std::min(due_, core_.streams_until);
  if (stream_) answered_ = std::min(answered_, core_.streams_until);
}

void Session::Sweep(ServerCore::Clock::time_point now) {
  if (state_ == State::kWriting) {
    const auto untaken = Untaken();
    if (untaken < untaken_) due_ = std::min(now + core_.options.write_within, answered_);
    untaken_ = untaken;
  }
  if (state_ == State::kFilling && unfilled_) Fill();
  if (now < due_) return;
  switch (state_) {
    case State::kHead:
    case State::kBody:
      // A read is pending: it ends with an error once the socket is shut down after the answer.
      return Refuse(TooSlow(), "slow");
    case State::kReceiving:
      return CutUpload(now < core_.streams_until ? BodyCut::Why::kTooSlow
                                                 : BodyCut::Why::kStopping);
    case State::kHandling:
      if (claimed_->exchange(true)) return;  // its answer is being written
      EndUpload(BodyCut::Why::kLate);
      return Refuse(Late(), "late");
    case State::kWriting:
    case State::kFilling:
      return stream_ ? Cut() : Close();
    case State::kIdle:
    case State::kLingering:
      return Close();
    case State::kClosed:
      return;
  }
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
  auto into = std::make_shared<std::array<char, kDiscardAtOnce>>();
  socket_.async_read_some(asio::buffer(*into),
                          [self = shared_from_this(), into](const auto& error, std::size_t) {
                            if (self->state_ != State::kLingering) return;
                            error ? self->Close() : self->Discard();
                          });
}

}  // namespace erp::http
