#include "approval-request/clients/leaver_feed.h"

#include <utility>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{1000};
constexpr std::size_t kMaxLeavers = 10'000;  // of one page

LeaversPage PageOf(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) throw Unavailable("employee: its leavers are not JSON");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  LeaversPage page;
  const auto* people = reader.Array("leavers", 0, kMaxLeavers);
  for (std::size_t i = 0; people != nullptr && i < people->size(); ++i) {
    json::ObjectReader one((*people)[i], "", json::UnknownMembers::kIgnore);
    const auto id = one.Id<EmployeeId>("id");
    const auto successor = one.OptionalId<EmployeeId>("reassignTo");
    reader.Absorb(one);
    if (id) page.leavers.push_back({*id, successor});
  }
  auto next = reader.Text("next", {1, 100});
  const auto more = reader.OptionalBoolean("more");
  if (reader.Finish()) throw Unavailable("employee: its list of leavers is not complete");
  page.next = *std::move(next);
  page.more = more.value_or(false);
  return page;
}

}  // namespace

LeaversPage EmployeeLeavers::List(const std::string& after) {
  const auto answer =
      client_.Send("GET", "/internal/leavers?after=" + after, "", {}, Deadline::After(kTimeout));
  if (answer.status == 200) return PageOf(answer.body);
  throw Unavailable("employee: status " + std::to_string(answer.status) + " for leavers");
}

}  // namespace erp::approval_request
