// Composition root: builds everything in the order of dependence, runs, stops.
#include <iostream>

#include "auth/actor.h"
#include "common/process.h"
#include "employee/api/routes.h"
#include "employee/clients/work_client.h"
#include "employee/store/database.h"
#include "employee/store/key_expiry.h"
#include "employee/store/mysql_employees.h"
#include "employee/store/mysql_leave_ledger.h"
#include "employee/store/mysql_leavers.h"
#include "employee/store/upgrade.h"
#include "http/operator.h"
#include "http/server.h"
#include "observe/log.h"

namespace erp::employee {
namespace {
constexpr const char* kName = "employee";

int Run(const Config& config) {
  Process process;  // before there is any thread
  metrics::Registry registry;
  const auto actors = auth::MakeDevActorSource(config.environment, registry);
  const SystemClock clock;
  mysql::SchemaProbe probe(Database(config), NeededSchema());
  health::Health health;
  health.Add("mysql", [&] { return probe.Check(); });
  mysql::Pool pool({Database(config), static_cast<std::size_t>(config.mysql_pool_size)}, registry);
  MysqlEmployees people(pool, registry);
  MysqlLeaveLedger ledger(pool, registry);
  MysqlLeavers leavers(pool);
  EmployeeService employees(people, clock, Minutes::OfDays(config.opening_leave_days));
  LeaveService leave(ledger, clock);
  WorkClient work(config, registry);
  Departures departures(leavers, work, clock);
  http::Router routes(*actors);
  AddPublicRoutes(routes, employees, leave, departures);
  http::Router internal(*actors);
  AddInternalRoutes(internal, employees, leave, departures);
  http::AddOperatorRoutes(internal, kName, ERP_VERSION, health, registry, routes);
  http::Server operators(
      {"operator", config.operator_bind, static_cast<int>(config.operator_port), 40}, internal,
      registry);
  http::Server api({"api", config.http_bind, static_cast<int>(config.http_port),
                    static_cast<std::size_t>(config.http_threads)},
                   routes, registry);
  api.Start();
  operators.Start();
  health.Start();  // ready only when the API listens
  const KeyExpiry key_expiry(pool, clock);
  log::Info("started", {{"version", ERP_VERSION}, {"port", api.port()}});
  process.stop.Wait();
  health.Drain();
  api.Stop();
  operators.Stop();
  return 0;
}

}  // namespace
}  // namespace erp::employee

int main(int argc, char** argv) {
  using namespace erp;
  employee::Config config;
  const auto command = employee::MakeTable(config, ERP_VERSION).CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  log::Init(employee::kName, log::ParseLevel(config.log_level));
  try {
    if (Migrates(command)) return Migrated(employee::kName, employee::Upgrade(config));
    return employee::Run(config);
  } catch (const std::exception& error) {
    std::cerr << employee::kName << ": " << error.what() << '\n';
    return 1;
  }
}
