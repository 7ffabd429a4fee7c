#include "employee/app/employee_service.h"

namespace erp::employee {

Result<Creation> EmployeeService::Create(const Profile& profile,
                                         const std::optional<std::string>& key,
                                         std::optional<EmployeeId> actor) {
  if (auto mistakes = Mistakes(profile); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  NewEmployee person{profile, opening_, std::nullopt, clock_.Now()};
  if (key) person.request_key = RequestKey{*key, Fingerprint(profile), actor};
  return employees_.Create(person);
}

Result<Person> EmployeeService::Get(EmployeeId id) {
  auto person = employees_.Find(id);
  if (!person) return EmployeeNotFound();
  return *std::move(person);
}

std::vector<Person> EmployeeService::List(const PeopleFilter& filter, const PeoplePage& page) {
  return employees_.List(filter, page);
}

std::vector<Employee> EmployeeService::FindMany(const std::vector<EmployeeId>& ids) {
  return employees_.FindMany(ids);
}

Result<Person> EmployeeService::Change(EmployeeId id,
                                       const ProfileChange& change,
                                       std::optional<std::int64_t> expected) {
  const auto apply = [&](const Employee& now) { return Changed(now, change, expected); };
  return employees_.Update(id, apply, clock_.Now());
}

Result<Person> EmployeeService::Deactivate(EmployeeId id, std::optional<std::int64_t> expected) {
  const auto apply = [&](const Employee& now) { return Deactivated(now, expected); };
  return employees_.Update(id, apply, clock_.Now());
}

}  // namespace erp::employee
