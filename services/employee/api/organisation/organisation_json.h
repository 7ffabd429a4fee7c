// Bodies about departments, posts, dates and lines. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/organisation/change_on_date.h"
#include "employee/app/organisation/organisation_ports.h"
#include "employee/app/organisation/resolve_approver.h"

namespace erp::employee {

// Each reads a request body; the error names every mistake in it.
Result<DepartmentChange> ReadNewDepartment(const std::string& body);
Result<DepartmentChange> ReadDepartmentChange(const std::string& body);
Result<JobPosition> ReadNewPosition(const std::string& body);
Result<std::int64_t> ReadPositionOrder(const std::string& body);
Result<Post> ReadPost(const std::string& body);
Result<std::vector<std::string>> ReadRoles(const std::string& body);
Result<DatedChange> ReadDatedChange(const std::string& body);
Result<LineQuestion> ReadLineQuestion(const std::string& body);

std::string PrintDepartment(const Department& department);
std::string PrintDepartments(const std::vector<Department>& departments);
std::string PrintTree(const std::vector<DepartmentNode>& nodes);
std::string PrintPosition(const JobPosition& position);
std::string PrintPositions(const std::vector<JobPosition>& positions);
std::string PrintPost(const Post& post);
// The main post first, which has no id.
std::string PrintPosts(const Employee& person, const std::vector<Post>& posts);
std::string PrintRoles(const std::vector<std::string>& roles);
std::string PrintRolesOf(const Employee& employee, const std::vector<std::string>& roles);
std::string PrintTimeline(const ChangeOnDate::Timeline& timeline);
std::string PrintPlan(const PlannedChange& plan);
std::string PrintPlacementOn(const ChangeOnDate::Answer& answer);
std::string PrintApprover(const LineQuestion& question, const Approver& approver);

}  // namespace erp::employee
