#include "employee/api/identity/identity_json.h"

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

// Longer ones cannot be right, and are not hashed.
constexpr json::TextLimits kAnyName{.min = 1, .max = 100};
constexpr json::TextLimits kAnyToken{.min = 1, .max = 100, .single_line = true};
constexpr json::TextLimits kAnyPassword{.min = 1, .max = 1000};

}  // namespace

Result<Credentials> ReadCredentials(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto username = reader.Text("username", kAnyName);
  const auto password = reader.Text("password", kAnyPassword);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return Credentials{*username, *password};
}

Result<std::string> ReadRefreshToken(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto token = reader.Text("refreshToken", kAnyToken);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *token;
}

std::string PrintSignedIn(const SignedIn& signed_in) {
  return json::Dump({{"accessToken", signed_in.access_token},
                     {"refreshToken", signed_in.refresh_token},
                     {"tokenType", "Bearer"},
                     {"expiresIn", signed_in.expires_in.count()}});
}

std::string PrintAccount(const LocalAccount& account) {
  return json::Dump(
      {{"employeeId", account.account.employee.value()}, {"username", account.username}});
}

std::string PrintPrincipal(const KnownPrincipal& known) {
  json::Value principal{{"roles", known.roles}};
  if (known.employee) principal["employeeId"] = known.employee->value();
  if (!known.service.empty()) principal["service"] = known.service;
  return json::Dump(principal);
}

std::string PrintIssuer(const std::string& issuer) {
  return json::Dump(
      {{"issuer", issuer},
       {"token_endpoint", issuer + "/token"},
       {"revocation_endpoint", issuer + "/revoke"},
       {"jwks_uri", issuer + "/keys"},
       {"response_types_supported", json::Value::array()},
       {"grant_types_supported", {"client_credentials", "refresh_token"}},
       {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post"}},
       {"revocation_endpoint_auth_methods_supported", {"none"}},
       {"subject_types_supported", {"public"}},
       {"id_token_signing_alg_values_supported", {"RS256"}}});
}

}  // namespace erp::employee
