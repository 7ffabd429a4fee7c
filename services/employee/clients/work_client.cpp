#include "employee/clients/work_client.h"

#include <chrono>
#include <utility>

#include "common/error.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr std::chrono::milliseconds kTimeout{3000};
constexpr std::size_t kMaxDocuments = 1000;
constexpr std::size_t kLongestTitle = 10'000;

http::ClientOptions Options(const Config& config) {
  http::ClientOptions options;
  options.name = "approval-request";
  options.base_url = config.request_url;
  options.authorization = config.ServiceAuthorization();
  options.connections = 4;
  return options;
}

void ReadEntry(json::ObjectReader& reader, const json::Value& value, WaitingWork& work) {
  json::ObjectReader one(value, "", json::UnknownMembers::kIgnore);
  const auto request = one.Id<RequestId>("requestId");
  auto title = one.Text("title", {0, kLongestTitle});
  const auto drafter = one.Id<EmployeeId>("requesterId");
  auto as = one.Text("as", {1, 20});
  const auto step = one.OptionalInteger("step", 1, 100);
  reader.Absorb(one);
  if (!request || !title || !drafter || !as) return;
  work.first.push_back(
      {*request, *std::move(title), *drafter, *std::move(as), static_cast<int>(step.value_or(0))});
}

WaitingWork WorkOf(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) throw Unavailable("approval-request: what waits is not JSON");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  WaitingWork work;
  const auto open = reader.Integer("open", 0, INT64_MAX);
  const auto later = reader.Integer("later", 0, INT64_MAX);
  const auto drafted = reader.Integer("drafted", 0, INT64_MAX);
  const auto more = reader.OptionalBoolean("more");
  const auto* documents = reader.Array("documents", 0, kMaxDocuments);
  for (std::size_t i = 0; documents != nullptr && i < documents->size(); ++i) {
    ReadEntry(reader, (*documents)[i], work);
  }
  if (reader.Finish()) throw Unavailable("approval-request: what waits is not complete");
  work.open = *open;
  work.later = *later;
  work.drafted = *drafted;
  work.more = more.value_or(false);
  return work;
}

}  // namespace

WorkClient::WorkClient(const Config& config, metrics::Registry& registry)
    : client_(Options(config), registry) {}

WaitingWork WorkClient::WaitingFor(EmployeeId person) {
  const auto answer =
      client_.Send("GET", "/internal/waiting/" + person.str(), "", {}, Deadline::After(kTimeout));
  if (answer.status == 200) return WorkOf(answer.body);
  throw Unavailable("approval-request: status " + std::to_string(answer.status) +
                    " for what waits");
}

void WorkClient::HandOver(EmployeeId person) {
  std::string path = "/internal/waiting/";
  path += person.str();
  path += "/hand-over";
  const auto answer = client_.Send("POST", path, "", {}, Deadline::After(kTimeout));
  if (answer.status == 200) return;
  throw Unavailable("approval-request: status " + std::to_string(answer.status) +
                    " for handing over");
}

}  // namespace erp::employee
