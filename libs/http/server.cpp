#include "http/server.h"

#include <dirent.h>
#include <httplib.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <exception>
#include <map>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "http/framing.h"
#include "http/reply.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::http {
namespace {

constexpr int kBacklog = 1024;

// How long Stop() waits for running requests; longer than any handler's own deadlines.
constexpr std::chrono::seconds kLongestAnswer{12};

class Listener : public httplib::Server {
 public:
  // The library listens with a backlog of 5; Linux takes a new one on the same socket.
  void WidenBacklog() { ::listen(svr_sock_, kBacklog); }
};

// Ends the waiting of idle keep-alive connections of `port`, so that stopping does not last
// until they time out: their next read sees the end. Only when no request is being answered:
// the library writes no answer to a connection that cannot be read any more.
void WakeIdleConnections(int port) {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return;
  while (const dirent* entry = readdir(directory)) {
    const int fd = std::atoi(entry->d_name);
    sockaddr_in local{};
    socklen_t size = sizeof local;
    if (fd > 2 && getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) == 0 &&
        local.sin_family == AF_INET && ntohs(local.sin_port) == port) {
      ::shutdown(fd, SHUT_RD);
    }
  }
  closedir(directory);
}

Request Convert(const httplib::Request& from, std::string body) {
  Request request;
  request.method = from.method;
  request.path = from.path;
  request.query.insert(from.params.begin(), from.params.end());
  for (const auto& [name, value] : from.headers) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    request.headers.emplace(std::move(lower), value);
  }
  request.body = std::move(body);
  return request;
}

}  // namespace

struct Server::Impl {
  // Metrics of one route, made once.
  struct Measures {
    metrics::Histogram seconds;
    std::array<metrics::Counter, 6> by_class;  // index = status / 100
  };

  ServerOptions options;
  Router router;
  metrics::Registry& registry;
  std::map<const Route*, Measures> measures;  // constant after construction; nullptr: no route
  metrics::Gauge in_flight;
  std::atomic<bool> stopping{false};
  std::atomic<int> answering{0};  // requests between their head and the end of their answer
  Listener listener;
  int port = 0;
  std::thread accepting;

  Impl(ServerOptions opts, Router routes, metrics::Registry& metrics_registry)
      : options(std::move(opts)),
        router(std::move(routes)),
        registry(metrics_registry),
        in_flight(registry.GetGauge(
            "http_server_in_flight", "Requests being handled now.", {{"server", options.name}})) {
    measures.emplace(nullptr, Measure("", "none"));
    for (const auto& route : router.routes()) {
      measures.emplace(&route, Measure(route.method, route.pattern));
    }
    Configure();
  }

  Measures Measure(const std::string& method, const std::string& pattern) {
    const metrics::Labels labels{
        {"server", options.name}, {"http_request_method", method}, {"http_route", pattern}};
    const auto counter = [&](const char* status_class) {
      auto with_status = labels;
      with_status["status"] = status_class;
      return registry.GetCounter("http_server_requests_total", "Requests answered.", with_status);
    };
    return {registry.GetHistogram("http_server_request_duration_seconds",
                                  "Time to answer a request.", labels),
            {counter("0xx"), counter("1xx"), counter("2xx"), counter("3xx"), counter("4xx"),
             counter("5xx")}};
  }

  // One worker has one request at a time. What a request leaves open when its answer cannot be
  // written is taken over by the worker's next one.
  static bool& InRequest() {
    thread_local bool in_request = false;
    return in_request;
  }

  // Counts the request as being answered; false when the server is stopping and takes no more.
  bool Begin() {
    if (!std::exchange(InRequest(), true)) ++answering;
    if (!stopping) return true;
    End();
    return false;
  }

  void End() {
    if (std::exchange(InRequest(), false)) --answering;
  }

  void Configure();
  void Answer(const httplib::Request& from, std::string body, httplib::Response& to);
  Response Handle(Request& request, const Router::Match& match);
  static void Send(const Response& response, httplib::Response& to);
  static void SendAndClose(const Response& response, httplib::Response& to);
  void ReadAndAnswer(const httplib::Request& from,
                     httplib::Response& to,
                     const httplib::ContentReader& reader);
};

