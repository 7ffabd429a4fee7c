#include "employee/config.h"

#include <chrono>
#include <optional>

namespace erp::employee {
namespace {

constexpr config::Range kPorts{1, 65535};

}  // namespace

config::Table MakeTable(Config& config, const std::string& version) {
  config::Table table("employee", version,
                      "people, organisation and the leave ledger, on MariaDB or MySQL");
  table.OneOf("ENV", "Where it runs.", &config.environment, "dev", {"dev", "prod"});
  table.OneOf("AUTH_MODE", "How callers are authenticated; dev authenticates nobody.",
              &config.auth_mode, "dev", {"dev"});
  table.OneOf("LOG_LEVEL", "Least severe level that is logged.", &config.log_level, "info",
              {"debug", "info", "warn", "error"});
  table.Text("COMPANY_TZ", "Time zone of the company's dates.", &config.company_tz, "Asia/Seoul");
  table.Text("HTTP_BIND", "Address of the API listener.", &config.http_bind, "127.0.0.1");
  table.Integer("HTTP_PORT", "Port of the API listener.", &config.http_port, 8081, kPorts);
  table.Text("OPERATOR_BIND", "Address of the internal and operator listener.",
             &config.operator_bind, "127.0.0.1");
  table.Integer("OPERATOR_PORT", "Port of the internal and operator listener.",
                &config.operator_port, 9081, kPorts);
  table.Text("MYSQL_HOST", "Host of the database server.", &config.mysql_host, "127.0.0.1");
  table.Integer("MYSQL_PORT", "Port of the database server.", &config.mysql_port, 3306, kPorts);
  table.Text("MYSQL_USER", "Account at the database server.", &config.mysql_user, "employee");
  table.Secret("MYSQL_PASSWORD", "Password of the account.", &config.mysql_password, "");
  table.Text("MYSQL_DATABASE", "Database of this service.", &config.mysql_database, "employee");
  table.Integer("MYSQL_POOL_SIZE", "Database connections at most.", &config.mysql_pool_size, 16,
                {1, 256});
  table.Integer("OPENING_LEAVE_DAYS", "Days of leave that a new employee starts with.",
                &config.opening_leave_days, 15, {0, 366});
  table.Check([&config]() -> std::optional<std::string> {
    if (config.environment != "prod" || config.auth_mode != "dev") return std::nullopt;
    return "AUTH_MODE=dev authenticates nobody and is refused with ENV=prod";
  });
  return table;
}

}  // namespace erp::employee
