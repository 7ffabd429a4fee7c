#include "http/answerer.h"

#include <exception>
#include <utility>

#include "http/admit.h"
#include "http/framing.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::http {

Answerer::Answerer(std::string server, bool access_log, Router router, metrics::Registry& registry)
    : server_(std::move(server)),
      access_log_(access_log),
      router_(std::move(router)),
      registry_(registry),
      in_flight_(registry.GetGauge(
          "http_server_in_flight", "Requests being handled now.", {{"server", server_}})) {
  measures_.emplace(nullptr, Measure("", "none"));
  for (const auto& entry : router_.entries()) {
    measures_.emplace(&entry, Measure(entry.route.method, entry.route.pattern));
  }
}

Answerer::Measures Answerer::Measure(const std::string& method, const std::string& pattern) const {
  const metrics::Labels labels{
      {"server", server_}, {"http_request_method", method}, {"http_route", pattern}};
  const auto counter = [&](const char* status_class) {
    auto with_status = labels;
    with_status["status"] = status_class;
    return registry_.GetCounter("http_server_requests_total", "Requests answered.", with_status);
  };
  return {registry_.GetHistogram("http_server_request_duration_seconds",
                                 "Time to answer a request.", labels),
          {counter("0xx"), counter("1xx"), counter("2xx"), counter("3xx"), counter("4xx"),
           counter("5xx")}};
}

namespace {

std::string* LocationOf(Response& response) {
  for (auto& [name, value] : response.headers) {
    if (name == "Location") return &value;
  }
  return nullptr;
}

}  // namespace

void Answerer::LogAccess(const Request& request,
                         const Router::Entry* entry,
                         Response& response,
                         double milliseconds) {
  const bool expected = entry != nullptr && entry->route.routine && response.status < 400;
  const auto write = expected ? log::Debug : log::Info;
  const std::string pattern = entry == nullptr ? "" : entry->route.pattern;
  const std::string path = request.path.substr(0, 200);
  const auto site = log::Site::current();
  if (const auto* created = response.status == 201 ? LocationOf(response) : nullptr) {
    return write("request",
                 {{"method", request.method},
                  {"route", pattern},
                  {"path", path},
                  {"status", response.status},
                  {"created", *created},
                  {"ms", milliseconds}},
                 site);
  }
  write("request",
        {{"method", request.method},
         {"route", pattern},
         {"path", path},
         {"status", response.status},
         {"ms", milliseconds}},
        site);
}

Response Answerer::Answer(Request& request, const Router::Match& match) const {
  const auto start = std::chrono::steady_clock::now();
  in_flight_.Add(1);
  auto response = Handle(request, match);
  in_flight_.Add(-1);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto& measure = measures_.at(match.entry);
  measure.seconds.Observe(seconds.count());
  measure.by_class[static_cast<std::size_t>(response.status / 100) % 6].Add();
  if (access_log_) LogAccess(request, match.entry, response, seconds.count() * 1000);
  // A relative reference starts beside the path: one level higher after a slash at its end.
  if (auto* location = LocationOf(response); location != nullptr && request.path.size() > 1 &&
                                             request.path.ends_with('/') &&
                                             !location->starts_with('/')) {
    location->insert(0, "../");
  }
  return response;
}

Response Answerer::Handle(Request& request, const Router::Match& match) const {
  if (match.entry == nullptr && match.allowed.empty()) {
    return ProblemStatus(404, "not-found", "There is nothing at this path.");
  }
  if (match.entry == nullptr) {
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
  const Route& route = match.entry->route;
  try {
    const auto call = Admit(route, router_.actors(), request);
    return call ? match.entry->handler(*call) : Problem(call.error());
  } catch (const Unavailable& error) {
    log::Warn("request met an unavailable dependency",
              {{"route", route.pattern}, {"why", error.what()}});
    return ProblemUnavailable(error);
  } catch (const std::exception& error) {
    log::Error("request failed", {{"route", route.pattern}, {"why", error.what()}});
    return ProblemInternal();
  } catch (...) {
    log::Error("request failed", {{"route", route.pattern}, {"why", "unknown"}});
    return ProblemInternal();
  }
}

}  // namespace erp::http
