#include "redis/pool.h"

#include <atomic>
#include <condition_variable>
#include <utility>

#include "common/error.h"
#include "common/thread_annotations.h"
#include "redis/internal/connection.h"
#include "redis/internal/fault.h"

namespace erp::redis {
namespace {

struct PoolMetrics {
  explicit PoolMetrics(metrics::Registry& registry)
      : in_use(registry.GetGauge("redis_pool_in_use", "Connections lent now")),
        waits(registry.GetCounter("redis_pool_waits_total",
                                  "Acquisitions that had to wait for a connection")),
        exhausted(Errors(registry, "exhausted")),
        connect(Errors(registry, "connect")),
        connection(Errors(registry, "connection")),
        server(Errors(registry, "server")),
        seconds(registry.GetHistogram("redis_round_trip_seconds",
                                      "Time of a command or a pipeline, without acquiring")) {}

  static metrics::Counter Errors(metrics::Registry& registry, const std::string& kind) {
    return registry.GetCounter("redis_errors_total",
                               "Failures by kind: exhausted (no free connection in time), connect, "
                               "connection (lost or late), server (an error answer)",
                               {{"kind", kind}});
  }

  metrics::Gauge in_use;
  metrics::Counter waits;
  metrics::Counter exhausted;
  metrics::Counter connect;
  metrics::Counter connection;
  metrics::Counter server;
  metrics::Histogram seconds;
};

}  // namespace

struct Pool::Impl {
  Impl(PoolOptions pool_options, metrics::Registry& registry)
      : options(std::move(pool_options)), metrics(registry) {}

  std::unique_ptr<Connection> Take();
  std::unique_ptr<Connection> Connect();
  void GiveBack(std::unique_ptr<Connection> connection);

  const PoolOptions options;
  const PoolMetrics metrics;
  Mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<Connection>> idle ERP_GUARDED_BY(mutex);  // last used is first out
  std::size_t lent ERP_GUARDED_BY(mutex) = 0;
  std::atomic<std::uint64_t> breaks{0};
};

// A connection that was idle, or nothing: the caller may then make one.
std::unique_ptr<Connection> Pool::Impl::Take() {
  const auto deadline = Deadline::After(options.acquire_timeout);
  MutexLock lock(mutex);
  if (lent >= options.connections) {
    metrics.waits.Add();
    const auto free = [this] {
      mutex.AssertHeld();
      return lent < options.connections;
    };
    if (!freed.wait_until(lock.native(), deadline.when(), free)) {
      metrics.exhausted.Add();
      throw Unavailable("redis: no free connection");
    }
  }
  ++lent;
  metrics.in_use.Add(1);
  if (idle.empty()) return nullptr;
  auto connection = std::move(idle.back());
  idle.pop_back();
  return connection;
}

std::unique_ptr<Connection> Pool::Impl::Connect() {
  try {
    return Connection::Open(options.url, options.connect_timeout, options.command_timeout);
  } catch (const std::exception&) {
    metrics.connect.Add();
    ++breaks;
    GiveBack(nullptr);
    throw;
  }
}

void Pool::Impl::GiveBack(std::unique_ptr<Connection> connection) {
  if (connection && connection->broken()) connection.reset();
  metrics.in_use.Add(-1);
  {
    const MutexLock lock(mutex);
    --lent;
    if (connection) idle.push_back(std::move(connection));
  }
  freed.notify_one();
}

struct Lease::Impl {
  Impl(std::shared_ptr<Pool::Impl> lender, std::unique_ptr<Connection> lent_connection)
      : pool(std::move(lender)), connection(std::move(lent_connection)) {}
  ~Impl() { pool->GiveBack(std::move(connection)); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::shared_ptr<Pool::Impl> pool;
  std::unique_ptr<Connection> connection;  // never null
};

Lease::Lease(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lease::Lease(Lease&&) noexcept = default;
Lease& Lease::operator=(Lease&&) noexcept = default;
Lease::~Lease() = default;

Reply Lease::Run(const Command& command) {
  auto replies = Pipeline({command});
  if (replies.front().kind == Reply::Kind::kError) ThrowServerError(replies.front().text);
  return std::move(replies.front());
}

std::vector<Reply> Lease::Pipeline(const std::vector<Command>& commands) {
  const auto& options = impl_->pool->options;
  const auto& metrics = impl_->pool->metrics;
  if (impl_->connection->broken()) {
    impl_->connection =
        Connection::Open(options.url, options.connect_timeout, options.command_timeout);
  }
  const auto started = std::chrono::steady_clock::now();
  try {
    auto replies = impl_->connection->Exchange(commands, Deadline::After(options.command_timeout));
    metrics.seconds.Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    for (const auto& reply : replies) {
      if (reply.kind == Reply::Kind::kError) metrics.server.Add();
    }
    return replies;
  } catch (const Unavailable&) {
    metrics.connection.Add();
    ++impl_->pool->breaks;
    throw;
  }
}

Pool::Pool(PoolOptions options, metrics::Registry& registry)
    : impl_(std::make_shared<Impl>(std::move(options), registry)) {}

Pool::~Pool() = default;

Lease Pool::Acquire() {
  auto connection = impl_->Take();
  // A server that was restarted has closed what is idle here: seen now, it costs a new
  // connection instead of a failed request.
  if (connection && connection->Stale()) {
    ++impl_->breaks;
    connection.reset();
  }
  if (!connection) connection = impl_->Connect();
  return Lease(std::make_unique<Lease::Impl>(impl_, std::move(connection)));
}

std::uint64_t Pool::Breaks() const { return impl_->breaks.load(); }

Reply Pool::Run(const Command& command) { return Acquire().Run(command); }

std::vector<Reply> Pool::Pipeline(const std::vector<Command>& commands) {
  return Acquire().Pipeline(commands);
}

}  // namespace erp::redis
