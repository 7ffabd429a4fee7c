// What is written by a drafter goes through many places: it is hashed, compared when a request is
// repeated, stored, kept with its round, sent, answered. The texts have one list, which all of
// these places go through: here each is asked whether it does, for every text of the list. Another
// member more does not compile: then it gets its line.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/api/document_json.h"
#include "approval-request/clients/event_encoder.h"
#include "approval-request/store/document_bson.h"
#include "approval-request/store/draft_bson.h"
#include "contracts/approval_events.h"
#include "json/json.h"
#include "support/document_texts.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

struct Member {
  std::string name;    // on the wire
  std::string stored;  // in MongoDB
  std::function<void(Draft&)> change;
  DraftEdit edit;  // the same change
};

// The texts, each changed, and the leave by its old name.
std::vector<Member> Members() {
  std::vector<Member> members;
  for (const auto& text : kDocumentTexts) {
    const std::string other = text.kind == DocumentText::Kind::kObject
                                  ? R"({"dueDate":"2026-12-31","leaveDays":2})"
                                  : erp::test::Filled(text);
    const std::string name(text.name);
    members.push_back({name,
                       name,
                       [text, other](Draft& draft) { draft.texts.*text.value = other; },
                       {.texts = {{name, other}}}});
  }
  members.push_back({"leaveDays",
                     "leaveMinutes",
                     [](Draft& draft) { draft.leave_days = 0.5; },
                     {.leave_days = 0.5}});
  return members;
}

// What no edit changes, or is not the drafter's word: requester, form; form_version, hash,
// leave_said_by; and the line, which a round has.
TEST(Members, EveryOneHasItsLine) {
  [[maybe_unused]] const auto& [texts, form_version, leave, dates, day, hash, requester] =
      Content{};
  [[maybe_unused]] const auto& [drafter, form, version, texts2, days, said_by, request, claimed,
                                counted, day2, line] = Draft{};
  [[maybe_unused]] const auto& [texts3, days3, line3] = DraftEdit{};
  // The document has them and where it stands; the event has them and what is open.
  [[maybe_unused]] const auto& [id, ver, applied, order, requester4, form4, version4, texts4,
                                leave4, dates4, day4, hash4, state, open_step, rounds, refused,
                                held, moves, next_line, deleted_at, created_at, updated_at,
                                audit_head] = Document{};
  [[maybe_unused]] const auto& [document, round, step, attempt, order5, base, version5, last_step,
                                reason, recallable, approvers, requester5, form5, texts5, leave5,
                                hash5, steps, created_at5, opened_at, occasion] = StepOpened{};
  // Every text is on the list.
  EXPECT_EQ(sizeof(DocumentTexts), kDocumentTexts.size() * sizeof(std::string));
}

class EveryMember : public testing::TestWithParam<Member> {
 protected:
  const People people_ = test::PeopleWith({3, 5, 9});

  [[nodiscard]] Document Submitted(const Draft& draft) const {
    return Submit(RequestId(41), draft, people_, test::At(1000)).document;
  }
  [[nodiscard]] Draft Changed() const {
    auto draft = test::LeaveDraft();
    GetParam().change(draft);
    return draft;
  }
  static contracts::StepOpened Sent(Document document) {
    document.open_step = 1;
    document.order = 1;
    const auto message = JsonEventEncoder(Topics{}).Encode(MakeStepOpened(document));
    return contracts::DecodeStepOpened(message.body).value();
  }
};

TEST_P(EveryMember, IsHashed) {
  EXPECT_NE(Submitted(Changed()).content_hash, Submitted(test::LeaveDraft()).content_hash);
}

TEST_P(EveryMember, IsComparedWhenARequestIsRepeated) {
  EXPECT_NE(DraftHash(Changed()), DraftHash(test::LeaveDraft()));
  EXPECT_NE(HashOf(GetParam().edit), HashOf(DraftEdit{}));
}

TEST_P(EveryMember, IsChangedByAnEdit) {
  const auto before = Submitted(test::LeaveDraft());
  const auto edited = Merged(DraftOf(before), GetParam().edit);
  EXPECT_NE(DraftHash(edited), DraftHash(DraftOf(before)));
  const auto change = EditDraft(before, edited, people_, test::At(1100));
  EXPECT_EQ(PresentContent(After(before, change)), *change.content);
  EXPECT_EQ(change.superseded, PresentContent(before));
}

TEST_P(EveryMember, IsStoredWithTheDocumentItsChangesAndItsRounds) {
  const auto submission = Submit(RequestId(41), Changed(), people_, test::At(1000));
  EXPECT_EQ(DocumentOf(InsertOf(submission, {}, std::nullopt).view()), submission.document);
  auto before = Submitted(test::LeaveDraft());
  const auto edited = EditDraft(before, Changed(), people_, test::At(1100));
  const auto update = UpdateOf(edited, {});
  EXPECT_TRUE(update.view().Object("$set").Find(GetParam().stored));
  EXPECT_EQ(ContentOf(ContentBson(*edited.content).view()), *edited.content);
}

