// Composition root: builds everything in the order of dependence and runs it.
#include "daemon/daemon.h"
#include "employee/api/routes.h"
#include "employee/app/attendance/weekend_plans.h"
#include "employee/clients/clients.h"
#include "employee/clients/relay_publisher.h"
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

AttendancePolicy AttendancePolicyOf(const Config& config) {
  AttendancePolicy policy;
  policy.check_out_window = std::chrono::hours(config.check_out_window_hours);
  policy.reward_valid_months = static_cast<int>(config.reward_valid_months);
  policy.hours = {config.day_start, config.day_end, std::chrono::minutes(config.grace_minutes)};
  auto& place = policy.place;
  if (config.place_policy == "mark") place.policy = PlacePolicy::kMark;
  if (config.place_policy == "refuse") place.policy = PlacePolicy::kRefuse;
  place.networks = ParseIpNetworks(config.networks).value();
  place.circles = ParseGeoCircles(config.points).value();
  place.max_accuracy_m = static_cast<double>(config.max_accuracy_m);
  return policy;
}

void Run(const Config& config, daemon::Daemon& daemon) {
  const SystemClock clock;
  metrics::Registry& registry = daemon.registry();
  Clients clients(config, registry);
  mysql::Pool pool(PoolOf(config), registry);
  MysqlOutbox outbox(pool);
  outbox::Relay relay(outbox, Wire(config, clients.Sinks()), {}, registry);
  RelayPublisher publisher(relay);
  Stores stores(config, pool, clock, clients.encoder, publisher, registry);
  WeekendPlans days;
  UseCases app(Wire(config, {stores.people, stores.ledger, stores.calendars, stores.leavers,
                             clients.work, clock, TimeZone(config.company_tz), stores.quests,
                             stores.quest_lists, stores.attendance, days}),
               Minutes::OfDays(config.opening_leave_days), QuestPolicyOf(config),
               AttendancePolicyOf(config));
  const Api api{app, daemon.actors()};

  daemon.health().Add("mysql", [&] { return stores.probe.Check(); });
  daemon.health().AddDegrading("kafka", [&] { return clients.BusUnavailability(); });
  daemon.health().AddDegrading("outbox", [&] { return relay.Unavailability(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api)},
             {{"clients", {}, [&] { clients.Stop(std::chrono::seconds(3)); }},
              {"relay", [&] { relay.Start(); }, [&] { relay.Stop(std::chrono::seconds(2)); }}});
}

std::string Migrate(const Config& config) {
  std::string line = Upgrade(config);
  EnsureOwnTopics(config);
  return line + "; topics are there";
}

}  // namespace
}  // namespace erp::employee

int main(int argc, char** argv) {
  using namespace erp::employee;
  return erp::daemon::Main<Config>(argc, argv, {kIdentity, Describe, Migrate, Run});
}
