// The ports of the organisation, mocked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <gmock/gmock.h>

#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

class MockChart : public OrganisationChart {
 public:
  MOCK_METHOD(std::vector<Department>,
              Departments,
              (const DepartmentFilter&, int, std::optional<DepartmentId>),
              (override));
  MOCK_METHOD(std::optional<Department>, FindDepartment, (DepartmentId), (override));
  MOCK_METHOD(Result<Made<Department>>,
              Create,
              (const DepartmentChange&, Instant, const std::optional<RequestKey>&),
              (override));
  MOCK_METHOD(Result<Department>,
              Change,
              (DepartmentId, const DepartmentChange&, std::optional<std::int64_t>, Moment),
              (override));
  MOCK_METHOD(std::vector<JobPosition>, Positions, (), (override));
  MOCK_METHOD(Result<Made<JobPosition>>,
              CreatePosition,
              (const std::string&, std::int64_t, Instant, const std::optional<RequestKey>&),
              (override));
  MOCK_METHOD(Result<JobPosition>, ReorderPosition, (PositionId, std::int64_t), (override));
};

class MockHistory : public PlacementHistory {
 public:
  MOCK_METHOD(std::optional<std::vector<HistoryEntry>>, Entries, (EmployeeId), (override));
  MOCK_METHOD(std::vector<PlannedChange>, Plans, (EmployeeId), (override));
  MOCK_METHOD(Result<Recorded>,
              Record,
              (EmployeeId, const DatedChange&, Moment, const std::optional<RequestKey>&),
              (override));
  MOCK_METHOD(Result<PlannedChange>, Cancel, (EmployeeId, std::int64_t, Instant), (override));
  MOCK_METHOD(std::vector<PlannedChange>, Due, (Date, int), (override));
  MOCK_METHOD(PlanState, Apply, (const PlannedChange&, Moment), (override));
};

class MockPosts : public PostRegister {
 public:
  MOCK_METHOD(std::optional<std::vector<Post>>, Posts, (EmployeeId), (override));
  MOCK_METHOD(Result<Made<Post>>,
              Add,
              (EmployeeId, const Post&, Moment, const std::optional<RequestKey>&),
              (override));
  MOCK_METHOD(Result<void>, End, (EmployeeId, PostId, Date), (override));
  MOCK_METHOD(std::optional<std::vector<std::string>>, Roles, (EmployeeId), (override));
  MOCK_METHOD(Result<std::vector<std::string>>,
              SetRoles,
              (EmployeeId, const std::vector<std::string>&, Moment),
              (override));
};

class MockLines : public LineSource {
 public:
  MOCK_METHOD(std::optional<PersonOn>, Find, (EmployeeId, std::optional<Date>), (override));
  MOCK_METHOD(std::optional<Department>, FindDepartment, (DepartmentId), (override));
  MOCK_METHOD(std::vector<PersonOn>, FindPeople, (const std::vector<EmployeeId>&), (override));
  MOCK_METHOD(std::vector<Department>,
              FindDepartments,
              (const std::vector<DepartmentId>&),
              (override));
  MOCK_METHOD(std::vector<Department>, DepartmentsNamed, (const std::string&), (override));
  MOCK_METHOD(std::optional<Post>, FindPost, (EmployeeId, PostId), (override));
  MOCK_METHOD(std::vector<EmployeeId>, Holders, (const std::string&, int), (override));
};

class MockRoll : public PeopleRoll {
 public:
  MOCK_METHOD(std::unique_ptr<ImportTurn>, TryBegin, (), (override));
  MOCK_METHOD(std::vector<Employee>, Behind, (EmployeeId, bool, int), (override));
  using Numbers = std::unordered_map<EmployeeId, std::string>;
  MOCK_METHOD(Numbers, NumbersOf, (const std::vector<EmployeeId>&), (override));
  MOCK_METHOD(Result<std::vector<EmployeeId>>,
              Enter,
              (const std::vector<WantedPerson>&, const Entering&),
              (override));
};

struct MockOrganisation {
  OrganisationPorts ports() { return {chart, history, posts, lines, roll}; }

  testing::StrictMock<MockChart> chart;
  testing::StrictMock<MockHistory> history;
  testing::StrictMock<MockPosts> posts;
  testing::StrictMock<MockLines> lines;
  testing::StrictMock<MockRoll> roll;
};

}  // namespace erp::employee
