#include "http/internal/answerer.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "http/internal/admit.h"
#include "http/internal/framing.h"
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
                         Answered& answered,
                         double milliseconds) {
  auto& response = answered.response;
  const bool expected = entry != nullptr && entry->route.routine && response.status < 400;
  const auto write = expected ? log::Debug : log::Info;
  const std::string pattern = entry == nullptr ? "" : entry->route.pattern;
  const std::string path = request.path.substr(0, 200);
  const auto site = log::Site::current();
  const std::int64_t person = answered.who.person ? answered.who.person->value() : 0;
  if (const auto* created = response.status == 201 ? LocationOf(response) : nullptr) {
    return write("request",
                 {{"method", request.method},
                  {"route", pattern},
                  {"path", path},
                  {"person", person},
                  {"status", response.status},
                  {"created", *created},
                  {"ms", milliseconds}},
                 site);
  }
  write("request",
        {{"method", request.method},
         {"route", pattern},
         {"path", path},
         {"person", person},
         {"status", response.status},
         {"code", response.code},
         {"ms", milliseconds}},
        site);
}

// What was refused for who asked: counted, and a line of who, what and why. What somebody may not
// see is answered as what does not exist; the access log has it, with the person.
void Answerer::NoteRefusal(const Request& request, const Answered& answered) const {
  const auto& response = answered.response;
  if (response.status != 401 && response.status != 403) return;
  registry_
      .GetCounter("http_refusals_total", "Requests refused for who asked, by why.",
                  {{"server", server_}, {"code", response.code}})
      .Add();
  if (!refusal_lines_.Allow()) return;
  // A 401 is ordinary: tokens expire.
  const auto write = response.status == 401 ? log::Info : log::Warn;
  write("a request was refused",
        {{"person", answered.who.person ? answered.who.person->value() : 0},
         {"service", answered.who.service},
         {"address", request.Header("x-real-ip").value_or("")},
         {"method", request.method},
         {"path", request.path.substr(0, 200)},
         {"code", response.code}},
        log::Site::current());
}

auth::Caller Answerer::WhoOf(const Request& request) const {
  try {
    const auto who = router_.actors().Determine(
        auth::Access::Employee(), request.Header("authorization").value_or(""), std::nullopt);
    return who ? *who : auth::Caller();
  } catch (const Unavailable&) {
    return {};  // the refusal stands without it
  }
}

Answerer::Answered Answerer::Answer(Request& request,
                                    const Router::Match& match,
                                    ByteSource* body) const {
  const auto start = std::chrono::steady_clock::now();
  in_flight_.Add(1);
  auto answered = Handle(request, match, body);
  auto& response = answered.response;
  in_flight_.Add(-1);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto& measure = measures_.at(match.entry);
  measure.seconds.Observe(seconds.count());
  measure.by_class[static_cast<std::size_t>(response.status / 100) % 6].Add();
  if (access_log_) LogAccess(request, match.entry, answered, seconds.count() * 1000);
  NoteRefusal(request, answered);
  // A relative reference starts beside the path: one level higher after a slash at its end.
  if (auto* location = LocationOf(response); location != nullptr && request.path.size() > 1 &&
                                             request.path.ends_with('/') &&
                                             !location->starts_with('/')) {
    location->insert(0, "../");
  }
  return answered;
}

namespace {

bool TakesType(const UploadLimits& limits, const std::string& content_type) {
  auto type = Lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  return std::any_of(limits.media_types.begin(), limits.media_types.end(), [&](const auto& taken) {
    if (taken == "*/*") return !type.empty();
    return taken.ends_with("/*") ? type.starts_with(taken.substr(0, taken.size() - 1))
                                 : type == taken;
  });
}

// The refusal of the body's media type, or nothing.
std::optional<Response> RefuseType(const Route& route, const Request& request) {
  const auto type = request.Header("content-type").value_or("");
  if (route.body == Body::kStreamed && !TakesType(route.upload, type)) {
    return ProblemStatus(415, "unsupported-media-type",
                         "The media type of the body is not one that this operation takes.");
  }
  if (route.body == Body::kForm) {
    if (IsForm(type)) return std::nullopt;
    return ProblemStatus(415, "unsupported-media-type",
                         "The body must be application/x-www-form-urlencoded.");
  }
  if (!request.body.empty() && !IsJson(type)) {
    return ProblemStatus(415, "unsupported-media-type", "The body must be application/json.");
  }
  return std::nullopt;
}

// The first piece is read before anything is sent: what fails by then is still a problem.
Answerer::Answered Begin(const Route& route, const Request& request, Response response) {
  if (!response.source) return {std::move(response)};
  if (!route.streams_answer) throw std::logic_error("the route does not declare a streamed answer");
  if (response.status == 204 || response.status == 304) response.source = nullptr;
  if (!response.source || request.method == "HEAD") return {std::move(response)};
  auto rest = std::make_shared<AnswerStream>(response.source, response.source_size, route.pattern);
  response.body = rest->Next();
  if (!rest->ended()) return {std::move(response), std::move(rest)};
  response.source = nullptr;
  return {std::move(response)};
}

}  // namespace

Answerer::Answered Answerer::Handle(Request& request,
                                    const Router::Match& match,
                                    ByteSource* body) const {
  if (match.entry == nullptr && match.allowed.empty()) {
    return {ProblemStatus(404, "not-found", "There is nothing at this path.")};
  }
  if (match.entry == nullptr) {
    auto response = ProblemStatus(405, "method-not-allowed", "This path has other methods.");
    std::string allow;
    for (const auto& method : match.allowed) allow += (allow.empty() ? "" : ", ") + method;
    response.headers.emplace_back("Allow", allow);
    return {std::move(response)};
  }
  request.params = match.params;
  return Call(request, *match.entry, body);
}

Answerer::Answered Answerer::Call(Request& request,
                                  const Router::Entry& entry,
                                  ByteSource* body) const {
  const Route& route = entry.route;
  if (auto refused = RefuseType(route, request)) return {*std::move(refused)};
  try {
    auto call = Admit(route, router_.actors(), request);
    if (!call) {
      Answered refused{Problem(call.error())};
      if (call.error().code == ErrorCode::kForbidden) refused.who = WhoOf(request);
      return refused;
    }
    call->streamed = body;
    auto answered = Begin(route, request, entry.handler(*call));
    answered.who = call->caller;
    return answered;
  } catch (const BodyCut& cut) {
    log::Info("a streamed body was cut", {{"route", route.pattern}, {"why", cut.what()}});
    return {Response{cut.status(), "", ""}};  // for the measures: the client does not get it
  } catch (const Unavailable& error) {
    log::Warn("request met an unavailable dependency",
              {{"route", route.pattern}, {"why", error.what()}});
    return {ProblemUnavailable(error)};
  } catch (const std::exception& error) {
    log::Error("request failed", {{"route", route.pattern}, {"why", error.what()}});
    return {ProblemInternal()};
  } catch (...) {
    log::Error("request failed", {{"route", route.pattern}, {"why", "unknown"}});
    return {ProblemInternal()};
  }
}

}  // namespace erp::http
