#include "employee/store/many_rows.h"

#include <iterator>
#include <utility>

namespace erp::employee {
namespace {

constexpr std::size_t kMost = 100;
constexpr std::size_t kSome = 10;

}  // namespace

void ManyRows::Add(const mysql::Values& values) {
  values_.insert(values_.end(), values.begin(), values.end());
  if (++rows_ == kMost) Write(kMost);
}

void ManyRows::Finish() {
  while (rows_ >= kSome) Write(kSome);
  while (rows_ > 0) Write(1);
}

void ManyRows::Write(std::size_t rows) {
  const auto size = static_cast<std::ptrdiff_t>(values_.size() / rows_ * rows);
  std::string sql = insert_;
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) sql += ", ";
    sql += row_;
  }
  const auto end = values_.begin() + size;
  session_.Execute(sql, {std::make_move_iterator(values_.begin()), std::make_move_iterator(end)});
  values_.erase(values_.begin(), end);
  rows_ -= rows;
}

InList::InList(mysql::Values values) : values_(std::move(values)) {
  std::size_t size = values_.size();
  for (const std::size_t padded : {1, 4, 16, 100, 500}) {
    if (size > padded) continue;
    size = padded;
    break;
  }
  while (values_.size() < size) values_.push_back(values_.back());
  places_ = "(?";
  for (std::size_t i = 1; i < size; ++i) places_ += ", ?";
  places_ += ")";
}

}  // namespace erp::employee
