#include "approval-request/store/draft_bson.h"

#include <string>

namespace erp::approval_request {
namespace {

mongo::Document PersonBson(const PersonSnapshot& person) {
  return mongo::Document{{"id", person.id.value()},
                         {"name", person.name},
                         {"position", person.position},
                         {"department", person.department}};
}

mongo::Document MoveBson(const DraftMove& move) {
  return mongo::Document{{"key", move.key}, {"content", move.content}, {"round", move.round}};
}

PersonSnapshot PersonOf(mongo::View bson) {
  return {EmployeeId(bson.Integer("id")), bson.Text("name"), bson.Text("position"),
          bson.Text("department")};
}

}  // namespace

std::string RoundPath(int round) { return "rounds." + std::to_string(round - 1) + "."; }

std::string StoredFields(const std::string& fields, std::int64_t leave_minutes) {
  return FieldsSayMore(fields, leave_minutes) ? fields : std::string();
}

std::string FieldsFrom(const std::optional<std::string>& stored, std::int64_t leave_minutes) {
  return stored && !stored->empty() ? *stored : FieldsOfLeave(leave_minutes);
}

mongo::Document ContentBson(const Content& content) {
  return mongo::Document{{"title", content.title},
                         {"content", content.content},
                         {"fields", StoredFields(content.fields, content.leave_minutes)},
                         {"formVersion", content.form_version},
                         {"leaveMinutes", content.leave_minutes},
                         {"contentHash", content.hash},
                         {"requester", PersonBson(content.requester)}};
}

Content ContentOf(mongo::View bson) {
  const std::int64_t leave = bson.Integer("leaveMinutes");
  return {.title = bson.Text("title"),
          .content = bson.OptionalText("content").value_or(""),
          .fields = FieldsFrom(bson.OptionalText("fields"), leave),
          .form_version = static_cast<int>(bson.OptionalInteger("formVersion").value_or(1)),
          .leave_minutes = leave,
          .hash = bson.Text("contentHash"),
          .requester = PersonOf(bson.Object("requester"))};
}

std::vector<DraftMove> MovesOf(mongo::View bson) {
  std::vector<DraftMove> moves;
  if (!bson.Find("moves")) return moves;
  for (const auto& element : bson.List("moves")) {
    const mongo::View one = element.Object();
    moves.push_back({one.Text("key"), one.Text("content"), static_cast<int>(one.Integer("round"))});
  }
  return moves;
}

std::vector<PersonSnapshot> NextLineOf(mongo::View bson) {
  std::vector<PersonSnapshot> line;
  if (!bson.Find("nextLine")) return line;
  for (const auto& person : bson.List("nextLine")) line.push_back(PersonOf(person.Object()));
  return line;
}

// What a drafter's change sets and pushes beside what every change does.
void AddDraft(const Transition& transition, mongo::Document& set, mongo::Document& push) {
  if (transition.superseded) {
    const int last = transition.next_round ? transition.round - 1 : transition.round;
    set.Add(RoundPath(last) + "about", ContentBson(*transition.superseded));
  }
  if (const auto& content = transition.content) {
    set.Add("title", content->title)
        .Add("content", content->content)
        .Add("fields", StoredFields(content->fields, content->leave_minutes))
        .Add("form.version", content->form_version)
        .Add("contentHash", content->hash)
        .Add("requester", mongo::Document{{"name", content->requester.name},
                                          {"position", content->requester.position},
                                          {"department", content->requester.department}});
    if (content->leave_minutes > 0) set.Add("leaveMinutes", content->leave_minutes);
  }
  if (transition.next_line) {
    mongo::Array line;
    for (const auto& person : *transition.next_line) line.Add(PersonBson(person));
    set.Add("nextLine", line);
  }
  if (transition.deleted_at) set.Add("deletedAt", *transition.deleted_at);
  if (transition.move) {
    push.Add("moves", mongo::Document{{"$each", mongo::Array{MoveBson(*transition.move)}},
                                      {"$slice", -static_cast<std::int64_t>(kMovesKept)}});
  }
}

}  // namespace erp::approval_request
