#include <algorithm>

#include <gtest/gtest.h>

#include "approval-request/api/document_json.h"
#include "approval-request/api/korean.h"
#include "json/json.h"
#include "support/translations.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

constexpr const char* kBody = R"({"requesterId":3,"title":"휴가","content":"사흘","steps":[)"
                              R"({"step":2,"approverId":9},{"step":1,"approverId":5}]})";

Result<Draft> Parse(const std::string& body) {
  return ParseDraft(body, {"annual-leave", "expense", "general", "project"});
}

std::vector<std::string> Mistakes(const std::string& body) {
  std::vector<std::string> pointers;
  const auto draft = Parse(body);
  if (draft) return pointers;
  for (const auto& field : draft.error().fields) pointers.push_back(field.pointer);
  return pointers;
}

json::Value With(const char* member, const json::Value& value) {
  auto body = *json::Parse(kBody);
  body[member] = value;
  return body;
}

using Pointers = std::vector<std::string>;

TEST(ParseDraft, ReadsABodyWithoutAType) {
  const auto draft = Parse(kBody);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->requester, EmployeeId(3));
  EXPECT_EQ(draft->texts.title, "휴가");
  EXPECT_EQ(draft->form, kGeneralForm);
  EXPECT_EQ(draft->texts.fields, kNoFields);
  EXPECT_FALSE(draft->leave_days);
  ASSERT_EQ(draft->line.size(), 2U);
  EXPECT_EQ(draft->line[0].step, 2);
  EXPECT_EQ(draft->line[0].approver, EmployeeId(9));
}

TEST(ParseDraft, TextsAreInOneFormWhereverTheyWereTyped) {
  auto body = With("title", "\u1112\u1172\u1100\u1161");
  body["content"] = "사흘\r\n\t나흘 👨‍👩‍👧";
  const auto draft = Parse(json::Dump(body));
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->texts.title, "휴가");
  EXPECT_EQ(draft->texts.content, "사흘\n\t나흘 👨‍👩‍👧");
}

TEST(ParseDraft, ReadsEveryFormByItsIdAndByItsOldName) {
  for (const auto& [form, type] :
       {std::pair{"general", "GENERAL"}, std::pair{"annual-leave", "ANNUAL_LEAVE"},
        std::pair{"expense", "EXPENSE"}, std::pair{"project", "PROJECT"}}) {
    auto body = With("form", form);
    EXPECT_EQ(Parse(json::Dump(body))->form, form);
    body["type"] = type;
    EXPECT_EQ(Parse(json::Dump(body))->form, form);
    EXPECT_EQ(Parse(json::Dump(With("type", type)))->form, form);
  }
}

TEST(ParseDraft, FormAndTypeMustBeOfTheSameFormWhichThereIs) {
  auto body = With("form", "expense");
  body["type"] = "GENERAL";
  EXPECT_EQ(Mistakes(json::Dump(body)), Pointers{"/type"});
  EXPECT_EQ(Mistakes(json::Dump(With("form", "EXPENSE"))), Pointers{"/form"});
  EXPECT_EQ(Mistakes(json::Dump(With("form", "holiday"))), Pointers{"/form"});
  EXPECT_EQ(Mistakes(json::Dump(With("form", 1))), Pointers{"/form"});
  EXPECT_EQ(Mistakes(json::Dump(With("type", "HOLIDAY"))), Pointers{"/type"});
}

TEST(ParseDraft, FieldsAreCanonicalWhateverTheFormThinksOfThem) {
  EXPECT_EQ(Parse(json::Dump(With("fields", {{"b", 1.0}, {"a", nullptr}})))->texts.fields,
            R"({"b":1})");
  EXPECT_EQ(Parse(json::Dump(With("fields", nullptr)))->texts.fields, kNoFields);
  for (const auto& wrong : {json::Value("x"), json::Value::array(), json::Value(1)}) {
    EXPECT_EQ(Mistakes(json::Dump(With("fields", wrong))), Pointers{"/fields"}) << wrong;
  }
  EXPECT_EQ(Mistakes(json::Dump(With("fields", {{"a/b", "\u0001"}}))), Pointers{"/fields/a~1b"});
}

TEST(ParseDraft, NullIsAbsent) {
  auto body = With("type", nullptr);
  body["leaveDays"] = nullptr;
  const auto draft = Parse(json::Dump(body));
  ASSERT_TRUE(draft);
  EXPECT_FALSE(draft->leave_days);
}

TEST(ParseDraft, ReadsLeaveDays) {
  EXPECT_EQ(Parse(json::Dump(With("leaveDays", 1.5)))->leave_days, 1.5);
  EXPECT_EQ(Parse(json::Dump(With("leaveDays", 2)))->leave_days, 2.0);
  EXPECT_EQ(Mistakes(json::Dump(With("leaveDays", "1"))), Pointers{"/leaveDays"});
}

