#include "employee/app/identity/keep_accounts.h"

#include <algorithm>
#include <utility>

#include "common/id.h"
#include "employee/domain/identity/password_rule.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

// 32 hexadecimal digits that say nothing of the person.
std::string NewSubject() {
  auto subject = NewUuid();
  std::erase(subject, '-');
  return subject;
}

Error AccountNotFound() {
  return {ErrorCode::kNotFound, "account-not-found", "No account has this user name."};
}

Result<std::string> CleanName(const std::string& username) {
  auto cleaned = unicode::Clean(username, kUsernameText);
  if (cleaned.mistake) return InvalidBody({{"/username", *cleaned.mistake}});
  return std::move(cleaned.text);
}

}  // namespace

Result<std::string> CleanPassword(const std::string& password,
                                  const std::string& username,
                                  const std::string& pointer) {
  auto text = unicode::Nfc(password);
  if (!text) return InvalidBody({{pointer, "must be UTF-8"}});
  if (auto mistake = PasswordMistake(*text, username)) {
    return InvalidBody({{pointer, *std::move(mistake)}});
  }
  return *std::move(text);
}

Result<void> KeepAccounts::Check(const std::string& username, const std::string& password) {
  const auto name = CleanName(username);
  if (!name) return name.error();
  if (const auto text = CleanPassword(password, *name, "/password"); !text) return text.error();
  return {};
}

Result<LocalAccount> KeepAccounts::Add(EmployeeId employee,
                                       const std::string& username,
                                       const std::string& password) {
  const auto name = CleanName(username);
  if (!name) return name.error();
  const auto text = CleanPassword(password, *name, "/password");
  if (!text) return text.error();
  return accounts_.Add(employee, *name, NewSubject(), passwords_.Hash(*text), clock_.Now());
}

Result<void> KeepAccounts::SetPassword(const std::string& username, const std::string& password) {
  const auto text = CleanPassword(password, username, "/password");
  if (!text) return text.error();
  if (accounts_.SetPassword(username, passwords_.Hash(*text), "", clock_.Now())) return {};
  return AccountNotFound();
}

Result<void> KeepAccounts::SetLocked(const std::string& username, bool locked) {
  if (accounts_.SetLocked(username, locked, clock_.Now())) return {};
  return AccountNotFound();
}

Result<void> KeepAccounts::RemoveCodes(const std::string& username) {
  if (accounts_.RemoveCodes(username)) return {};
  return AccountNotFound();
}

}  // namespace erp::employee