void Server::Impl::Configure() {
  listener.set_tcp_nodelay(true);
  listener.set_keep_alive_max_count(options.keep_alive_requests);
  listener.set_keep_alive_timeout(options.keep_alive.count());
  listener.set_read_timeout(5);
  listener.set_write_timeout(5);
  listener.set_payload_max_length(options.max_body);
  listener.new_task_queue = [threads = options.threads] {
    return new httplib::ThreadPool(threads);
  };
  // SO_REUSEADDR only: with the library's SO_REUSEPORT a second copy would share the port.
  listener.set_socket_options([](socket_t socket) {
    int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  listener.set_pre_routing_handler([this](const httplib::Request& from, httplib::Response& to) {
    // The library hands out its own, non-const request.
    auto& request = const_cast<httplib::Request&>(from);
    if (!Begin()) {
      SendAndClose(ProblemUnavailable(Unavailable("stopping")), to);
      return httplib::Server::HandlerResponse::Handled;
    }
    {
      // Before the refusal is written, so that it names its trace.
      const trace::Scope scope(trace::FromHeader(from.get_header_value("traceparent")));
      if (const auto refusal = RefuseFraming(request, options.max_body)) {
        SendAndClose(*refusal, to);
        return httplib::Server::HandlerResponse::Handled;
      }
    }
    const bool has_body = from.method == "POST" || from.method == "PUT" || from.method == "PATCH";
    if (has_body) return httplib::Server::HandlerResponse::Unhandled;
    Answer(from, "", to);
    return httplib::Server::HandlerResponse::Handled;
  });
  const auto with_body = [this](const httplib::Request& from, httplib::Response& to,
                                const httplib::ContentReader& reader) {
    ReadAndAnswer(from, to, reader);
  };
  listener.Post(".*", with_body);
  listener.Put(".*", with_body);
  listener.Patch(".*", with_body);
  // Called when an answer has been written, on the thread that read the request.
  listener.set_logger([this](const httplib::Request&, const httplib::Response&) { End(); });
  listener.set_error_handler(
      httplib::Server::HandlerWithResponse([](const httplib::Request&, httplib::Response& to) {
        // Only what the library refused by itself has no content type yet.
        if (to.has_header("Content-Type")) return httplib::Server::HandlerResponse::Unhandled;
        const trace::Scope scope(trace::Start());
        const int status = to.status == -1 ? 400 : to.status;
        // Where a request could not be read, nobody knows where the next one starts.
        SendAndClose(ProblemStatus(status, "malformed-request", "The request cannot be read."), to);
        return httplib::Server::HandlerResponse::Handled;
      }));
  listener.set_exception_handler(
      [](const httplib::Request&, httplib::Response& to, std::exception_ptr) {
        log::Error("exception outside a handler");
        Send(ProblemInternal(), to);
      });
  listener.set_expect_100_continue_handler(
      [this](const httplib::Request& from, httplib::Response&) {
        const auto length = from.get_header_value("Content-Length");
        return length.size() > 18 || std::strtoull(length.c_str(), nullptr, 10) > options.max_body
                   ? 417
                   : 100;
      });
}

void Server::Impl::ReadAndAnswer(const httplib::Request& from,
                                 httplib::Response& to,
                                 const httplib::ContentReader& reader) {
  std::string body;
  const bool whole = reader([&](const char* data, std::size_t size) {
    if (body.size() + size > options.max_body) return false;
    body.append(data, size);
    return true;
  });
  if (!whole) {
    // Too long without having said so (chunked), or broken off: the rest stays unread.
    const trace::Scope scope(trace::FromHeader(from.get_header_value("traceparent")));
    SendAndClose(ProblemStatus(413, "body-too-large",
                               "The body is incomplete or has more than " +
                                   std::to_string(options.max_body) + " bytes."),
                 to);
    return;
  }
  Answer(from, std::move(body), to);
}

Response Server::Impl::Handle(Request& request, const Router::Match& match) {
  if (match.route == nullptr && match.allowed.empty()) {
    return ProblemStatus(404, "not-found", "There is nothing at this path.");
  }
  if (match.route == nullptr) {
    auto response = ProblemStatus(405, "method-not-allowed", "This path has other methods.");
    std::string allow;
    for (const auto& method : match.allowed) allow += (allow.empty() ? "" : ", ") + method;
    response.headers.emplace_back("Allow", allow);
    return response;
  }
  if (!request.body.empty() && !IsJson(request.Header("content-type").value_or(""))) {
    return ProblemStatus(415, "unsupported-media-type", "The body must be application/json.");
  }
  request.params = match.params;
  try {
    return match.route->handler(request);
  } catch (const Unavailable& error) {
    log::Warn("request met an unavailable dependency",
              {{"route", match.route->pattern}, {"why", error.what()}});
    return ProblemUnavailable(error);
  } catch (const std::exception& error) {
    log::Error("request failed", {{"route", match.route->pattern}, {"why", error.what()}});
    return ProblemInternal();
  }
}

void Server::Impl::Answer(const httplib::Request& from, std::string body, httplib::Response& to) {
  const auto start = std::chrono::steady_clock::now();
  const trace::Scope scope(trace::FromHeader(from.get_header_value("traceparent")));
  in_flight.Add(1);
  Request request = Convert(from, std::move(body));
  const auto match = router.Find(request.method, request.path);
  Send(Handle(request, match), to);
  in_flight.Add(-1);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto& measure = measures.at(match.route);
  measure.seconds.Observe(seconds.count());
  measure.by_class[static_cast<std::size_t>(to.status / 100) % 6].Add();
  if (options.access_log) {
    log::Info("request", {{"method", request.method},
                          {"route", match.route == nullptr ? "" : match.route->pattern},
                          {"path", request.path.substr(0, 200)},
                          {"status", to.status},
                          {"ms", seconds.count() * 1000}});
  }
}

void Server::Impl::Send(const Response& response, httplib::Response& to) {
  to.status = response.status;
  for (const auto& [name, value] : response.headers) to.set_header(name.c_str(), value);
  if (const auto trace = trace::Current()) {
    to.set_header("traceparent", trace->Traceparent());
  }
  if (!response.content_type.empty()) to.set_content(response.body, response.content_type.c_str());
}

// The library closes a connection only when a content provider gives up: write the whole body
// first, then give up.
void Server::Impl::SendAndClose(const Response& response, httplib::Response& to) {
  Send(response, to);
  to.body.clear();
  to.set_header("Connection", "close");
  to.set_content_provider(
      response.body.size(), response.content_type.c_str(),
      [body = response.body](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        sink.write(body.data() + offset, length);
        return false;
      });
}

Server::Server(ServerOptions options, Router router, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router), registry)) {}

