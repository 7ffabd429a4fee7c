#include "employee/app/identity/keep_clients.h"

#include <set>
#include <utility>

#include "common/sha256.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

Error ClientNotFound() {
  return {ErrorCode::kNotFound, "client-not-found", "No client has this id."};
}

std::vector<FieldError> MistakesOf(const Client& client, const std::string& secret) {
  std::vector<FieldError> mistakes;
  if (auto wrong = ClientIdMistake(client.id)) mistakes.push_back({"/client", *std::move(wrong)});
  if (client.service.empty() != client.employee.has_value()) {
    mistakes.push_back({"/service", "must come without an employee, or the reverse"});
  } else if (!client.employee && !IsServiceName(client.service)) {
    mistakes.push_back({"/service", "is not the name of a service"});
  }
  if (auto wrong = ClientSecretMistake(secret)) mistakes.push_back({"/secret", *std::move(wrong)});
  return mistakes;
}

}  // namespace

Result<void> KeepClients::Add(const Client& client, const std::string& secret) {
  if (auto mistakes = MistakesOf(client, secret); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  return clients_.Add(client, Sha256Hex(secret), clock_.Now());
}

Result<void> KeepClients::Keep(const std::vector<WantedClient>& wanted) {
  std::vector<ClientBook::Wanted> clients;
  std::vector<FieldError> mistakes;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& one = wanted[i];
    std::string place("/");
    place.append(std::to_string(i));
    for (auto& mistake : MistakesOf({.id = one.id, .service = one.service}, one.secret)) {
      mistakes.push_back({place + mistake.pointer, std::move(mistake.detail)});
    }
    if (!ids.insert(one.id).second)
      mistakes.push_back({place + "/client", "occurs more than once"});
    clients.push_back({one.id, one.service, Sha256Hex(one.secret)});
  }
  if (!mistakes.empty()) return InvalidBody(std::move(mistakes));
  clients_.Keep(clients, clock_.Now());
  return {};
}

Result<void> KeepClients::SetLocked(const std::string& id, bool locked) {
  if (clients_.SetLocked(id, locked, clock_.Now())) return {};
  return ClientNotFound();
}

Result<void> KeepClients::Remove(const std::string& id) {
  if (clients_.Remove(id)) return {};
  return ClientNotFound();
}

}  // namespace erp::employee
