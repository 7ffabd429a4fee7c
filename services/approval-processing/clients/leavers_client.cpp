#include "approval-processing/clients/leavers_client.h"

#include <chrono>
#include <utility>

#include "common/error.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_processing {
namespace {

constexpr std::chrono::milliseconds kTimeout{1000};
constexpr std::size_t kMaxLeavers = 10'000;  // of one page

http::ClientOptions Options(const Config& config) {
  http::ClientOptions options;
  options.name = "employee";
  options.base_url = config.employee_url;
  options.connections = 2;
  options.authorization = config.ServiceAuthorization();
  return options;
}

LeaversPage PageOf(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) throw Unavailable("employee: its leavers are not JSON");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  LeaversPage page;
  const auto* people = reader.Array("leavers", 0, kMaxLeavers);
  for (std::size_t i = 0; people != nullptr && i < people->size(); ++i) {
    json::ObjectReader one((*people)[i], "", json::UnknownMembers::kIgnore);
    const auto id = one.Id<EmployeeId>("id");
    reader.Absorb(one);
    if (id) page.people.push_back(*id);
  }
  auto next = reader.Text("next", {1, 100});
  const auto more = reader.OptionalBoolean("more");
  if (reader.Finish()) throw Unavailable("employee: its list of leavers is not complete");
  page.next = *std::move(next);
  page.more = more.value_or(false);
  return page;
}

}  // namespace

LeaversClient::LeaversClient(const Config& config, metrics::Registry& registry)
    : client_(Options(config), registry) {}

LeaversPage LeaversClient::List(const std::string& after) {
  const auto answer =
      client_.Send("GET", "/internal/leavers?after=" + after, "", {}, Deadline::After(kTimeout));
  if (answer.status == 200) return PageOf(answer.body);
  throw Unavailable("employee: status " + std::to_string(answer.status) + " for leavers");
}

}  // namespace erp::approval_processing
