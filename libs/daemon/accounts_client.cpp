#include "daemon/accounts_client.h"

#include <chrono>

#include "common/error.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::daemon {
namespace {

constexpr std::chrono::milliseconds kTimeout{2000};
constexpr int kOk = 200;
constexpr int kNotFound = 404;

http::ClientOptions Options(const Settings& settings, const std::string& url) {
  http::ClientOptions options;
  options.name = "employee-accounts";
  options.base_url = url;
  options.connections = 8;
  options.authorization = settings.ServiceAuthorization();
  return options;
}

[[noreturn]] void ThrowUnreadable() { throw Unavailable("employee: its account is not readable"); }

auth::Principal PrincipalIn(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) ThrowUnreadable();
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto employee = reader.OptionalId<EmployeeId>("employeeId");
  const auto service = reader.OptionalText("service", {.min = 1, .max = 100});
  const auto signed_out = reader.OptionalBoolean("signedOut");
  const auto* roles = reader.Array("roles", 0, 100);
  if (reader.Finish()) ThrowUnreadable();
  if (signed_out.value_or(false)) return {.signed_out = true};
  // One of both, or nobody stands there.
  if (employee.has_value() == service.has_value()) ThrowUnreadable();
  auth::Principal principal{.employee = employee, .service = service.value_or("")};
  for (const auto& role : *roles) {
    if (!role.is_string()) ThrowUnreadable();
    principal.roles.push_back(role.get<std::string>());
  }
  return principal;
}

}  // namespace

AccountsClient::AccountsClient(const Settings& settings,
                               const std::string& employee_url,
                               metrics::Registry& registry)
    : client_(Options(settings, employee_url), registry) {}

std::optional<auth::Principal> AccountsClient::Find(const std::string& issuer,
                                                    const std::string& subject,
                                                    const std::string& session) {
  auto path = "/internal/principals?issuer=" + http::PercentEncoded(issuer) +
              "&subject=" + http::PercentEncoded(subject);
  if (!session.empty()) path.append("&session=").append(http::PercentEncoded(session));
  const auto answer = client_.Send("GET", path, "", {}, Deadline::After(kTimeout));
  if (answer.status == kNotFound) return std::nullopt;
  if (answer.status != kOk) throw Unavailable("employee: status of an account");
  return PrincipalIn(answer.body);
}

}  // namespace erp::daemon
