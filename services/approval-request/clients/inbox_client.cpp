#include "approval-request/clients/inbox_client.h"

#include <chrono>
#include <string>
#include <utility>

#include "common/error.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kQuestion{3000};
constexpr std::size_t kMaxIds = 1000;  // in one question; notification takes 2000

std::string Print(const std::vector<PublishedNotices>& published) {
  auto people = json::Value::array();
  for (const auto& [user, requested, settled] : published) {
    people.push_back({{"userId", user.value()}, {"requested", requested}, {"settled", settled}});
  }
  return json::Dump({{"people", std::move(people)}});
}

std::vector<std::string> ReadIds(const json::Value* list) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if ((*list)[i].is_string()) ids.push_back((*list)[i].get<std::string>());
  }
  return ids;
}

Inboxes::Missing Read(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) throw Unavailable("notification answered with something unreadable");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto store = reader.Text("store", {1, 200});
  const json::Value* people = reader.Array("people", 0, kMaxIds);
  Inboxes::Missing missing;
  for (std::size_t i = 0; people != nullptr && i < people->size(); ++i) {
    json::ObjectReader person((*people)[i], "/people/" + std::to_string(i),
                              json::UnknownMembers::kIgnore);
    const auto user = person.Id<EmployeeId>("userId");
    auto requested = ReadIds(person.Array("requested", 0, kMaxIds));
    auto settled = ReadIds(person.Array("settled", 0, kMaxIds));
    reader.Absorb(person);
    if (user) missing.published.push_back({*user, std::move(requested), std::move(settled)});
  }
  if (reader.Finish()) throw Unavailable("notification answered with something unreadable");
  missing.store = *store;
  return missing;
}

// Parts of at most kMaxIds ids; one person's are never more than a page of documents makes.
std::vector<std::vector<PublishedNotices>> Parts(const std::vector<PublishedNotices>& published) {
  std::vector<std::vector<PublishedNotices>> parts(1);
  std::size_t ids = 0;
  for (const auto& person : published) {
    const std::size_t more = person.requested.size() + person.settled.size();
    if (ids + more > kMaxIds && !parts.back().empty()) {
      parts.emplace_back();
      ids = 0;
    }
    ids += more;
    parts.back().push_back(person);
  }
  return parts;
}

}  // namespace

Inboxes::Missing InboxClient::Ask(const std::vector<PublishedNotices>& published) {
  const auto answer =
      client_.Send("POST", "/internal/notifications/missing", Print(published),
                   {{"Content-Type", "application/json"}}, Deadline::After(kQuestion));
  if (answer.status == 200) return Read(answer.body);
  throw Unavailable("notification answered " + std::to_string(answer.status) +
                    " to what is missing");
}

Inboxes::Missing InboxClient::FindMissing(const std::vector<PublishedNotices>& published) {
  Missing missing;
  for (const auto& part : Parts(published)) {
    auto answer = Ask(part);
    // The data were lost in between: the earlier name shows that to the caller.
    if (missing.store.empty()) missing.store = std::move(answer.store);
    std::move(answer.published.begin(), answer.published.end(),
              std::back_inserter(missing.published));
  }
  return missing;
}

}  // namespace erp::approval_request
