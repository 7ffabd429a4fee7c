#include "http/reply.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "http/language.h"
#include "json/json.h"
#include "observe/trace.h"

namespace erp::http {
namespace {

const char* TitleOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

// The page that says what it means and what to do: docs/errors, served by the gateway.
std::string TypeOf(std::string_view code) {
  std::string type("/errors/");
  type.append(code);
  return type;
}

json::Value Document(int status, std::string_view code, const Message& detail) {
  json::Value problem{{"type", TypeOf(code)},
                      {"title", Localized(TitleOf(status))},
                      {"status", status},
                      {"detail", Localized(detail)},
                      {"code", code}};
  if (const auto trace = trace::Current()) problem["traceId"] = trace->trace_id;
  return problem;
}

Response Print(int status, const json::Value& problem) {
  Response response{status, json::Dump(problem), "application/problem+json"};
  response.code = problem.at("code").get<std::string>();
  return response;
}

// The sentences for the narrower codes of a 503, whichever service they come from.
const char* WhyUnavailable(std::string_view slug) {
  if (slug == "rebuilding") {
    return "The open tasks are being compared with the documents, because their store was "
           "restarted; nothing is lost, try again.";
  }
  if (slug == "outbox-full") {
    return "Too much waits to be passed on; nothing is stored, try again later.";
  }
  if (slug == "store-unverified") {
    return "Whether the open tasks here are the present ones is being verified; nothing is lost, "
           "try "
           "again.";
  }
  if (slug == "step-opening") {
    return "The decision before this one is being recorded, and the step opens in a moment; try "
           "again.";
  }
  if (slug == "document-set-aside") {
    return "This document cannot be decided for now: an earlier result of it has not arrived, or "
           "it is being looked into. Nothing is lost, try again later.";
  }
  return "Something this needs is away; nothing is lost, try again.";
}

// RFC 6750 section 3: what is wrong with a token that came, and nothing when none did.
std::string ChallengeOf(std::string_view code) {
  std::string challenge("Bearer realm=\"erp\"");
  if (code == "token-invalid" || code == "token-expired") {
    challenge.append(", error=\"invalid_token\"");
  }
  return challenge;
}

}  // namespace

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return 400;
    case ErrorCode::kUnauthenticated:
      return 401;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kMethodNotAllowed:
      return 405;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kPreconditionFailed:
      return 412;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kUnsupportedMediaType:
      return 415;
    case ErrorCode::kKeyReused:
      return 422;
    case ErrorCode::kTooMany:
      return 429;
  }
  return 500;
}

Response Problem(const Error& error) {
  const int status = StatusOf(error.code);
  auto problem = Document(status, error.slug, error.message);
  for (const auto& [name, value] : error.extras) {
    std::visit([&, &member = name](const auto& extra) { problem.emplace(member, extra); }, value);
  }
  for (const auto& field : error.fields) {
    problem["errors"].push_back({{"pointer", field.pointer}, {"detail", Localized(field.detail)}});
  }
  auto response = Print(status, problem);
  if (error.code == ErrorCode::kUnauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", ChallengeOf(error.slug));
  }
  if (error.code == ErrorCode::kTooMany) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response ProblemUnavailable(const Unavailable& error) {
  auto response = Print(503, Document(503, error.slug(), WhyUnavailable(error.slug())));
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retry_after()).count();
  response.headers.emplace_back("Retry-After", std::to_string(std::max<long>(seconds, 1)));
  return response;
}

Response ProblemInternal() {
  return Print(500, Document(500, "internal", "Something went wrong here; it has been logged."));
}

Response ProblemStatus(int status, std::string_view code, const Message& detail) {
  return Print(status, Document(status, code, detail));
}

Response Json(std::string body, int status) { return {status, std::move(body)}; }

Response Created(std::string body, const std::string& location) {
  Response response{201, std::move(body)};
  response.headers.emplace_back("Location", location);
  return response;
}

Response NoContent() { return {204, "", ""}; }

}  // namespace erp::http
