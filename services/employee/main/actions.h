// What the program does once instead of serving, as an operator asks by its command line.
#pragma once

#include <iostream>
#include <string>
#include <vector>

#include "employee/api/identity/administrator_arguments.h"
#include "employee/api/identity/arguments.h"
#include "employee/api/identity/client_arguments.h"
#include "employee/api/jobs/arguments.h"
#include "employee/main/parts.h"

namespace erp::employee {

inline std::string RunJobOnce(const Config& config, const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Parts built(config, registry);
  return RunJobAsAsked(built.app.run_job, ReadJobArguments(arguments),
                       built.ports.company_clock().Today());
}

inline std::string KeepAccount(const Config& config, const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Parts built(config, registry);
  return KeepAccountAsAsked(built.app.keep_accounts, ReadAccountArguments(arguments), std::cin);
}

inline std::string KeepClient(const Config& config, const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Parts built(config, registry);
  return KeepClientsAsAsked(built.app.keep_clients, ReadClientArguments(arguments), std::cin);
}

inline std::string AppointAdministrator(const Config& config,
                                        const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Parts built(config, registry);
  return MakeAdministratorAsAsked(built.app.make_administrator,
                                  ReadAdministratorArguments(arguments), std::cin);
}

inline std::string RotateIssuerKey(const Config& config,
                                   const std::vector<std::string>& arguments) {
  metrics::Registry registry;
  Parts built(config, registry);
  return RotateIssuerKeyAsAsked(built.app.tokens, arguments);
}

}  // namespace erp::employee
