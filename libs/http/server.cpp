#include "http/server.h"

#include <condition_variable>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/thread_annotations.h"
#include "http/internal/server_core.h"
#include "http/internal/session.h"
#include "http/internal/workers.h"
#include "observe/log.h"

namespace erp::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int kBacklog = 1024;
constexpr std::chrono::milliseconds kSweepEvery{100};
constexpr std::chrono::milliseconds kNoDescriptors{50};
// Connections beyond the bound that are being told so.
constexpr std::size_t kTurningAway = 256;

}  // namespace

struct Server::Impl {
  ServerCore core;
  tcp::acceptor acceptor{core.io};
  asio::steady_timer sweep{core.io};
  asio::steady_timer pause{core.io};
  int port = 0;
  std::thread thread;
  Mutex mutex;
  std::condition_variable drained;
  bool empty ERP_GUARDED_BY(mutex) = false;  // no session is left after a stop

  Impl(ServerOptions options, Router router, metrics::Registry& registry)
      : core(std::move(options), std::move(router), registry) {
    const metrics::Labels labels{{"server", core.options.name}};
    registry.GetGauge("http_server_connections_limit", "Connections that may be open.", labels)
        .Set(static_cast<double>(core.options.connections));
    open_gauge = std::make_unique<metrics::Gauge>(
        registry.GetGauge("http_server_connections", "Open connections.", labels));
    waiting_gauge = std::make_unique<metrics::Gauge>(
        registry.GetGauge("http_server_waiting", "Requests that wait for a thread.", labels));
    upload_gauge = std::make_unique<metrics::Gauge>(
        registry.GetGauge("http_server_upload_bytes",
                          "Bytes of streamed bodies that wait for their handlers.", labels));
  }

  void Listen();
  void Accept();
  void Take(tcp::socket socket);
  void Sweep();
  void BeginStop();
  void ForEach(const std::function<void(Session&)>& work);

  std::unique_ptr<metrics::Gauge> open_gauge;
  std::unique_ptr<metrics::Gauge> waiting_gauge;
  std::unique_ptr<metrics::Gauge> upload_gauge;
};

void Server::Impl::Listen() {
  const auto& options = core.options;
  boost::system::error_code error;
  tcp::resolver resolver(core.io);
  const auto found =
      resolver.resolve(options.bind, std::to_string(options.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (!error) {
    const auto endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    // Never SO_REUSEPORT: a second copy would share the port.
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(kBacklog, error);
  }
  if (error) {
    throw std::runtime_error("cannot listen on " + options.bind + ":" +
                             std::to_string(options.port) + ": " + error.message());
  }
  port = acceptor.local_endpoint().port();
}

void Server::Impl::Accept() {
  acceptor.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || core.stopping) return;
    if (!error) {
      Take(std::move(socket));
      return Accept();
    }
    // Out of descriptors: nothing is gained by asking at once again.
    log::Warn("cannot accept a connection", {{"why", error.message()}});
    pause.expires_after(kNoDescriptors);
    pause.async_wait([this](const boost::system::error_code& ended) {
      if (!ended) Accept();
    });
  });
}

void Server::Impl::Take(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto limit = core.options.connections;
  if (core.sessions.size() >= limit && !core.idle.empty()) core.idle.front()->Close();
  const bool full = core.sessions.size() >= limit;
  if (core.sessions.size() >= limit + kTurningAway) return core.Refused("connections");
  const auto session = std::make_shared<Session>(core, std::move(socket));
  core.sessions.emplace(session.get(), session);
  core.open = core.sessions.size();
  full ? session->TurnAway() : session->Start();
}

void Server::Impl::ForEach(const std::function<void(Session&)>& work) {
  std::vector<std::shared_ptr<Session>> all;  // closing takes one out of the map
  all.reserve(core.sessions.size());
  for (const auto& [_, session] : core.sessions) all.push_back(session);
  for (const auto& session : all) work(*session);
}

void Server::Impl::Sweep() {
  const auto now = ServerCore::Clock::now();
  ForEach([now](Session& session) { session.Sweep(now); });
  open_gauge->Set(static_cast<double>(core.sessions.size()));
  waiting_gauge->Set(static_cast<double>(core.workers->waiting()));
  upload_gauge->Set(static_cast<double>(core.upload_bytes.load()));
  if (core.stopping && core.sessions.empty()) {
    const MutexLock lock(mutex);
    empty = true;
    drained.notify_all();
  }
  sweep.expires_after(core.stopping ? std::chrono::milliseconds(5) : kSweepEvery);
  sweep.async_wait([this](const boost::system::error_code& error) {
    if (!error) Sweep();
  });
}

void Server::Impl::BeginStop() {
  boost::system::error_code error;
  // What has connected already is served; closing the listener would reset it.
  acceptor.non_blocking(true, error);
  for (;;) {
    tcp::socket socket(core.io);
    acceptor.accept(socket, error);
    if (error) break;
    Take(std::move(socket));
  }
  acceptor.close(error);
  core.streams_until = ServerCore::Clock::now() + core.options.stream_drain;
  ForEach([](Session& session) { session.Drain(); });
  Sweep();
}

Server::Server(ServerOptions options, Router router, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router), registry)) {}

Server::~Server() { Stop(); }

void Server::Start() {
  auto& impl = *impl_;
  impl.Listen();
  const auto& options = impl.core.options;
  impl.core.workers = std::make_unique<Workers>(options.threads, options.queue);
  impl.core.upload_workers = std::make_unique<Workers>(options.uploads, 0);
  asio::post(impl.core.io, [&impl] {
    impl.Accept();
    impl.Sweep();
  });
  impl.thread = std::thread([&impl] { impl.core.io.run(); });
}

void Server::Stop() {
  auto& impl = *impl_;
  if (!impl.thread.joinable()) return;
  impl.core.stopping = true;
  asio::post(impl.core.io, [&impl] { impl.BeginStop(); });
  {
    MutexLock lock(impl.mutex);
    impl.drained.wait_until(lock.native(), Deadline::After(impl.core.options.answer_within).when(),
                            [&impl] {
                              impl.mutex.AssertHeld();
                              return impl.empty;
                            });
  }
  impl.core.io.stop();
  impl.thread.join();
  // What is still open then: its handlers would wait for the rest of their bodies for ever.
  impl.ForEach([](Session& session) { session.Abandon(); });
  impl.core.workers->Stop();
  impl.core.upload_workers->Stop();
  impl.core.sessions.clear();
}

int Server::port() const { return impl_->port; }
const Router& Server::router() const { return impl_->core.answerer.router(); }

}  // namespace erp::http
