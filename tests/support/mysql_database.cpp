#include "support/mysql_database.h"

#include <cstdlib>
#include <exception>
#include <iostream>

#include "support/environment.h"

namespace erp::test {

mysql::ConnectOptions MysqlServer() {
  mysql::ConnectOptions options;
  options.host = Required("TEST_MYSQL_HOST");
  options.port = std::stoi(Required("TEST_MYSQL_PORT"));
  options.user = Required("TEST_MYSQL_USER");
  const char* password = std::getenv("TEST_MYSQL_PASSWORD");  // may be empty
  options.password = password == nullptr ? "" : password;
  return options;
}

MysqlDatabase::MysqlDatabase() : name_(RandomName("test_")), session_(MysqlServer()) {
  session_.RunScript("CREATE DATABASE " + name_ +
                     " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE " + name_);
}

MysqlDatabase::~MysqlDatabase() {
  try {
    session_.RunScript("DROP DATABASE IF EXISTS " + name_);
  } catch (const std::exception& error) {
    std::cerr << "cannot drop " << name_ << ": " << error.what() << '\n';
  }
}

mysql::ConnectOptions MysqlDatabase::options() const {
  auto options = MysqlServer();
  options.database = name_;
  return options;
}

Environment MysqlDatabase::environment() const {
  const auto server = MysqlServer();
  return {{"MYSQL_HOST", server.host},
          {"MYSQL_PORT", std::to_string(server.port)},
          {"MYSQL_USER", server.user},
          {"MYSQL_PASSWORD", server.password},
          {"MYSQL_DATABASE", name_}};
}

void MysqlDatabase::Kill(std::uint64_t connection_id) {
  session_.RunScript("KILL " + std::to_string(connection_id));
}

}  // namespace erp::test
