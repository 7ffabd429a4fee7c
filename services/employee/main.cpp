// Composition root: builds everything in the order of dependence and runs it.
#include "daemon/daemon.h"
#include "employee/api/identity/own_accounts.h"
#include "employee/api/routes.h"
#include "employee/app/jobs/job_schedule.h"
#include "employee/main/actions.h"
#include "employee/main/parts.h"
#include "employee/service.h"
#include "employee/store/upgrade.h"

namespace erp::employee {
namespace {

void Run(const Config& config, daemon::Daemon& daemon) {
  Parts built(config, daemon.registry());
  const Api api{built.app, daemon.actors()};
  OwnAccounts accounts(built.app.find_principal);
  daemon.KnowAccounts(accounts);
  JobSchedule schedule(built.app.run_job, built.ports.company_clock(), config.job_schedule == "on");
  auto& relay = built.relay;
  daemon.health().Add("mysql", [&] { return built.stores.probe.Check(); });
  daemon.health().AddDegrading("kafka", [&] { return built.clients.BusUnavailability(); });
  daemon.health().AddDegrading("outbox", [&] { return relay.Unavailability(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api)},
             {{"clients", {}, [&] { built.clients.Stop(std::chrono::seconds(3)); }},
              {"relay", [&] { relay.Start(); }, [&] { relay.Stop(std::chrono::seconds(2)); }},
              daemon::PartOf("jobs", schedule)});
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
  return erp::daemon::Main<Config>(
      argc, argv,
      {kIdentity,
       Describe,
       Migrate,
       Run,
       {{"--run-job", "NAME [--on DATE] [--dry-run] [--again]",
         "run one job for a date (today) and print what it changed", RunJobOnce},
        {"--administrator", kAdministratorUsage,
         "an administrator with an account, whose password is the first line of the input",
         AppointAdministrator},
        {"--account", kAccountUsage, "keep the accounts that sign in here", KeepAccount},
        {"--client", kClientUsage, "keep the programs that have a secret here", KeepClient},
        {"--issuer-key", kIssuerKeyUsage, "another key signs access tokens", RotateIssuerKey}}});
}
