// Composition root: builds everything in the order of dependence and runs it.
#include "approval-request/api/events.h"
#include "approval-request/api/options.h"
#include "approval-request/api/routes.h"
#include "approval-request/clients/clients.h"
#include "approval-request/service.h"
#include "approval-request/store/stores.h"
#include "approval-request/wiring.h"
#include "daemon/accounts_client.h"
#include "daemon/daemon.h"

namespace erp::approval_request {
namespace {

void Run(const Config& config, daemon::Daemon& daemon) {
  metrics::Registry& registry = daemon.registry();
  daemon::AccountsClient accounts(config, config.employee_url, registry);
  daemon.KnowAccounts(accounts);
  const SystemClock clock;
  mongo::Pool pool(MongoOptions(config), registry);
  Clients clients(config, DecodeResult, registry);
  Stores store(pool, registry, config);
  outbox::Relay relay(store.outbox, Wire(config, clients.Sinks()), {}, registry);
  RelayPublisher publisher(relay);
  UseCases app(
      Wire(config,
           Ports{
               store.documents,   store.ids,          clients.directory, store.forms,
               clients.decisions, clients.encoder,    publisher,         clock,
               clients.progress,  clients.redelivery, clients.ledger,    clients.step_states,
               store.set_aside,   store.jobs,         clients.inboxes,   store.reconciliation_notes,
               clients.logs,      registry,           store.work,        clients.mover,
               clients.leavers,   store.epochs,       clients.directory, clients.attendance,
               DecodeResult}),
      SubmitOptionsOf(config), InboxReconcilerOptionsOf(config), HeldOptionsOf(config),
      TimeZone(config.company_tz));
  Reconciliation reconciliation({store.documents, store.ids, clients.decisions,
                                 clients.arbiter_documents, clients.archive, clients.progress,
                                 clients.ledger, app.record, clients.encoder, publisher, clock});
  kafka::Consumer results(ResultsConsumer(config), Wire(config, OnResult(app.record, registry)),
                          clients.producer, registry);
  const Api api{app, daemon.actors(), registry, reconciliation, clients.letters};

  daemon.health().Add("mongo", [&] { return pool.Ping(), std::nullopt; });
  daemon.health().AddDegrading("kafka", [&] { return results.Unavailability(); });
  daemon.health().AddDegrading("outbox", [&] { return relay.Unavailability(); });
  daemon.Run({PublicRoutes(api), InternalRoutes(api)},
             {{"clients", [&] { clients.Start(app.settle); },
               [&] { clients.Stop(std::chrono::seconds(3)); }},
              {"relay", [&] { relay.Start(); }, [&] { relay.Stop(std::chrono::seconds(2)); }},
              daemon::PartOf("leaver-watch", app.leaver_watch),
              daemon::PartOf("held-results", app.held),
              daemon::PartOf("participants", store.participants),
              daemon::PartOf("consumer", results),
              daemon::PartOf("inbox-reconciler", app.inbox_reconciler),
              {"epoch", {}, [&] { app.epoch.Stop(); }},
              {"reconciliation", {}, [&] { reconciliation.Stop(); }},
              {"re-emit-jobs", {}, [&] { app.reemit_jobs.Stop(); }}});
}

std::string Migrate(const Config& config) {
  metrics::Registry registry;
  mongo::Pool pool(MongoOptions(config), registry);
  BringUpToDate(pool);
  EnsureOwnTopics(config);
  return "indexes and topics are there";
}

}  // namespace
}  // namespace erp::approval_request

int main(int argc, char** argv) {
  using namespace erp::approval_request;
  const auto describe = [](erp::config::Table& table, Config& config) {
    Describe(table, config);
    table.Check([&config] { return CheckMongo(config); });
    table.Check([&config] { return CheckForms(config); });
  };
  return erp::daemon::Main<Config>(argc, argv, {kIdentity, describe, Migrate, Run});
}
