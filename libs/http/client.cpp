#include "http/client.h"

#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "observe/trace.h"

namespace erp::http {

struct Client::Impl {
  ClientOptions options;
  metrics::Histogram seconds;
  metrics::Counter failures;
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<httplib::Client>> idle;  // guarded by mutex
  std::size_t made = 0;                                // guarded by mutex

  Impl(ClientOptions opts, metrics::Registry& registry)
      : options(std::move(opts)),
        seconds(registry.GetHistogram("http_client_request_duration_seconds",
                                      "Time until another service answered.",
                                      {{"service", options.name}})),
        failures(registry.GetCounter("http_client_failures_total",
                                     "Calls to another service without an answer.",
                                     {{"service", options.name}})) {}

  std::unique_ptr<httplib::Client> Take(Deadline deadline) {
    std::unique_lock lock(mutex);
    if (!freed.wait_until(lock, deadline.when(),
                          [this] { return !idle.empty() || made < options.connections; })) {
      throw Unavailable("no free connection to " + options.name);
    }
    if (!idle.empty()) {
      auto connection = std::move(idle.back());
      idle.pop_back();
      return connection;
    }
    ++made;
    lock.unlock();
    auto connection = std::make_unique<httplib::Client>(options.base_url);
    connection->set_keep_alive(true);
    connection->set_tcp_nodelay(true);
    return connection;
  }

  void Give(std::unique_ptr<httplib::Client> connection) {
    {
      const std::lock_guard lock(mutex);
      if (connection) {
        idle.push_back(std::move(connection));
      } else {
        --made;
      }
    }
    freed.notify_one();
  }
};

namespace {

httplib::Request Build(const std::string& method,
                       const std::string& path,
                       const std::string& body,
                       const Headers& headers) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  for (const auto& [name, value] : headers) request.set_header(name.c_str(), value);
  request.set_header("traceparent", trace::CurrentTraceparent());
  if (!body.empty()) {
    request.body = body;
    // The library appends: with one of the caller's there would be two.
    if (!request.has_header("Content-Type")) {
      request.set_header("Content-Type", "application/json");
    }
  }
  return request;
}

// Gives the connection back, or its place when the call left it in an unknown state.
template <typename Owner>
class Loan {
 public:
  Loan(Owner& owner, Deadline deadline) : owner_(owner), connection_(owner.Take(deadline)) {}
  ~Loan() { owner_.Give(keep_ ? std::move(connection_) : nullptr); }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  httplib::Client& connection() { return *connection_; }
  void Keep() { keep_ = true; }

 private:
  Owner& owner_;
  std::unique_ptr<httplib::Client> connection_;
  bool keep_ = false;
};

}  // namespace

Client::Client(ClientOptions options, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), registry)) {}

Client::~Client() = default;

Response Client::Send(const std::string& method,
                      const std::string& path,
                      const std::string& body,
                      const Headers& headers,
                      Deadline deadline) {
  const auto start = std::chrono::steady_clock::now();
  Loan loan(*impl_, deadline);
  auto& connection = loan.connection();
  const auto budget = std::max(deadline.Remaining(), std::chrono::milliseconds(1));
  connection.set_connection_timeout(std::min(budget, impl_->options.connect_timeout));
  connection.set_read_timeout(budget);
  connection.set_write_timeout(budget);
  const auto result = connection.send(Build(method, path, body, headers));
  if (!result) {
    impl_->failures.Add();
    throw Unavailable(impl_->options.name +
                      " did not answer: " + httplib::to_string(result.error()));
  }
  loan.Keep();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  impl_->seconds.Observe(seconds.count());
  Response response{result->status, result->body, result->get_header_value("Content-Type")};
  for (const auto& [name, value] : result->headers) response.headers.emplace_back(name, value);
  return response;
}

}  // namespace erp::http
