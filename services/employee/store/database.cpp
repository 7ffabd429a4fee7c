#include "employee/store/database.h"

namespace erp::employee {

mysql::ConnectOptions Database(const Config& config) {
  mysql::ConnectOptions options;
  options.host = config.mysql_host;
  options.port = static_cast<int>(config.mysql_port);
  options.user = config.mysql_user;
  options.password = config.mysql_password;
  options.database = config.mysql_database;
  return options;
}

int NeededSchema() { return Migrations().back().version; }

}  // namespace erp::employee
