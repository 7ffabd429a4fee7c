// Composition root: builds everything in the order of dependence and runs it.
#include "daemon/daemon.h"
#include "employee/api/routes.h"
#include "employee/clients/clients.h"
#include "employee/service.h"
#include "employee/store/stores.h"
#include "employee/store/upgrade.h"
#include "employee/wiring.h"

namespace erp::employee {
namespace {

QuestPolicy QuestPolicyOf(const Config& config) {
  return {.budget = Minutes::OfDays(config.quest_budget_days),
          .hr_departments = DepartmentsIn(config.hr_departments),
          .review_days = config.quest_review_days,
          .reward_valid_months = static_cast<int>(config.quest_reward_valid_months),
          .expire_overdue = config.quest_overdue == "expire"};
}

void Run(const Config& config, daemon::Daemon& daemon) {
  const SystemClock clock;
  Clients clients(config, daemon.registry());
  Stores stores(config, clock, daemon.registry());
  UseCases app(
      Wire(config, {stores.people, stores.ledger, stores.calendars, stores.leavers, clients.work,
                    clock, TimeZone(config.company_tz), stores.quests, stores.quest_lists}),
      Minutes::OfDays(config.opening_leave_days), QuestPolicyOf(config));
  const Api api{app, daemon.actors()};

  daemon.health().Add("mysql", [&] { return stores.probe.Check(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api)}, {});
}

}  // namespace
}  // namespace erp::employee

int main(int argc, char** argv) {
  using namespace erp::employee;
  return erp::daemon::Main<Config>(argc, argv, {kIdentity, Describe, Upgrade, Run});
}
