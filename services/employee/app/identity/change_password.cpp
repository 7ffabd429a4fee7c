#include "employee/app/identity/change_password.h"

#include "employee/app/identity/keep_accounts.h"
#include "observe/log.h"

namespace erp::employee {

Result<void> ChangePassword::Run(const NewPassword& wanted,
                                 std::optional<EmployeeId> person,
                                 const std::string& address) {
  const auto& name = wanted.present.username;
  const auto text = CleanPassword(wanted.password, name, "/newPassword");
  if (!text) return text.error();
  const auto account = sign_in_.Authenticate(wanted.present, address);
  if (!account) return account.error();
  if (person && account->employee != *person) return SignInRefused();
  accounts_.SetPassword(name, passwords_.Hash(*text), wanted.kept_refresh_token, clock_.Now());
  log::Info("a password was changed", {{"employee_id", account->employee.value()}});
  return {};
}

}  // namespace erp::employee
