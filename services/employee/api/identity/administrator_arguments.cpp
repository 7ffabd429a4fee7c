#include "employee/api/identity/administrator_arguments.h"

#include <stdexcept>

#include "employee/api/identity/terminal.h"

namespace erp::employee {

AdministratorArguments ReadAdministratorArguments(const std::vector<std::string>& arguments) {
  const std::string usage = std::string("--administrator ") + kAdministratorUsage;
  if (arguments.size() != 1 && arguments.size() != 3) throw std::invalid_argument(usage);
  AdministratorArguments wanted{arguments[0]};
  if (arguments.size() == 1) return wanted;
  if (arguments[1] != "--employee") throw std::invalid_argument(usage);
  wanted.employee = EmployeeId::Parse(arguments[2]);
  if (!wanted.employee) throw std::invalid_argument("--employee must be the id of a person");
  return wanted;
}

std::string MakeAdministratorAsAsked(MakeAdministrator& make,
                                     const AdministratorArguments& wanted,
                                     std::istream& input) {
  const auto made = make.Run(wanted.username, wanted.employee, FirstLine(input));
  OrThrow(made);
  return "employee " + made->employee.str() +
         (made->is_new ? " is an administrator: account "
                       : " is an administrator already: account ") +
         wanted.username + "\n";
}

}  // namespace erp::employee
