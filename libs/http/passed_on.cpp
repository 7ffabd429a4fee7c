#include "http/passed_on.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/id.h"
#include "http/reply.h"
#include "json/json.h"

namespace erp::http {
namespace {

constexpr std::array kCodes = {ErrorCode::kInvalid,
                               ErrorCode::kUnauthenticated,
                               ErrorCode::kForbidden,
                               ErrorCode::kNotFound,
                               ErrorCode::kMethodNotAllowed,
                               ErrorCode::kConflict,
                               ErrorCode::kPreconditionFailed,
                               ErrorCode::kTooLarge,
                               ErrorCode::kUnsupportedMediaType,
                               ErrorCode::kKeyReused,
                               ErrorCode::kTooMany};
// Members of a problem document that are not extras of the error.
constexpr std::array<std::string_view, 7> kStandard = {"type", "title",   "status", "detail",
                                                       "code", "traceId", "errors"};

std::string TextOf(const json::Value& problem, const char* name, const char* fallback) {
  const auto found = problem.find(name);
  return found != problem.end() && found->is_string() ? found->get<std::string>() : fallback;
}

// The mistakes that a 400 names.
std::vector<FieldError> FieldsOf(const json::Value& problem) {
  std::vector<FieldError> fields;
  const auto errors = problem.find("errors");
  if (errors == problem.end() || !errors->is_array()) return fields;
  for (const auto& error : *errors) {
    if (!error.is_object()) continue;
    fields.push_back({TextOf(error, "pointer", ""), TextOf(error, "detail", "")});
  }
  return fields;
}

// A 503 keeps its reason; what any other fault calls itself is not for clients.
[[noreturn]] void ThrowUnavailable(const Response& response,
                                   const Result<json::Value>& problem,
                                   const std::string& service) {
  constexpr int kUnavailable = 503;
  const bool explained = response.status == kUnavailable && problem && problem->is_object();
  const auto seconds = ParsePositive(HeaderOf(response, "retry-after")).value_or(1);
  throw Unavailable(service + ": status " + std::to_string(response.status),
                    std::chrono::seconds(std::min<std::int64_t>(seconds, 60)),
                    explained ? TextOf(*problem, "code", "unavailable") : "unavailable");
}

}  // namespace

std::string HeaderOf(const Response& response, std::string_view name) {
  const auto same = [&](const auto& header) {
    return std::equal(name.begin(), name.end(), header.first.begin(), header.first.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  };
  const auto found = std::find_if(response.headers.begin(), response.headers.end(), same);
  return found == response.headers.end() ? std::string() : found->second;
}

Error PassedOn(const Response& response, const std::string& service) {
  constexpr const char* kFallback = "The request was refused.";
  const auto* const code = std::find_if(kCodes.begin(), kCodes.end(), [&](ErrorCode candidate) {
    return StatusOf(candidate) == response.status;
  });
  const auto problem = json::Parse(response.body);
  if (code == kCodes.end()) ThrowUnavailable(response, problem, service);
  if (!problem || !problem->is_object()) {
    return {*code, "refused", kFallback};
  }
  Error error{*code, TextOf(*problem, "code", "refused"), TextOf(*problem, "detail", kFallback),
              FieldsOf(*problem)};
  for (const auto& member : problem->items()) {
    if (std::find(kStandard.begin(), kStandard.end(), member.key()) != kStandard.end()) continue;
    const auto& value = member.value();
    if (value.is_number_integer()) {
      error.extras.emplace_back(member.key(), value.get<std::int64_t>());
    } else {
      error.extras.emplace_back(member.key(),
                                value.is_string() ? value.get<std::string>() : json::Dump(value));
    }
  }
  return error;
}

}  // namespace erp::http
