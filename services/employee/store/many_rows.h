// INSERTs of many rows with few statements. Used by one thread, inside a transaction.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "mysql/session.h"

namespace erp::employee {

// Rows are kept until there are enough for one statement; Finish() writes the rest. Statements have
// 100, 10 or 1 rows, so that there are few to prepare.
class ManyRows {
 public:
  // `insert` as "INSERT INTO t (a, b) VALUES "; rows as "(?, ?)". The session must outlive it.
  ManyRows(mysql::Session& session, std::string insert, std::string row)
      : session_(session), insert_(std::move(insert)), row_(std::move(row)) {}

  void Add(const mysql::Values& values);
  void Finish();

 private:
  void Write(std::size_t rows);

  mysql::Session& session_;
  const std::string insert_;
  const std::string row_;
  mysql::Values values_;
  std::size_t rows_ = 0;
};

// The right side of IN, padded by the last value to one of a few lengths, so that there are few
// statements to prepare. Of one value at least.
class InList {
 public:
  explicit InList(mysql::Values values);

  [[nodiscard]] const std::string& places() const { return places_; }  // "(?, ?)"
  [[nodiscard]] const mysql::Values& values() const { return values_; }

 private:
  mysql::Values values_;
  std::string places_;
};

}  // namespace erp::employee
