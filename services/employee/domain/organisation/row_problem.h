// What is wrong with a row of the people file (인사 파일). Plain values, thread-safe functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/message.h"

namespace erp::employee {

// The columns of the file. kRow: the row as a whole.
enum class PeopleColumn : std::uint8_t {
  kId,
  kNumber,  // 사번
  kName,
  kEmail,
  kDepartment,
  kPosition,
  kManager,
  kHiredOn,
  kLeftOn,
  kRow,
};
inline constexpr std::size_t kPeopleColumns = 9;

// "number"; "row".
std::string_view Name(PeopleColumn column);

enum class ProblemKind : std::uint8_t {
  // Of the file; the row is that of the headings.
  kNotText,
  kUnknownColumn,
  kRepeatedColumn,
  kNoKeyColumn,
  kTooManyRows,
  // Of a row by itself.
  kBroken,
  kTooManyFields,
  kNoKey,
  kRequired,
  kText,
  kNumber,
  kId,
  kEmail,
  kDate,
  kRepeated,
  // Of a row beside what is known.
  kPersonNotFound,
  kOtherNumber,
  kNumberTaken,
  kHasLeft,
  kLeaves,
  kDepartmentNotFound,
  kDepartmentAmbiguous,
  kDepartmentClosed,
  kPositionNotFound,
  kManagerNotFound,
  kManagerHasLeft,
  kManagerRing,
  kLineTooLong,
};

struct RowProblem {
  std::uint32_t row = 0;  // as spreadsheets count: that of the headings is 1
  PeopleColumn column = PeopleColumn::kRow;
  ProblemKind kind = ProblemKind::kBroken;
  std::string value = {};  // what the sentence shows

  friend bool operator==(const RowProblem&, const RowProblem&) = default;
};

// For programs: "manager-not-found".
std::string_view Code(ProblemKind kind);
// For people.
Message Sentence(const RowProblem& problem);

// By row, then by column.
bool operator<(const RowProblem& a, const RowProblem& b);

}  // namespace erp::employee
