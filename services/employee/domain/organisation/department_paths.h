// Departments as a file names them. A path is the names from the root down, separated by "/"; a "/"
// or "\" within a name has a "\" before it. Plain values, thread-safe for readers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "employee/domain/organisation/department.h"

namespace erp::employee {

// The names of a path; nothing when one of them is empty or too long for a department.
std::optional<std::vector<std::string>> SplitPath(std::string_view path);
std::string JoinPath(const std::vector<std::string>& names);

class DepartmentPaths {
 public:
  // All departments, closed ones too.
  explicit DepartmentPaths(const std::vector<Department>& departments);

  // Empty for one that is not known.
  [[nodiscard]] const std::string& Of(DepartmentId id) const;

  struct Found {
    enum class Kind { kOne, kNone, kSeveral, kClosed };
    Kind kind = Kind::kNone;
    DepartmentId id;
  };
  // By its path, else by its code, else the only open one of that name.
  [[nodiscard]] Found Find(const std::string& text) const;
  [[nodiscard]] Found FindPath(const std::vector<std::string>& names) const {
    return Look(by_path_, JoinPath(names));
  }

 private:
  struct Known {
    DepartmentId id;
    bool active;
  };
  using Index = std::unordered_multimap<std::string, Known>;

  [[nodiscard]] static Found Look(const Index& index, const std::string& text);

  std::unordered_map<DepartmentId, std::string> paths_;
  Index by_path_;
  Index by_code_;
  Index by_name_;
};

}  // namespace erp::employee
