#include "approval-request/store/draft_bson.h"

#include <string>
#include <utility>

#include "approval-request/store/leave_bson.h"

namespace erp::approval_request {
namespace {

mongo::Document PersonBson(const PersonSnapshot& person) {
  return mongo::Document{{"id", person.id.value()},
                         {"name", person.name},
                         {"position", person.position},
                         {"department", person.department}};
}

mongo::Document DraftChangeBson(const DraftChange& move) {
  return mongo::Document{{"key", move.key}, {"content", move.content}, {"round", move.round}};
}

PersonSnapshot PersonOf(mongo::View bson) {
  return {EmployeeId(bson.Integer("id")), bson.Text("name"), bson.Text("position"),
          bson.Text("department")};
}

}  // namespace

std::string RoundPath(int round) { return "rounds." + std::to_string(round - 1) + "."; }

void AddTexts(const DocumentTexts& texts, std::int64_t leave_minutes, mongo::Document& bson) {
  for (const auto& member : kDocumentTexts) {
    const std::string& value = texts.*member.value;
    const bool object = member.kind == DocumentText::Kind::kObject;
    const bool says = !object || FieldsSayMore(value, leave_minutes);
    bson.Add(member.name, says ? value : std::string());
  }
}

DocumentTexts TextsOf(mongo::View bson, std::int64_t leave_minutes) {
  DocumentTexts texts;
  for (const auto& member : kDocumentTexts) {
    const bool always = member.required && member.kind == DocumentText::Kind::kSingleLine;
    auto value = always ? bson.Text(member.name) : bson.OptionalText(member.name).value_or("");
    const bool object = member.kind == DocumentText::Kind::kObject;
    if (object && value.empty()) value = FieldsOfLeave(leave_minutes);
    texts.*member.value = std::move(value);
  }
  return texts;
}

mongo::Document ContentBson(const Content& content) {
  mongo::Document bson;
  AddTexts(content.texts, content.leave_minutes, bson);
  bson.Add("formVersion", content.form_version)
      .Add("leaveMinutes", content.leave_minutes)
      .Add("leaveDates", content.leave_dates)
      .Add("attendance", content.attendance)
      .Add("contentHash", content.hash)
      .Add("requester", PersonBson(content.requester));
  return bson;
}

Content ContentOf(mongo::View bson) {
  const std::int64_t leave = bson.Integer("leaveMinutes");
  return {.texts = TextsOf(bson, leave),
          .form_version = static_cast<int>(bson.OptionalInteger("formVersion").value_or(1)),
          .leave_minutes = leave,
          .leave_dates = bson.OptionalText("leaveDates").value_or(""),
          .attendance = bson.OptionalText("attendance").value_or(""),
          .hash = bson.Text("contentHash"),
          .requester = PersonOf(bson.Object("requester"))};
}

std::vector<DraftChange> DraftChangesOf(mongo::View bson) {
  std::vector<DraftChange> moves;
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
    AddTexts(content->texts, content->leave_minutes, set);
    set.Add("form.version", content->form_version)
        .Add("contentHash", content->hash)
        .Add("requester", mongo::Document{{"name", content->requester.name},
                                          {"position", content->requester.position},
                                          {"department", content->requester.department}});
    if (content->leave_minutes > 0) {
      set.Add("leaveMinutes", content->leave_minutes).Add("leaveDates", content->leave_dates);
      if (!content->leave_dates.empty()) set.Add("leaveTo", LastDate(content->leave_dates));
    }
    if (!content->attendance.empty()) set.Add("attendance", content->attendance);
  }
  if (transition.next_line) {
    mongo::Array line;
    for (const auto& person : *transition.next_line) line.Add(PersonBson(person));
    set.Add("nextLine", line);
  }
  if (transition.deleted_at) set.Add("deletedAt", *transition.deleted_at);
  if (transition.draft_change) {
    push.Add("moves",
             mongo::Document{{"$each", mongo::Array{DraftChangeBson(*transition.draft_change)}},
                             {"$slice", -static_cast<std::int64_t>(kChangesKept)}});
  }
}

}  // namespace erp::approval_request
