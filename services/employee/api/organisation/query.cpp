#include "employee/api/organisation/query.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "employee/domain/organisation/employee.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::size_t kMaxIds = 100;

// A filter is cleaned as the text that it is compared with; a blank one is none.
constexpr unicode::TextLimits kFilter{
    .max = kProfileText.max, .single_line = true, .trimmed = true};

Result<PeoplePage> ReadPeoplePage(const http::Page& page) {
  PeoplePage people{page.limit, std::nullopt};
  if (page.cursor) {
    people.before = EmployeeId::Parse(*page.cursor);
    if (!people.before) return InvalidQuery("cursor", "is not a cursor of this list");
  }
  return people;
}

Result<PeopleFilter> ReadFilter(const http::Call& call) {
  auto department = http::QueryText(call.request, "department", kFilter);
  if (!department) return department.error();
  auto position = http::QueryText(call.request, "position", kFilter);
  if (!position) return position.error();
  const auto include_inactive = ReadFlag(call, "includeInactive", false);
  if (!include_inactive) return include_inactive.error();
  const auto sub_departments = ReadFlag(call, "includeSubDepartments", false);
  if (!sub_departments) return sub_departments.error();
  return PeopleFilter{*std::move(department), *std::move(position), *include_inactive,
                      *sub_departments};
}

constexpr std::string_view kHex = "0123456789abcdef";

}  // namespace

Result<bool> ReadFlag(const http::Call& call, const std::string& name, bool otherwise) {
  const auto text = call.query(name);
  if (!text) return otherwise;
  if (*text == "false") return false;
  if (*text == "true") return true;
  return InvalidQuery(name, "must be true or false");
}

Result<ListQuery> ReadListQuery(const http::Call& call) {
  auto filter = ReadFilter(call);
  if (!filter) return filter.error();
  const auto page = ReadPeoplePage(call.page);
  if (!page) return page.error();
  return ListQuery{*std::move(filter), *page};
}

Result<std::optional<PeopleSearch>> ReadSearchQuery(const http::Call& call) {
  auto text = http::QueryText(call.request, "q", kFilter);
  if (!text) return text.error();
  if (!text->has_value()) return std::optional<PeopleSearch>();
  auto filter = ReadFilter(call);
  if (!filter) return filter.error();
  PeopleSearch search{
      .text = **std::move(text), .filter = *std::move(filter), .limit = call.page.limit};
  if (call.page.cursor) {
    search.after = ParseSearchPlace(*call.page.cursor);
    if (!search.after) return InvalidQuery("cursor", "is not a cursor of this list");
  }
  return std::optional(std::move(search));
}

std::string PrintSearchPlace(const SearchPlace& place) {
  std::string text = place.id.str();
  text += '-';
  for (const char c : place.key) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::optional<SearchPlace> ParseSearchPlace(std::string_view text) {
  const auto dash = std::min(text.find('-'), text.size());
  const auto id = EmployeeId::Parse(text.substr(0, dash));
  text.remove_prefix(std::min(dash + 1, text.size()));
  if (!id || text.empty() || text.size() % 2 != 0) return std::nullopt;
  SearchPlace place{.key = {}, .id = *id};
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = kHex.find(text[at]);
    const auto low = kHex.find(text[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    place.key += static_cast<char>(high * 16 + low);
  }
  if (unicode::Clean(place.key, {.max = 254}).text != place.key) return std::nullopt;
  return place;
}

Result<ListQuery> ReadTeamQuery(const http::Call& call) {
  auto department = http::QueryText(call.request, "department", kFilter);
  if (!department) return department.error();
  if (!department->has_value()) return InvalidQuery("department", "is required");
  const auto page = ReadPeoplePage(call.page);
  if (!page) return page.error();
  return ListQuery{{*std::move(department), std::nullopt}, *page};
}

Result<std::vector<EmployeeId>> ReadIds(const http::Call& call) {
  const std::string text = call.query("ids").value_or("");
  std::vector<EmployeeId> ids;
  std::size_t start = 0;
  while (start <= text.size()) {
    const auto end = std::min(text.find(',', start), text.size());
    const auto id = EmployeeId::Parse(text.substr(start, end - start));
    if (!id || ids.size() == kMaxIds) {
      return InvalidQuery("ids", "must be 1 to 100 employee ids separated by commas");
    }
    ids.push_back(*id);
    start = end + 1;
  }
  return ids;
}

}  // namespace erp::employee
