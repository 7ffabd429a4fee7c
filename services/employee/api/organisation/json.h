// Bodies of this service: what clients send, and what they get. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/ports.h"

namespace erp::employee {

// Each reads a request body; the error names every mistake in it.
Result<Profile> ReadProfile(const std::string& body);
// A member that is null clears the value, an absent one leaves it. Read-only members of an answer
// may be sent back as they are in `now`; with another value they are mistakes.
Result<ProfileChange> ReadProfileChange(const std::string& body, const Person& now);

std::string PrintCreated(EmployeeId id);
// `whole`: with what those only see who may see this person's employment; null otherwise.
std::string PrintPerson(const Person& person, bool whole);
// One for each of the people.
std::string PrintPeople(const std::vector<Person>& people, const std::vector<bool>& whole);
// id, name, position, leaveBalance of each.
std::string PrintTeam(const std::vector<Person>& people, const std::vector<bool>& whole);
// What other services may know of people.
std::string PrintEmployees(const std::vector<Employee>& employees);

}  // namespace erp::employee
