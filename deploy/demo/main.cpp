// employee-demo: the demo company and its last year, entered through the use cases of the employee
// service at the times of then. The database is that of the service's configuration, and empty.
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <variant>

#include "demo/company.h"
#include "demo/quest_life.h"
#include "demo/timed_service.h"
#include "demo/work_life.h"
#include "employee/service.h"
#include "employee/store/database.h"

namespace erp::demo {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr int kDays = 365;
constexpr std::size_t kServices = 4;  // at once: people do not wait for each other
constexpr std::uint32_t kSeed = 20'261;
constexpr int kSomebodyIsThere = 3;  // exit code
constexpr const char* kJobs[] = {"leave-expiry", "statutory-grants", "attendance-close"};

using Ids = std::map<std::string, EmployeeId>;

Ids Hire(TimedService& service, employee::Date date) {
  Ids ids;
  service.SetTime(date, std::chrono::minutes(5));  // before the jobs of the date
  for (const auto& person : People()) {
    employee::Profile profile;
    profile.name = person.name;
    profile.email = person.key + "@hanbit.example";
    profile.department = person.department;
    profile.position = person.position;
    if (!person.manager.empty()) profile.manager = ids.at(person.manager);
    profile.hired_on = employee::ParseDate(person.hired_on);
    const auto hired = service.app().create_employee.Run(profile, std::nullopt);
    if (!hired) throw std::runtime_error("somebody is not hired: " + hired.error().slug);
    ids.emplace(person.key, hired->id);
  }
  return ids;
}

void RunJobs(TimedService& service, employee::Date date) {
  service.SetTime(date, hours(0) + std::chrono::minutes(10));
  for (const auto* job : kJobs) {
    const auto run = service.app().run_job.Run({}, job, date, false, false);
    if (!run) throw std::runtime_error(std::string(job) + " did not run: " + run.error().slug);
  }
}

std::vector<QuestTeam> Teams(const Ids& ids) {
  return {{"개발팀", ids.at("dev-head"), ids.at("dev-deputy"), ids.at("dev-senior"),
           ids.at("dev-junior")},
          {"영업팀", ids.at("sales-head"), ids.at("sales-deputy"), ids.at("sales-senior"),
           ids.at("sales-junior")}};
}

// False when somebody was there: nothing is entered.
bool Live(const employee::Config& config) {
  metrics::Registry registry;
  mysql::Pool pool(employee::PoolOf(config), registry);
  std::vector<std::unique_ptr<TimedService>> services;
  for (std::size_t n = 0; n < kServices; ++n) {
    services.push_back(std::make_unique<TimedService>(config, pool));
  }
  auto& company = *services.front();
  const auto today = TimeZone(config.company_tz).DateAt(SystemClock().Now());
  const sys_days begins = sys_days(today) - days(kDays);
  employee::PeopleFilter everybody;
  everybody.include_inactive = true;
  if (!company.ports().people.get().List(everybody, {}, today).empty()) return false;
  const auto ids = Hire(company, begins);

  std::vector<std::vector<WorkLife>> lives(kServices);
  for (const auto& [key, id] : ids) {
    const auto n = static_cast<std::size_t>(id.value()) % kServices;
    lives[n].emplace_back(*services[n], id, kSeed + static_cast<std::uint32_t>(id.value()));
  }
  QuestLife quests(company, Teams(ids), begins);
  for (auto date = begins; date < sys_days(today); date += days(1)) {
    if (std::chrono::weekday(date) == std::chrono::Monday || date == begins) RunJobs(company, date);
    std::vector<std::future<void>> working;
    for (auto& people : lives) {
      working.push_back(std::async(std::launch::async, [&people, date] {
        for (auto& life : people) life.Live(date);
      }));
    }
    for (auto& one : working) one.get();
    quests.Live(date);
  }
  return true;
}

}  // namespace
}  // namespace erp::demo

int main(int argc, char** argv) {
  using namespace erp;
  employee::Config config;
  config::Table table("employee-demo", "1", "Enters the demo company and its last year.");
  employee::Describe(table, config);
  const auto command = table.CommandLine(argc, argv);
  if (const auto* code = std::get_if<int>(&command)) return *code;
  try {
    if (demo::Live(config)) return 0;
    std::cerr << "employee-demo: somebody is here already\n";
    return demo::kSomebodyIsThere;
  } catch (const std::exception& error) {
    std::cerr << "employee-demo: " << error.what() << '\n';
    return 1;
  }
}