TEST(ParseDraft, NamesEveryMistake) {
  EXPECT_EQ(Mistakes("{}"), (Pointers{"/requesterId", "/title", "/content", "/steps"}));
  EXPECT_EQ(Mistakes(json::Dump(With("finalStatus", "approved"))), Pointers{"/finalStatus"});
  EXPECT_EQ(Mistakes(json::Dump(With("title", ""))), Pointers{"/title"});
  EXPECT_EQ(Mistakes(json::Dump(With("title", std::string(201, 'x')))), Pointers{"/title"});
  EXPECT_EQ(Mistakes(json::Dump(With("title", 5))), Pointers{"/title"});
  for (const char* title : {"\u3000\u3000", "\u200B", "a\nb", "a\tb", "a\u202Eb", "a\u200Fb"}) {
    EXPECT_EQ(Mistakes(json::Dump(With("title", title))), Pointers{"/title"}) << title;
  }
  for (const char* content : {"a\u202Eb", "a\u001Bb", "a\vb"}) {
    EXPECT_EQ(Mistakes(json::Dump(With("content", content))), Pointers{"/content"}) << content;
  }
  EXPECT_EQ(Mistakes(json::Dump(With("type", "PARTY"))), Pointers{"/type"});
  EXPECT_EQ(Mistakes(json::Dump(With("requesterId", 0))), Pointers{"/requesterId"});
  EXPECT_EQ(Mistakes(json::Dump(With("steps", json::Value::array()))), Pointers{"/steps"});
  EXPECT_EQ(Mistakes(json::Dump(With("steps", {{{"step", 1}, {"approverId", -1}}}))),
            Pointers{"/steps/0/approverId"});
  EXPECT_EQ(
      Mistakes(json::Dump(With("steps", {{{"step", 1}, {"approverId", 5}, {"status", "x"}}}))),
      Pointers{"/steps/0/status"});
  EXPECT_EQ(Mistakes(json::Dump(With("steps", {7}))), Pointers{"/steps/0"});
}

TEST(ParseDecisionBody, WhatIsSaidIsItsCommentAndReasonIsTakenForIt) {
  const auto approval = ParseDecisionBody(R"({"approverId":5})");
  ASSERT_TRUE(approval);
  EXPECT_EQ(approval->approver, EmployeeId(5));
  EXPECT_EQ(approval->comment, std::nullopt);
  for (const char* said : {R"("comment":"x")", R"("reason":"x")", R"("comment":"x","reason":"x")",
                           R"("comment":null,"reason":"x")", R"("comment":"x","reason":null)"}) {
    const std::string rest = std::string(said) + "}";
    EXPECT_EQ(ParseDecisionBody(R"({"approverId":5,)" + rest)->comment, "x") << said;
    EXPECT_EQ(ParseRecallBody(R"({"requesterId":5,)" + rest)->comment, "x") << said;
  }
  EXPECT_EQ(ParseDecisionBody(R"({"approverId":5,"reason":""})")->comment, std::nullopt);
  const auto both = ParseDecisionBody(R"({"approverId":5,"reason":"x","comment":"y"})");
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().fields.at(0).pointer, "/reason");
  EXPECT_FALSE(ParseRecallBody(R"({"requesterId":5,"reason":"x","comment":"y"})"));
  EXPECT_FALSE(ParseDecisionBody(R"({"approverId":5,"status":"approved"})"));
  EXPECT_FALSE(ParseDecisionBody(R"({})"));
  EXPECT_FALSE(ParseDecisionBody(""));
}

TEST(DocumentJson, HasEveryMemberThatClientsRead) {
  const auto value = *json::Parse(DocumentJson(test::ThreeStepSubmission().document));
  EXPECT_EQ(value["requestId"], 41);
  EXPECT_EQ(value["requesterId"], 3);
  EXPECT_EQ(value["title"], "테스트 장비 구매");
  EXPECT_EQ(value["type"], "GENERAL");
  EXPECT_TRUE(value["leaveDays"].is_null());
  EXPECT_EQ(value["currentStep"], 1);
  EXPECT_EQ(value["finalStatus"], "in_progress");
  EXPECT_EQ(value["createdAt"], "1970-01-01T00:00:01.000Z");
  ASSERT_EQ(value["steps"].size(), 3U);
  EXPECT_EQ(value["steps"][0]["step"], 1);
  EXPECT_EQ(value["steps"][0]["approverId"], 5);
  EXPECT_EQ(value["steps"][0]["status"], "pending");
  EXPECT_TRUE(value["steps"][0].contains("updatedAt"));
  EXPECT_TRUE(value["steps"][1]["updatedAt"].is_null());
}

TEST(DocumentJson, AfterTheEndCurrentStepIsWhereItEnded) {
  auto document = test::ThreeStepSubmission().document;
  const auto change =
      ApplyResult(document, test::NextDecision(document, false, "이유"), test::At(2000));
  const auto value = *json::Parse(DocumentJson(After(document, *change)));
  EXPECT_EQ(value["currentStep"], 1);
  EXPECT_EQ(value["finalStatus"], "rejected");
  EXPECT_EQ(value["steps"][0]["status"], "rejected");
  EXPECT_EQ(value["steps"][0]["comment"], "이유");
  EXPECT_EQ(value["steps"][1]["status"], "canceled");
}

TEST(SubmittedJson, IsTheSameWhateverHasHappenedSince) {
  const auto document = test::ThreeStepSubmission().document;
  const auto change = ApplyResult(document, test::NextDecision(document, false), test::At(2000));
  const auto after = After(document, *change);
  EXPECT_EQ(SubmittedJson(after, after.rounds.front()),
            SubmittedJson(document, document.rounds.front()));
}

TEST(Cursor, ReadsBackWhatItWrote) {
  const ListCursor cursor{test::At(1763687000123), RequestId(41)};
  const auto read = ParseCursor(CursorText(cursor));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->created_at, cursor.created_at);
  EXPECT_EQ(read->id, cursor.id);
}

TEST(Cursor, RefusesEverythingElse) {
  for (const char* text : {"", "-", "1", "1-", "-1", "1-0", "1--1", "a-1", "1-a", " 1-1", "1-1 ",
                           "9223372036854775807-1", "99999999999999999999-1"}) {
    EXPECT_FALSE(ParseCursor(text)) << text;
  }
}

TEST(Korean, HasThePlacesOfTheEnglish) {
  EXPECT_EQ(erp::test::MistakesIn(Korean()), std::vector<std::string>());
}

}  // namespace
}  // namespace erp::approval_request