Server::~Server() { Stop(); }

void Server::Start() {
  auto& impl = *impl_;
  const auto& options = impl.options;
  errno = 0;
  if (options.port == 0) {
    impl.port = impl.listener.bind_to_any_port(options.bind);
  } else if (impl.listener.bind_to_port(options.bind, options.port)) {
    impl.port = options.port;
  }
  if (impl.port <= 0) {
    const std::string why = errno == 0 ? "address in use or not local" : std::strerror(errno);
    throw std::runtime_error("cannot listen on " + options.bind + ":" +
                             std::to_string(options.port) + ": " + why);
  }
  impl.listener.WidenBacklog();
  impl.accepting = std::thread([&impl] { impl.listener.listen_after_bind(); });
  // Stop() before the library runs would be lost.
  while (!impl.listener.is_running()) std::this_thread::yield();
}

void Server::Stop() {
  auto& impl = *impl_;
  if (!impl.accepting.joinable()) return;
  impl.stopping = true;
  impl.listener.stop();
  const auto deadline = Deadline::After(kLongestAnswer);
  while (impl.answering > 0 && !deadline.Expired()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  WakeIdleConnections(impl.port);
  impl.accepting.join();
}

int Server::port() const { return impl_->port; }
const Router& Server::router() const { return impl_->router; }

}  // namespace erp::http
