#include "redis/subscriber.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <sys/eventfd.h>

#include "common/clock.h"
#include "common/error.h"
#include "common/retry.h"
#include "common/thread_annotations.h"
#include "observe/log.h"
#include "redis/internal/connection.h"
#include "redis/internal/fault.h"

namespace erp::redis {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{500};
constexpr milliseconds kCommandTimeout{2000};
constexpr milliseconds kPingAfter{1000};     // of silence
constexpr milliseconds kSilenceLimit{3000};  // then the connection is taken for dead
constexpr milliseconds kRetryFirst{50};
constexpr milliseconds kRetryMost{2000};
constexpr std::size_t kChannelsPerCommand = 512;

// What a waiting thread looks at beside its socket: any thread may ring it.
class WakeUp {
 public:
  WakeUp() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0) throw std::runtime_error("eventfd failed");
  }
  ~WakeUp() { close(fd_); }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void Ring() const {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the bell is ringing anyway.
    [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
  }
  void Clear() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = read(fd_, &count, sizeof count);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

struct Subscriber::Impl {
  Impl(Url server, Callbacks owner, metrics::Registry& registry)
      : url(std::move(server)),
        callbacks(std::move(owner)),
        connected_gauge(registry.GetGauge("redis_subscriber_connected",
                                          "1 while the pub/sub connection stands")),
        connections(
            registry.GetCounter("redis_subscriber_connections_total", "Pub/sub connections made")),
        messages(
            registry.GetCounter("redis_subscriber_messages_total", "Pub/sub messages received")) {}

  void Run(const std::stop_token& stop);
  void Serve(const std::stop_token& stop);
  void PauseBeforeRetry(const std::stop_token& stop, milliseconds pause);
  void SendChanges(Connection& connection);
  void Dispatch(const Reply& reply);
  void SetConnected(bool now);

  const Url url;
  const Callbacks callbacks;
  const metrics::Gauge connected_gauge;
  const metrics::Counter connections;
  const metrics::Counter messages;
  const WakeUp wake;
  log::Throttle outage_lines{std::chrono::seconds(10)};
  std::atomic<bool> connected{false};

  Mutex mutex;
  // Every Subscribe call gets a new number, and with it a confirmation of its own, also when
  // the channel was given up and wanted again in between.
  std::uint64_t last_number ERP_GUARDED_BY(mutex) = 0;
  std::map<std::string, std::uint64_t> wanted ERP_GUARDED_BY(mutex);

  std::map<std::string, std::uint64_t> sent;  // of this connection; subscriber's thread only
  Backoff backoff{kRetryFirst, kRetryMost};   // subscriber's thread only
  std::jthread thread;
};

void Subscriber::Impl::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      Serve(stop);
    } catch (const std::exception& failure) {
      if (outage_lines.Allow()) {
        log::Warn("redis subscriber is disconnected", {{"error", failure.what()}});
      }
    }
    SetConnected(false);
    if (!stop.stop_requested()) PauseBeforeRetry(stop, backoff.Next());
  }
}

// One connection from its beginning to its end.
void Subscriber::Impl::Serve(const std::stop_token& stop) {
  const auto connection = Connection::Open(url, kConnectTimeout, kCommandTimeout);
  sent.clear();
  connections.Add();
  SetConnected(true);
  auto heard = std::chrono::steady_clock::now();
  auto pinged = heard;
  while (!stop.stop_requested()) {
    SendChanges(*connection);
    std::array<pollfd, 2> wait{{{connection->fd(), POLLIN, 0}, {wake.fd(), POLLIN, 0}}};
    if (poll(wait.data(), wait.size(), static_cast<int>(kPingAfter.count())) < 0 &&
        errno != EINTR) {
      throw std::runtime_error("poll failed");
    }
    if (wait[1].revents != 0) wake.Clear();
    const auto now = std::chrono::steady_clock::now();
    if (wait[0].revents != 0) {
      connection->Fill();
      heard = now;
      // A server that only refuses is not asked again at once.
      for (Reply reply; connection->Next(reply); backoff.Reset()) Dispatch(reply);
    } else if (now - heard >= kSilenceLimit) {
      throw Unavailable("redis: pub/sub connection is silent");
    } else if (now - heard >= kPingAfter && now - pinged >= kPingAfter) {
      connection->Send({{"PING"}});
      pinged = now;
    }
  }
}

// Lets only Stop() end the pause: a stream of Subscribe calls must not defeat the back-off.
void Subscriber::Impl::PauseBeforeRetry(const std::stop_token& stop, milliseconds pause) {
  const auto deadline = Deadline::After(pause);
  while (!stop.stop_requested() && !deadline.Expired()) {
    pollfd wait{wake.fd(), POLLIN, 0};
    if (poll(&wait, 1, static_cast<int>(deadline.Remaining().count())) > 0) wake.Clear();
  }
}

void Subscriber::Impl::SendChanges(Connection& connection) {
  std::vector<Command> commands;
  const auto add = [&commands](const char* verb, const std::string& channel) {
    if (commands.empty() || commands.back().front() != verb ||
        commands.back().size() > kChannelsPerCommand) {
      commands.push_back({verb});
    }
    commands.back().push_back(channel);
  };
  {
    const MutexLock lock(mutex);
    std::erase_if(sent, [&](const auto& entry) {
      mutex.AssertHeld();
      if (wanted.contains(entry.first)) return false;
      add("UNSUBSCRIBE", entry.first);
      return true;
    });
    for (const auto& [channel, number] : wanted) {
      auto& last = sent[channel];
      if (last == number) continue;
      last = number;
      add("SUBSCRIBE", channel);
    }
  }
  if (!commands.empty()) connection.Send(commands);
}

void Subscriber::Impl::Dispatch(const Reply& reply) {
  if (reply.kind == Reply::Kind::kError) ThrowServerError(reply.text);
  if (reply.kind != Reply::Kind::kArray || reply.elements.size() < 2) return;  // a pong
  const std::string& kind = reply.elements[0].text;
  const std::string& channel = reply.elements[1].text;
  if (kind != "message" && kind != "subscribe") return;
  {
    const MutexLock lock(mutex);
    if (!wanted.contains(channel)) return;
  }
  if (kind == "subscribe") {
    if (callbacks.on_subscribed) callbacks.on_subscribed(channel);
    return;
  }
  messages.Add();
  if (callbacks.on_message) callbacks.on_message(channel, reply.elements.at(2).text);
}

void Subscriber::Impl::SetConnected(bool now) {
  connected.store(now);
  connected_gauge.Set(now ? 1 : 0);
}

Subscriber::Subscriber(Url url, Callbacks callbacks, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(url), std::move(callbacks), registry)) {}

Subscriber::~Subscriber() { Stop(); }

void Subscriber::Start() {
  impl_->thread =
      std::jthread([impl = impl_.get()](const std::stop_token& stop) { impl->Run(stop); });
}

void Subscriber::Stop() {
  if (!impl_->thread.joinable()) return;
  impl_->thread.request_stop();
  impl_->wake.Ring();
  impl_->thread.join();
}

void Subscriber::Subscribe(const std::string& channel) {
  {
    const MutexLock lock(impl_->mutex);
    impl_->wanted[channel] = ++impl_->last_number;
  }
  impl_->wake.Ring();
}

void Subscriber::Unsubscribe(const std::string& channel) {
  {
    const MutexLock lock(impl_->mutex);
    impl_->wanted.erase(channel);
  }
  impl_->wake.Ring();
}

bool Subscriber::Connected() const { return impl_->connected.load(); }

}  // namespace erp::redis
