// Use case: who decides a step of a line, by rules about the organisation.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/organisation_ports.h"
#include "employee/domain/organisation/line_rule.h"

namespace erp::employee {

struct LineQuestion {
  EmployeeId employee;          // for whom: the drafter
  std::optional<PostId> post;   // which of the person's posts acts; nothing: the main one
  std::optional<Date> on;       // nothing: today
  std::vector<LineRule> rules;  // the first one that finds somebody counts
};

struct Approver {
  LineSource::PersonOn person;
  std::size_t rule = 0;                 // which one found them
  std::optional<DepartmentId> head_of;  // of a department head: whose
  std::vector<EmployeeId> passed_over;  // managers who have left
  std::vector<NotFoundBy> before;       // why the rules before it did not
};

// Thread-safe; blocks on the source: a round trip for each level that is climbed.
class ResolveApprover {
 public:
  // Both must outlive the use case.
  ResolveApprover(LineSource& source, CompanyClock clock)
      : source_(source), clock_(std::move(clock)) {}

  // Never the person themself, never somebody who has left, never the same place twice, whatever
  // is stored. Managers are those of the date; heads and roles are those of now. Refuses an unknown
  // person or post, "no-history" and "nobody-resolved".
  Result<Approver> Run(const LineQuestion& question);

 private:
  struct Start;

  std::optional<Approver> Try(const Start& start, const LineRule& rule, NotFoundBy& reason);
  std::optional<Approver> Manager(const Start& start, std::int64_t level, NotFoundBy& reason);
  std::optional<Approver> Head(const Start& start, const LineRule& rule, NotFoundBy& reason);
  std::optional<Approver> Holder(const Start& start, const std::string& role, NotFoundBy& reason);
  std::optional<Approver> Named(const Start& start, EmployeeId employee, NotFoundBy& reason);

  LineSource& source_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
