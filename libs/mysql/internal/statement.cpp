#include "mysql/internal/statement.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace erp::mysql {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::milliseconds;
using std::chrono::year_month_day;

MYSQL_TIME ToDriver(Instant instant) {
  const auto day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss clock(instant - day);
  MYSQL_TIME time{};
  time.year = static_cast<unsigned>(static_cast<int>(date.year()));
  time.month = static_cast<unsigned>(date.month());
  time.day = static_cast<unsigned>(date.day());
  time.hour = static_cast<unsigned>(clock.hours().count());
  time.minute = static_cast<unsigned>(clock.minutes().count());
  time.second = static_cast<unsigned>(clock.seconds().count());
  time.second_part = static_cast<unsigned long>(clock.subseconds().count()) * 1000;
  time.time_type = MYSQL_TIMESTAMP_DATETIME;
  return time;
}

Instant FromDriver(const MYSQL_TIME& time) {
  const year_month_day date(std::chrono::year(static_cast<int>(time.year)),
                            std::chrono::month(time.month), std::chrono::day(time.day));
  return std::chrono::sys_days(date) + std::chrono::hours(time.hour) +
         std::chrono::minutes(time.minute) + std::chrono::seconds(time.second) +
         milliseconds(time.second_part / 1000);
}

bool IsInteger(enum_field_types type) {
  switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return true;
    default:
      return false;
  }
}

bool IsInstant(enum_field_types type) {
  return type == MYSQL_TYPE_DATETIME || type == MYSQL_TYPE_TIMESTAMP;
}

struct FreeFetchedRows {
  void operator()(MYSQL_STMT* statement) const { mysql_stmt_free_result(statement); }
};
// Frees the rows of a statement's result, not the statement.
using FetchedRows = std::unique_ptr<MYSQL_STMT, FreeFetchedRows>;

// Where the driver puts one column of the present row.
struct Cell {
  enum_field_types type = MYSQL_TYPE_NULL;
  bool is_unsigned = false;
  std::int64_t integer = 0;
  MYSQL_TIME time{};
  std::string text;
  unsigned long length = 0;
  my_bool is_null = 0;
  my_bool truncated = 0;

  // `field.max_length` is known: the whole result is on our side before anything is fetched.
  void Describe(const MYSQL_FIELD& field, MYSQL_BIND& bind) {
    type = field.type;
    is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
    bind.is_null = &is_null;
    bind.error = &truncated;
    bind.length = &length;
    if (IsInteger(type)) {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &integer;
      bind.is_unsigned = is_unsigned ? 1 : 0;
    } else if (IsInstant(type)) {
      bind.buffer_type = MYSQL_TYPE_DATETIME;
      bind.buffer = &time;
    } else {
      // DATE and the like come as text, wider than max_length says of their binary form.
      text.resize(std::max<std::size_t>(field.max_length, 64));
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = text.data();
      bind.buffer_length = text.size();
    }
  }

  [[nodiscard]] Value Get() const {
    if (is_null) return {};
    if (IsInteger(type)) {
      if (is_unsigned && integer < 0) throw std::logic_error("an integer above 2^63-1");
      return integer;
    }
    if (IsInstant(type)) return FromDriver(time);
    return text.substr(0, length);
  }
};

}  // namespace

Statement::Statement(MYSQL* connection, std::string_view sql)
    : handle_(mysql_stmt_init(connection)) {
  if (!handle_) throw Failure{mysql_errno(connection), mysql_error(connection)};
  if (mysql_stmt_prepare(handle_.get(), sql.data(), sql.size()) != 0) Fail();
  const my_bool yes = 1;
  mysql_stmt_attr_set(handle_.get(), STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
}

void Statement::Fail() const {
  throw Failure{mysql_stmt_errno(handle_.get()), mysql_stmt_error(handle_.get())};
}

Rows Statement::Run(const Values& values) {
  if (mysql_stmt_param_count(handle_.get()) != values.size()) {
    throw std::logic_error("a statement wants another number of values");
  }
  std::vector<MYSQL_BIND> binds(values.size());
  std::vector<MYSQL_TIME> times(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    MYSQL_BIND& bind = binds[i];
    if (const auto* integer = std::get_if<std::int64_t>(&values[i])) {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = const_cast<std::int64_t*>(integer);  // read only by the driver
    } else if (const auto* text = std::get_if<std::string>(&values[i])) {
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = const_cast<char*>(text->data());
      bind.buffer_length = text->size();
    } else if (const auto* instant = std::get_if<Instant>(&values[i])) {
      times[i] = ToDriver(*instant);
      bind.buffer_type = MYSQL_TYPE_DATETIME;
      bind.buffer = &times[i];
    } else {
      bind.buffer_type = MYSQL_TYPE_NULL;
    }
  }
  if (!binds.empty() && mysql_stmt_bind_param(handle_.get(), binds.data()) != 0) Fail();
  if (mysql_stmt_execute(handle_.get()) != 0) Fail();
  const ResultHandle metadata(mysql_stmt_result_metadata(handle_.get()));
  if (!metadata) return {};
  return Fetch(*metadata);
}

Rows Statement::Fetch(MYSQL_RES& metadata) {
  const FetchedRows fetched(handle_.get());
  if (mysql_stmt_store_result(handle_.get()) != 0) Fail();
  const unsigned columns = mysql_num_fields(&metadata);
  std::vector<Cell> cells(columns);
  std::vector<MYSQL_BIND> binds(columns);
  const MYSQL_FIELD* fields = mysql_fetch_fields(&metadata);
  for (unsigned i = 0; i < columns; ++i) cells[i].Describe(fields[i], binds[i]);
  if (mysql_stmt_bind_result(handle_.get(), binds.data()) != 0) Fail();
  Rows rows;
  rows.reserve(mysql_stmt_num_rows(handle_.get()));
  while (true) {
    const int outcome = mysql_stmt_fetch(handle_.get());
    if (outcome == MYSQL_NO_DATA) return rows;
    if (outcome == MYSQL_DATA_TRUNCATED) throw std::logic_error("a fetched value was truncated");
    if (outcome != 0) Fail();
    Values values;
    values.reserve(columns);
    for (const auto& cell : cells) values.push_back(cell.Get());
    rows.emplace_back(std::move(values));
  }
}

Written Statement::written() const {
  const auto matched = mysql_stmt_affected_rows(handle_.get());
  const auto insert_id = mysql_stmt_insert_id(handle_.get());
  return {static_cast<std::int64_t>(matched), static_cast<std::int64_t>(insert_id)};
}

}  // namespace erp::mysql
