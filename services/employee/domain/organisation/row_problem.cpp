#include "employee/domain/organisation/row_problem.h"

#include <array>
#include <tuple>

namespace erp::employee {
namespace {

struct Words {
  std::string_view code;
  const char* sentence;
};

// In the order of ProblemKind.
constexpr std::array<Words, 28> kWords{{
    {"not-text", "is neither UTF-8 nor CP949"},
    {"unknown-column", "is not a column of this file: {}"},
    {"repeated-column", "is a column that the file has already"},
    {"no-key-column", "needs a column with the number or the id of people"},
    {"too-many-rows", "has more rows than {}"},
    {"broken-row", "has a quote that is not closed or stands within a field"},
    {"too-many-fields", "has more fields than there are columns"},
    {"no-key", "needs the number or the id of a person"},
    {"required", "is required"},
    {"text", "must be one line of 1 to 100 characters"},
    {"number", "must be one line of 1 to 32 characters that does not begin with #"},
    {"id", "must be a positive whole number"},
    {"email", "must be an e-mail address"},
    {"date", "must be a date such as 2026-11-27"},
    {"repeated", "is a person whom row {} has already"},
    {"person-not-found", "is nobody's id"},
    {"other-number", "is not this person's number, which is {} and stays"},
    {"number-taken", "is the number of another person, whose id is {}"},
    {"has-left", "has left the company; nothing of this person is changed by a file"},
    {"leaves", "leaves by being deactivated, which hands over what waits for them, not by a file"},
    {"department-not-found", "is not a department: {}"},
    {"department-ambiguous", "is the name of several departments; write the path: {}"},
    {"department-closed", "is a department that is closed: {}"},
    {"position-not-found", "is not a position: {}"},
    {"manager-not-found", "is nobody's number: {}"},
    {"manager-has-left", "has left the company: {}"},
    {"manager-ring", "would be managed by themself"},
    {"line-too-long", "would have more than {} managers above them"},
}};

constexpr std::array<std::string_view, kPeopleColumns + 1> kNames{
    "id",       "number",  "name",    "email",  "department",
    "position", "manager", "hiredOn", "leftOn", "row"};

const Words& WordsOf(ProblemKind kind) { return kWords.at(static_cast<std::size_t>(kind)); }

}  // namespace

std::string_view Name(PeopleColumn column) { return kNames.at(static_cast<std::size_t>(column)); }

std::string_view Code(ProblemKind kind) { return WordsOf(kind).code; }

Message Sentence(const RowProblem& problem) {
  const char* sentence = WordsOf(problem.kind).sentence;
  if (problem.value.empty()) return {sentence};
  return {sentence, problem.value};
}

bool operator<(const RowProblem& a, const RowProblem& b) {
  return std::tie(a.row, a.column, a.kind) < std::tie(b.row, b.column, b.kind);
}

}  // namespace erp::employee
