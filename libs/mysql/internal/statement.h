// A prepared statement: bind, execute, fetch. Private to this library.
#pragma once

#include <string_view>

#include "mysql/internal/handles.h"
#include "mysql/value.h"

namespace erp::mysql {

// Raised inside the library and turned into the public exceptions by Session.
struct Failure {
  unsigned code;
  std::string message;
};

// Belongs to the connection it was prepared on and must end before it. Not thread-safe.
class Statement {
 public:
  // Throws Failure, as all below.
  Statement(MYSQL* connection, std::string_view sql);

  // Executes and, if the statement has a result, fetches all rows.
  Rows Run(const Values& values);

  // Of the last Run().
  [[nodiscard]] Written written() const;

 private:
  void Bind(const Values& values);
  Rows Fetch(MYSQL_RES& metadata);
  [[noreturn]] void Fail() const;

  StatementHandle handle_;
};

}  // namespace erp::mysql
