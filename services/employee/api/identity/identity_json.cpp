#include "employee/api/identity/identity_json.h"

#include "employee/domain/identity/password_rule.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

// Longer ones cannot be right, and are not hashed.
constexpr json::TextLimits kAnyName{.min = 1, .max = 100};
constexpr json::TextLimits kAnyToken{.min = 1, .max = 100, .single_line = true};
constexpr json::TextLimits kAnyPassword{.min = 1, .max = 1000};
constexpr json::TextLimits kAnyCode{.min = 6, .max = 6};
constexpr json::TextLimits kNewPassword{.min = kShortestPassword, .max = kLongestPassword};

}  // namespace

Result<Credentials> ReadCredentials(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto username = reader.Text("username", kAnyName);
  const auto password = reader.Text("password", kAnyPassword);
  const auto totp = reader.OptionalText("totp", kAnyCode);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return Credentials{*username, *password, totp.value_or("")};
}

Result<NewPassword> ReadNewPassword(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto username = reader.Text("username", kAnyName);
  const auto password = reader.Text("password", kAnyPassword);
  const auto next = reader.Text("newPassword", kNewPassword);
  const auto totp = reader.OptionalText("totp", kAnyCode);
  const auto kept = reader.OptionalText("refreshToken", kAnyToken);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return NewPassword{{*username, *password, totp.value_or("")}, *next, kept.value_or("")};
}

Result<std::string> ReadRefreshToken(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto token = reader.Text("refreshToken", kAnyToken);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *token;
}

std::string PrintTotpKey(const TotpKey& key) {
  return json::Dump({{"secret", key.secret}, {"uri", key.uri}});
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
  if (known.signed_out) principal["signedOut"] = true;
  return json::Dump(principal);
}

std::string PrintIssuer(const std::string& issuer) {
  return json::Dump(
      {{"issuer", issuer},
       {"authorization_endpoint", issuer + "/authorize"},
       {"token_endpoint", issuer + "/token"},
       {"revocation_endpoint", issuer + "/revoke"},
       {"jwks_uri", issuer + "/keys"},
       {"response_types_supported", {"code"}},
       {"response_modes_supported", {"query"}},
       {"grant_types_supported", {"authorization_code", "refresh_token", "client_credentials"}},
       {"code_challenge_methods_supported", {"S256"}},
       {"token_endpoint_auth_methods_supported",
        {"client_secret_basic", "client_secret_post", "none"}},
       {"revocation_endpoint_auth_methods_supported", {"none"}},
       {"scopes_supported", {"openid"}},
       {"prompt_values_supported", {"none", "login"}},
       {"claims_supported", {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce"}},
       {"ui_locales_supported", {"ko", "en"}},
       {"subject_types_supported", {"public"}},
       {"id_token_signing_alg_values_supported", {"RS256"}},
       {"authorization_response_iss_parameter_supported", true},
       {"request_uri_parameter_supported", false}});
}

}  // namespace erp::employee
