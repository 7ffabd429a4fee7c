// PostRegister and LineSource on MariaDB/MySQL: tables employee_posts and employee_roles, and what
// a resolver reads of people and departments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. Both must outlive it. The person's row is locked before a post or role is written.
class MysqlPosts final : public PostRegister {
 public:
  MysqlPosts(mysql::Pool& pool, PublishingTransactions& transactions)
      : pool_(pool), transactions_(transactions) {}

  std::optional<std::vector<Post>> Posts(EmployeeId id) override;
  Result<Made<Post>> Add(EmployeeId id,
                         const Post& post,
                         Moment now,
                         const std::optional<RequestKey>& key) override;
  Result<void> End(EmployeeId id, PostId post, Date on) override;
  std::optional<std::vector<std::string>> Roles(EmployeeId id) override;
  Result<std::vector<std::string>> SetRoles(EmployeeId id,
                                            const std::vector<std::string>& roles,
                                            Moment now) override;

 private:
  bool Exists(EmployeeId id);

  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
};

// Thread-safe. The pool must outlive it. Each question is one statement by a key.
class MysqlLines final : public LineSource {
 public:
  explicit MysqlLines(mysql::Pool& pool) : pool_(pool) {}

  std::optional<PersonOn> Find(EmployeeId id, std::optional<Date> on) override;
  std::optional<Department> FindDepartment(DepartmentId id) override;
  std::vector<PersonOn> FindPeople(const std::vector<EmployeeId>& ids) override;
  std::vector<Department> FindDepartments(const std::vector<DepartmentId>& ids) override;
  std::vector<Department> DepartmentsNamed(const std::string& name) override;
  std::optional<Post> FindPost(EmployeeId id, PostId post) override;
  std::vector<EmployeeId> Holders(const std::string& role, int limit) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
