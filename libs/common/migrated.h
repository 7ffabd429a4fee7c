// --migrate of every daemon: how main() sees it, and the one line on stdout that it ends with.
#pragma once

#include <iostream>
#include <string>
#include <variant>

#include "common/config.h"

namespace erp {

// Whether config::Table::CommandLine found --migrate.
inline bool Migrates(const std::variant<config::Command, int>& command) {
  const auto* found = std::get_if<config::Command>(&command);
  return found != nullptr && *found == config::Command::kMigrate;
}

// `what` is there now ("schema 6, applied 5, 6"). Returns the exit code of success.
inline int Migrated(const std::string& program, const std::string& what) {
  std::cout << program << ": migrated: " << what << std::endl;
  return 0;
}

}  // namespace erp
