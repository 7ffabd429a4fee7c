#include "daemon/daemon.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <variant>

#include "common/memory.h"
#include "http/operator.h"
#include "observe/log.h"

namespace erp::daemon {
namespace {

http::ServerOptions PublicPort(const Settings& settings) {
  return {.name = "api",
          .bind = settings.http_bind,
          .port = static_cast<int>(settings.http_port),
          .threads = static_cast<std::size_t>(settings.http_threads)};
}

http::ServerOptions OperatorPort(const Settings& settings, std::size_t threads) {
  return {.name = "operator",
          .bind = settings.operator_bind,
          .port = static_cast<int>(settings.operator_port),
          .threads = threads};
}

// Stops things one after the other and remembers how long each took.
class Stopping {
 public:
  void Stop(const std::string& name, const std::function<void()>& stop) {
    const auto begin = std::chrono::steady_clock::now();
    if (stop) stop();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (!order_.empty()) order_ += ", ";
    order_ += name;
    order_ += ' ';
    order_ += std::to_string(took.count());
  }

  // "api 12, relay 3, ...", in milliseconds.
  [[nodiscard]] const std::string& order() const { return order_; }

 private:
  std::string order_;
};

int Do(config::Command command,
       const std::string& argument,
       const std::vector<std::string>& arguments,
       const Program& program,
       StopSignal& signal) {
  if (command == config::Command::kMigrate) {
    const std::string now = program.migrate();
    std::cout << program.identity.name << ": migrated: " << now << std::endl;
    return 0;
  }
  if (command == config::Command::kAction) {
    std::cout << program.action(argument, arguments) << std::flush;
    return 0;
  }
  Daemon daemon(program.identity, program.settings, signal);
  program.run(daemon);
  return 0;
}

}  // namespace

std::string Version() { return ERP_VERSION; }

Daemon::Daemon(Identity identity, const Settings& settings, StopSignal& signal)
    : identity_(identity),
      settings_(settings),
      signal_(signal),
      tokens_(settings.auth_mode == "oidc" ? std::make_unique<TokenParts>(settings, registry_)
                                           : nullptr),
      believed_(tokens_ ? nullptr : auth::MakeDevActorSource(settings.environment, registry_)),
      actors_(tokens_ ? &tokens_->actors() : believed_.get()) {}

void Daemon::Run(Listeners listeners, std::vector<Part> parts) {
  http::Server api(PublicPort(settings_), std::move(listeners.api), registry_);
  http::AddOperatorRoutes(listeners.internal, identity_.name, Version(), health_, registry_,
                          api.router());
  http::Server operators(OperatorPort(settings_, listeners.operator_threads),
                         std::move(listeners.internal), registry_);
  const OnExit stop_all([&] {
    Stopping stopping;
    health_.Drain();
    stopping.Stop("api", [&] { api.Stop(); });
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      if (part->stop) stopping.Stop(part->name, part->stop);
    }
    stopping.Stop("operator", [&] { operators.Stop(); });
    health_.Stop();
    log::Info("stopped", {{"order_ms", stopping.order()}});
  });
  for (const auto& part : parts) {
    if (part.start) part.start();
  }
  api.Start();
  operators.Start();
  health_.Start();  // ready only when everything listens
  log::Info(
      "started",
      {{"version", Version()}, {"http_port", api.port()}, {"operator_port", operators.port()}});
  log::Info("stopping", {{"signal", signal_.Wait()}});
}

int Main(int argc, char** argv, const Program& program) try {
  // Before any thread there is.
  StopSignal signal;
  const memory::Trimmer trimmer;
  config::Table table(program.identity.name, Version(), program.identity.sentence);
  DescribeSettings(table, program.settings, program.identity.http_port,
                   program.identity.operator_port);
  program.describe(table);
  const auto command = table.CommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&command)) return *exit_code;
  log::Init(program.identity.name, log::ParseLevel(program.settings.log_level));
  const std::vector<std::string> arguments(argv + std::min(argc, 2), argv + argc);
  const int exit_code =
      Do(std::get<config::Command>(command), argc > 1 ? argv[1] : "", arguments, program, signal);
  log::Flush();
  return exit_code;
} catch (const std::invalid_argument& mistake) {
  log::Flush();
  std::cerr << program.identity.name << ": " << mistake.what() << '\n';
  return 2;
} catch (const std::exception& failure) {
  log::Flush();
  std::cerr << program.identity.name << ": " << failure.what() << '\n';
  return 1;
}

}  // namespace erp::daemon