TEST_P(EveryMember, IsShown) {
  const auto before = json::Value::parse(DocumentJson(Submitted(test::LeaveDraft())));
  const auto after = json::Value::parse(DocumentJson(Submitted(Changed())));
  // A text that is not required is left out while it is empty.
  EXPECT_NE(before.value(GetParam().name, json::Value()), after.at(GetParam().name));
  EXPECT_TRUE(ParseFields(GetParam().name));
}

TEST_P(EveryMember, IsTakenBySubmitsAndEdits) {
  const auto shown = json::Value::parse(DocumentJson(Submitted(Changed())));
  json::Value body{{"requesterId", 3}, {"title", "t"}, {"content", ""}};
  body["steps"] = {{{"step", 1}, {"approverId", 5}}};
  const auto without = ParseDraft(json::Dump(body), {"general"}).value();
  body[GetParam().name] = shown.at(GetParam().name);
  EXPECT_NE(DraftHash(ParseDraft(json::Dump(body), {"general"}).value()), DraftHash(without));
  const json::Value edit{{"requesterId", 3}, {GetParam().name, shown.at(GetParam().name)}};
  EXPECT_EQ(HashOf(ParseEdit(json::Dump(edit))->edit), HashOf(GetParam().edit));
}

TEST_P(EveryMember, IsSentToTheApprovers) {
  EXPECT_NE(Sent(Submitted(Changed())), Sent([this] {
              auto unchanged = Submitted(test::LeaveDraft());
              unchanged.content_hash = Submitted(Changed()).content_hash;
              return unchanged;
            }()));
}

std::string NameOf(const testing::TestParamInfo<Member>& member) { return member.param.name; }

INSTANTIATE_TEST_SUITE_P(All, EveryMember, testing::ValuesIn(Members()), NameOf);

// What an earlier release has stored or hashed is the same now.
TEST(EarlierShapes, HashesWithoutFieldsAreAsTheyWere) {
  const auto people = test::PeopleWith({3, 5, 7, 9});
  const auto general = Submit(RequestId(1), test::ThreeStepDraft(), people, test::At(1));
  EXPECT_EQ(general.document.content_hash,
            "770d9641b94dd3a47e746fe2414a99efbd3d2d6a7345cab504ad569656ae19ee");
  EXPECT_EQ(DraftHash(test::ThreeStepDraft()),
            "f9a70f9fb4c83f26bdffa45af9666a48503e92d7691c2ad6fa48af283b537678");
  const auto leave = Submit(RequestId(1), test::LeaveDraft(), people, test::At(1));
  EXPECT_EQ(leave.document.content_hash,
            "784b67b68f89b9f1e7107a4de71242d72e8ec8483c91379f69ec54786b5df0dc");
  EXPECT_EQ(DraftHash(test::LeaveDraft()),
            "d441ff06cecb72d836f5f7533e73a94118983b31323a1a6a04d049a34f502864");
  EXPECT_EQ(HashOf(DraftEdit{.texts = {{"title", "새 제목"}}, .leave_days = 0.5}),
            "4df8168eff320245a3f832f5744925b0e5fdfaa3dcb036bf078dfb988fed771a");
}

// A replica of the previous release writes the leave alone; what it has not written must not speak
// for it.
TEST(EarlierShapes, FieldsThatSayOnlyTheLeaveAreNotStored) {
  const auto leave = test::LeaveSubmission();
  EXPECT_EQ(InsertOf(leave, {}, std::nullopt).view().Text("fields"), "");
  EXPECT_EQ(ContentBson(PresentContent(leave.document)).view().Text("fields"), "");
  EXPECT_EQ(InsertOf(test::ThreeStepSubmission(), {}, std::nullopt).view().Text("fields"), "");
  const auto read = [](mongo::Document bson, std::int64_t minutes) {
    return TextsOf(bson.Add("title", "t").view(), minutes).fields;
  };
  EXPECT_EQ(read(mongo::Document{{"fields", ""}}, 240), R"({"leaveDays":0.5})");
  EXPECT_EQ(read(mongo::Document{}, 0), "{}");
  EXPECT_EQ(read(mongo::Document{{"fields", R"({"a":1})"}}, 240), R"({"a":1})");
}

TEST(EarlierShapes, LeaveIsTheOnlyFieldOfDocumentsWithoutFields) {
  EXPECT_EQ(FieldsOfLeave(0), "{}");
  EXPECT_EQ(FieldsOfLeave(60), R"({"leaveDays":0.125})");
  EXPECT_EQ(FieldsOfLeave(720), R"({"leaveDays":1.5})");
  EXPECT_EQ(FieldsOfLeave(366 * 480), R"({"leaveDays":366})");
  for (std::int64_t minutes = kLeaveUnit; minutes <= kMaxLeave; minutes += kLeaveUnit) {
    ASSERT_EQ(FieldsOfLeave(minutes), json::Dump(json::Value::parse(FieldsOfLeave(minutes))));
    ASSERT_FALSE(FieldsSayMore(FieldsOfLeave(minutes), minutes));
  }
}

}  // namespace
}  // namespace erp::approval_request
