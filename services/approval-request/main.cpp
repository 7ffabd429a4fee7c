// Composition root: builds everything in the order of dependence, runs, stops.
#include <iostream>

#include "approval-request/api/on_result.h"
#include "approval-request/api/options.h"
#include "approval-request/api/routes.h"
#include "approval-request/clients/clients.h"
#include "approval-request/store/mongo_store.h"
#include "common/process.h"
#include "deadletters/routes.h"
#include "http/operator.h"
#include "observe/log.h"

namespace erp::approval_request {

void Run(const Config& config, mongo::Pool& pool, metrics::Registry& registry, StopSignal& stop) {
  const auto actors = auth::MakeDevActorSource(config.environment, registry);
  const SystemClock clock;
  Clients clients(config, DecodeResult, registry);
  MongoStore store(pool, registry, config);
  outbox::Relay relay(store.outbox, clients.Sinks(), {}, registry);
  RelayPublisher publisher(relay);
  ApprovalApp app(
      {store.documents,   store.ids,       clients.directory, clients.desk,       clients.encoder,
       publisher,         clock,           clients.progress,  clients.redelivery, clients.ledger,
       clients.standings, store.set_aside, store.jobs,        clients.inboxes,    store.comparison,
       clients.logs,      registry,        store.work,        clients.mover,      clients.leavers,
       store.epochs,      DecodeResult},
      SubmitOptionsOf(config), KeeperOptions(config), HeldOptionsOf(config));
  Reconciliation reconciliation({store.documents, store.ids, clients.desk,
                                 clients.arbiter_documents, clients.archive, clients.progress,
                                 clients.ledger, app.record, clients.encoder, publisher, clock});
  const Api api{app, *actors, registry, reconciliation};
  http::Server server(PublicServer(config), PublicRoutes(api), registry);
  kafka::Consumer results(ResultsConsumer(config), OnResult(app.record, registry), clients.producer,
                          registry);
  health::Health health;
  health.Add("mongo", [&pool] { return pool.Ping(), std::nullopt; });
  health.AddDegrading("kafka", [&results] { return results.Trouble(); });
  health.AddDegrading("outbox", [&relay] { return relay.Trouble(); });
  http::Router internal = InternalRoutes(api);
  deadletters::AddRoutes(internal, clients.letters);
  http::AddOperatorRoutes(internal, kService, Version(), health, registry, server.router());
  http::Server operators(OperatorServer(config), std::move(internal), registry);
  const OnExit stop_all([&] {
    health.Drain(), app.reemit_jobs.Stop(), app.keeper.Stop(), reconciliation.Stop();
    server.Stop(), app.leaver_watch.Stop(), app.held.Stop(), results.Stop();
    relay.Stop(std::chrono::seconds(2));
    clients.Stop(std::chrono::seconds(3));
    operators.Stop(), health.Stop();
    log::Info("stopped");
  });
  clients.leave.Start(app.settle);
  relay.Start(), app.leaver_watch.Start(), app.held.Start(), results.Start();
  server.Start(), operators.Start(), app.keeper.Start();
  health.Start();  // ready only when everything listens
  log::Info("started", {{"version", Version()}, {"http_port", server.port()}});
  log::Info("stopping", {{"signal", stop.Wait()}});
}
}  // namespace erp::approval_request
int main(int argc, char** argv) try {
  using namespace erp;
  Process process;
  approval_request::Config config;
  auto table = approval_request::Describe(config);
  table.Check([&config] { return CheckMongo(config); });
  const auto command = table.CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  log::Init(approval_request::kService, log::ParseLevel(config.log_level));
  metrics::Registry registry;
  mongo::Pool pool(approval_request::MongoOptions(config), registry);
  if (Migrates(command)) {
    approval_request::EnsureIndexes(pool), approval_request::EnsureOwnTopics(config);
    return Migrated(approval_request::kService, "indexes and topics are there");
  }
  return approval_request::Run(config, pool, registry, process.stop), log::Flush(), 0;
} catch (const std::exception& failure) {
  std::cerr << "approval-request: " << failure.what() << '\n';
  return 1;
}
