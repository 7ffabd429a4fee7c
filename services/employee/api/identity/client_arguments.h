// The command line of --client. Thread-safe functions.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "employee/app/identity/keep_clients.h"

namespace erp::employee {

inline constexpr const char* kClientUsage =
    "add CLIENT --service NAME | add CLIENT --employee ID | keep | lock CLIENT | unlock CLIENT | "
    "remove CLIENT | list";

struct ClientArguments {
  enum class Do { kAdd, kKeep, kLock, kUnlock, kRemove, kList };
  Do what = Do::kList;
  Client client = {};  // of those that name one
};

// kClientUsage. Throws std::invalid_argument with one sentence.
ClientArguments ReadClientArguments(const std::vector<std::string>& arguments);

// Does it, and says what was done. Secrets come from `input`, never from arguments, which everybody
// on the machine can read: of add its first line, of keep lines of a client, its service and its
// secret with blanks between them. Throws std::invalid_argument for what KeepClients refuses; no
// secret is in the sentence.
std::string KeepClientsAsAsked(KeepClients& keep,
                               const ClientArguments& wanted,
                               std::istream& input);

}  // namespace erp::employee
