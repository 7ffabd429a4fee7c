#include "employee/api/identity/token_endpoint.h"

#include <string>
#include <utility>

#include "employee/api/identity/client_address.h"
#include "http/basic.h"
#include "http/form.h"
#include "http/reply.h"
#include "json/json.h"

namespace erp::employee {
namespace {

struct Written {
  int status;
  const char* error;
  const char* description;  // for developers, in the characters that section 5.2 allows
};

Written WrittenOf(GrantRefusal refusal) {
  switch (refusal) {
    case GrantRefusal::kInvalidRequest:
      return {400, "invalid_request",
              "A parameter is missing, occurs twice or cannot be read, or the client "
              "authenticates in two ways."};
    case GrantRefusal::kInvalidClient:
      return {401, "invalid_client", "The client is not known, or did not prove who it is."};
    case GrantRefusal::kInvalidGrant:
      return {400, "invalid_grant",
              "The code or refresh token is not valid, has expired or was used, or is not this "
              "client's."};
    case GrantRefusal::kUnsupportedGrantType:
      return {400, "unsupported_grant_type", "This grant_type is not supported."};
    case GrantRefusal::kTooFast:
      return {429, "temporarily_unavailable", "Too many tries have failed; try again later."};
  }
  return {400, "invalid_request", ""};
}

std::string Take(const http::Form& form, const char* name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

http::Response Answer(const json::Value& body, int status) {
  auto response = http::Json(json::Dump(body), status);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Pragma", "no-cache");
  return response;
}

}  // namespace

std::variant<TokenRequest, GrantRefusal> ReadTokenRequest(const http::Call& call) {
  const auto form = http::ParseForm(call.body());
  if (!form) return GrantRefusal::kInvalidRequest;
  TokenRequest request{.grant_type = Take(*form, "grant_type"),
                       .client_id = Take(*form, "client_id"),
                       .client_secret = Take(*form, "client_secret"),
                       .refresh_token = Take(*form, "refresh_token"),
                       .code = Take(*form, "code"),
                       .redirect_uri = Take(*form, "redirect_uri"),
                       .code_verifier = Take(*form, "code_verifier"),
                       .address = ClientAddress(call)};
  const auto header = call.request.Header("authorization");
  if (!header) return request;
  if (!request.client_secret.empty()) return GrantRefusal::kInvalidRequest;
  auto basic = http::ReadBasic(*header);
  if (!basic) return GrantRefusal::kInvalidClient;
  if (!request.client_id.empty() && request.client_id != basic->name) {
    return GrantRefusal::kInvalidRequest;
  }
  request.client_id = std::move(basic->name);
  request.client_secret = std::move(basic->secret);
  return request;
}

std::variant<std::string, GrantRefusal> ReadRevocation(const http::Call& call) {
  const auto form = http::ParseForm(call.body());
  auto token = form ? Take(*form, "token") : std::string();
  if (token.empty()) return GrantRefusal::kInvalidRequest;
  return token;
}

http::Response AnswerRevoked() {
  http::Response response{200, "", ""};
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response AnswerGrant(const GrantOutcome& outcome) {
  if (const auto* granted = std::get_if<GrantedTokens>(&outcome)) {
    json::Value body{{"access_token", granted->access_token},
                     {"token_type", "Bearer"},
                     {"expires_in", granted->expires_in.count()}};
    if (!granted->refresh_token.empty()) body["refresh_token"] = granted->refresh_token;
    if (!granted->id_token.empty()) {
      body["id_token"] = granted->id_token;
      body["scope"] = "openid";
    }
    return Answer(body, 200);
  }
  const auto refusal = std::get<GrantRefusal>(outcome);
  const auto written = WrittenOf(refusal);
  auto response = Answer({{"error", written.error}, {"error_description", written.description}},
                         written.status);
  if (refusal == GrantRefusal::kInvalidClient) {
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"erp\", charset=\"UTF-8\"");
  }
  if (refusal == GrantRefusal::kTooFast) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace erp::employee
