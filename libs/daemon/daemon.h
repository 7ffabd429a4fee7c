// The skeleton of every daemon: its command line and configuration, signals, the two HTTP servers
// with the operator's routes, readiness, and one order in which everything starts and stops. A
// service describes itself with a Spec and builds its own parts in `run`; the rest is here, so that
// no two daemons differ in it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "auth/actor.h"
#include "common/config.h"
#include "common/stop.h"
#include "daemon/config.h"
#include "daemon/identity.h"
#include "daemon/token_parts.h"
#include "http/router.h"
#include "http/server.h"
#include "observe/health.h"
#include "observe/metrics.h"

namespace erp::daemon {

// The version of this build, of the whole project.
std::string Version();

// Something of a daemon that runs: started before anybody is served, stopped when nobody is any
// more. Either function may be empty.
struct Part {
  std::string name;  // in the log
  std::function<void()> start = {};
  // Must not throw, and must do with what was never started.
  std::function<void()> stop = {};
};

// Something with Start() and Stop(), which must outlive the part.
template <class Running>
Part PartOf(std::string name, Running& running) {
  return {std::move(name), [&running] { running.Start(); }, [&running] { running.Stop(); }};
}

struct Listeners {
  http::Router api;       // the public port
  http::Router internal;  // the operator port, which the operator's own routes are added to
  // Of the operator port: the connections that other services keep there, and the probes.
  std::size_t operator_threads = 40;
};

// One running daemon. Used on main()'s thread.
class Daemon {
 public:
  Daemon(Identity identity, const Settings& settings, StopSignal& signal);

  // What the parts of the daemon are built with.
  metrics::Registry& registry() { return registry_; }
  const auth::ActorSource& actors() const { return *actors_; }
  // Who stands behind access tokens; once, before Run. Unused with AUTH_MODE=dev.
  void KnowAccounts(auth::Accounts& accounts) {
    if (tokens_) tokens_->accounts().Set(accounts);
  }
  // Dependencies are added before Run.
  health::Health& health() { return health_; }

  // Starts the parts in their order, then the public and the operator port, and says it is ready.
  // Blocks until SIGTERM or SIGINT. Then it is no longer ready, answers what has arrived at the
  // public port, stops the parts in the reverse order, and last the operator port, so that probes
  // see it to the end. What fails to start (an exception, a port that is taken) stops the rest in
  // the same order and is thrown on.
  void Run(Listeners listeners, std::vector<Part> parts);

 private:
  const Identity identity_;
  const Settings& settings_;
  StopSignal& signal_;
  metrics::Registry registry_;
  // One of both: tokens, or what AUTH_MODE=dev believes.
  const std::unique_ptr<TokenParts> tokens_;
  const std::unique_ptr<auth::ActorSource> believed_;
  const auth::ActorSource* const actors_;
  health::Health health_;
};

// Something else than serving that an operator has the program do once: "--run-job NAME". It is
// given what stands behind its argument, and returns what is printed. Throws std::invalid_argument
// for what cannot be meant: exit code 2.
template <class Config>
struct Action {
  std::string argument;
  std::string usage;
  std::string sentence;
  std::function<std::string(const Config&, const std::vector<std::string>&)> run;
};

// Config derives from Settings.
template <class Config>
struct Spec {
  Identity identity;
  // Adds the rows and checks of its own to those of Settings.
  std::function<void(config::Table&, Config&)> describe;
  // --migrate: brings the daemon's store and topics up to date; returns what is there now.
  std::function<std::string(const Config&)> migrate;
  // Builds the daemon and calls Daemon::Run once.
  std::function<void(const Config&, Daemon&)> run;
  std::vector<Action<Config>> actions = {};
};

// A Spec whose Config is known.
struct Program {
  Identity identity;
  Settings& settings;
  std::function<void(config::Table&)> describe;
  std::function<std::string()> migrate;
  std::function<void(Daemon&)> run;
  // By its argument, with what stands behind it.
  std::function<std::string(const std::string&, const std::vector<std::string>&)> action = {};
};

// --help, --version, --check, --migrate, an action, or without an argument the daemon until it is
// asked to stop. Returns the exit code: 0; 2 for mistakes in the command line or the environment; 1
// when it could not start or migrate, with one line on stderr.
int Main(int argc, char** argv, const Program& program);

template <class Config>
int Main(int argc, char** argv, const Spec<Config>& spec) {
  Config config;
  return Main(
      argc, argv,
      Program{.identity = spec.identity,
              .settings = config,
              .describe =
                  [&](config::Table& table) {
                    spec.describe(table, config);
                    for (const auto& action : spec.actions) {
                      table.Action(action.argument, action.usage, action.sentence);
                    }
                  },
              .migrate = [&] { return spec.migrate(config); },
              .run = [&](Daemon& daemon) { spec.run(config, daemon); },
              .action =
                  [&](const std::string& argument, const std::vector<std::string>& arguments) {
                    for (const auto& action : spec.actions) {
                      if (action.argument == argument) return action.run(config, arguments);
                    }
                    throw std::invalid_argument("unknown argument " + argument);
                  }});
}

}  // namespace erp::daemon
