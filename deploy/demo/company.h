// The people of the demo company and the quests that they offer each other. Data.
#pragma once

#include <string>
#include <vector>

namespace erp::demo {

struct Person {
  std::string key;  // local part of the e-mail address
  std::string name;
  std::string department;
  std::string position;
  std::string manager;   // key; empty: nobody
  std::string hired_on;  // YYYY-MM-DD
};

// Managers come before those whom they manage.
const std::vector<Person>& People();

struct Task {
  std::string title;
  std::string description;
  int reward_minutes;  // of leave, whole eighths of a day
};

const std::vector<Task>& Tasks();

}  // namespace erp::demo
