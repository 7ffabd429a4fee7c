// What events of different services have in common. Plain values, without any rule.
#pragma once

#include <cstdint>
#include <string>

#include "common/id.h"

namespace erp::contracts {

// One opening of one step: a step that is sent back and opens again has attempt + 1. All count
// from 1; a line has at most 20 steps.
struct StepKey {
  std::int64_t round = 1;
  int step = 1;
  std::int64_t attempt = 1;

  friend bool operator==(const StepKey&, const StepKey&) = default;
};

// A person as they were when the event was made.
struct Person {
  EmployeeId id;
  std::string name;
  std::string position;
  std::string department;

  friend bool operator==(const Person&, const Person&) = default;
};

}  // namespace erp::contracts
