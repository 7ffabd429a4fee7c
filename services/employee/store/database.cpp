#include "employee/store/database.h"

namespace erp::employee {

mysql::ConnectOptions Database(const Config& config) {
  mysql::ConnectOptions options;
  options.host = config.mysql_host;
  options.port = static_cast<int>(config.mysql_port);
  options.user = config.mysql_user;
  options.password = config.mysql_password;
  options.tls = config.mysql_tls;
  options.database = config.mysql_database;
  return options;
}

mysql::PoolOptions PoolOf(const Config& config) {
  mysql::PoolOptions options;
  options.connect = Database(config);
  options.connections = static_cast<std::size_t>(config.mysql_pool_size);
  return options;
}

int NeededSchema() { return Migrations().back().version; }

}  // namespace erp::employee
