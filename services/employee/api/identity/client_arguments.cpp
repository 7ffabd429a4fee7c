#include "employee/api/identity/client_arguments.h"

#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "employee/api/identity/terminal.h"

namespace erp::employee {
namespace {

using Do = ClientArguments::Do;

std::optional<Do> WhatOf(const std::string& word) {
  static const std::map<std::string, Do> kWords = {{"add", Do::kAdd},       {"keep", Do::kKeep},
                                                   {"lock", Do::kLock},     {"unlock", Do::kUnlock},
                                                   {"remove", Do::kRemove}, {"list", Do::kList}};
  const auto found = kWords.find(word);
  return found == kWords.end() ? std::nullopt : std::optional(found->second);
}

bool NamesNobody(Do what) { return what == Do::kKeep || what == Do::kList; }

// Of "keep": what a line has, and nothing else on it.
WantedClient ReadLine(const std::string& line, int number) {
  std::istringstream words(line);
  WantedClient client;
  std::string more;
  words >> client.id >> client.service >> client.secret;
  if (words.fail() || words >> more) {
    throw std::invalid_argument("line " + std::to_string(number) +
                                " must be a client, its service and its secret");
  }
  return client;
}

std::vector<WantedClient> ReadLines(std::istream& input) {
  std::vector<WantedClient> wanted;
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) {
      wanted.push_back(ReadLine(line, number));
    }
  }
  return wanted;
}

std::string LineOf(const KnownClient& known) {
  const auto& client = known.client;
  std::string line = client.id;
  if (client.employee) {
    line.append(" employee ").append(client.employee->str());
  } else {
    line.append(" service ").append(client.service);
  }
  line.append(known.locked ? " locked" : "").append(known.active ? "" : " inactive");
  return line.append("\n");
}

std::string List(KeepClients& keep) {
  std::string lines;
  for (const auto& known : keep.All()) lines.append(LineOf(known));
  return lines;
}

}  // namespace

ClientArguments ReadClientArguments(const std::vector<std::string>& arguments) {
  const std::string usage = std::string("--client ") + kClientUsage;
  const auto what = arguments.empty() ? std::nullopt : WhatOf(arguments[0]);
  if (!what) throw std::invalid_argument(usage);
  const std::size_t count = *what == Do::kAdd ? 4 : NamesNobody(*what) ? 1 : 2;
  if (arguments.size() != count) throw std::invalid_argument(usage);
  ClientArguments wanted{*what, {.id = count > 1 ? arguments[1] : ""}};
  if (*what != Do::kAdd) return wanted;
  if (arguments[2] == "--service") {
    wanted.client.service = arguments[3];
    return wanted;
  }
  if (arguments[2] != "--employee") throw std::invalid_argument(usage);
  wanted.client.employee = EmployeeId::Parse(arguments[3]);
  if (!wanted.client.employee) {
    throw std::invalid_argument("--employee must be the id of a person");
  }
  return wanted;
}

std::string KeepClientsAsAsked(KeepClients& keep,
                               const ClientArguments& wanted,
                               std::istream& input) {
  const auto& id = wanted.client.id;
  switch (wanted.what) {
    case Do::kAdd:
      OrThrow(keep.Add(wanted.client, FirstLine(input)));
      return "client " + id + " is added\n";
    case Do::kKeep: {
      const auto clients = ReadLines(input);
      OrThrow(keep.Keep(clients));
      return std::to_string(clients.size()) + " clients are kept\n";
    }
    case Do::kLock:
      OrThrow(keep.SetLocked(id, true));
      return id + " is locked\n";
    case Do::kUnlock:
      OrThrow(keep.SetLocked(id, false));
      return id + " is not locked\n";
    case Do::kRemove:
      OrThrow(keep.Remove(id));
      return id + " is removed\n";
    case Do::kList:
      return List(keep);
  }
  throw std::logic_error("an unknown kind of command");
}

}  // namespace erp::employee
