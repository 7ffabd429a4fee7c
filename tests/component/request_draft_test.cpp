// The drafter changes a document that nobody decides on, submits it again, deletes it: over HTTP,
// with the real stores, the bus and the ledger.
#include <gtest/gtest.h>

#include "component/request_leave_fixture.h"

namespace erp::approval_request {
namespace {

using support::HttpAnswer;
using support::HttpHeaders;

json::Value Parsed(const HttpAnswer& answer) { return json::Value::parse(answer.body); }

std::string Path(std::int64_t request) { return "/approvals/" + std::to_string(request); }

HttpAnswer Edit(const support::Daemon& daemon,
                std::int64_t request,
                const json::Value& body,
                const HttpHeaders& headers = {}) {
  return support::Send("PUT", daemon.Url(Path(request)), json::Dump(body), headers);
}

HttpAnswer SubmitAgain(const support::Daemon& daemon,
                       std::int64_t request,
                       std::int64_t drafter,
                       const HttpHeaders& headers = {}) {
  return support::Send("POST", daemon.Url(Path(request) + "/submit"),
                       json::Dump({{"requesterId", drafter}}), headers);
}

HttpAnswer Delete(const support::Daemon& daemon,
                  std::int64_t request,
                  std::int64_t drafter,
                  const HttpHeaders& headers = {}) {
  return support::Send(
      "DELETE", daemon.Url(Path(request) + "?requesterId=" + std::to_string(drafter)), "", headers);
}

void ExpectProblem(const HttpAnswer& answer, int status, const std::string& code) {
  EXPECT_EQ(answer.status, status) << answer.body;
  EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
  EXPECT_EQ(Parsed(answer)["code"], code) << answer.body;
}

void ExpectReplayed(const HttpAnswer& answer, bool replayed) {
  EXPECT_EQ(answer.Header("idempotency-replayed").value_or("") == "true", replayed) << answer.body;
}

// Documents of person 3 that are recalled: they may be changed and submitted again.
class RequestDrafts : public RequestDaemonTest {
 protected:
  std::int64_t Recalled(const support::Daemon& daemon,
                        const std::vector<std::int64_t>& approvers = {5, 9}) {
    const auto request = Submit(daemon, approvers);
    Send(Recall(DocumentOf(daemon, request)), "approval.recalled");
    EXPECT_TRUE(Becomes(daemon, request, "finalStatus", "recalled"));
    return request;
  }
  // Every verb of a drafter, as `drafter` would send it.
  static std::vector<HttpAnswer> AllVerbs(const support::Daemon& daemon,
                                          std::int64_t request,
                                          std::int64_t drafter) {
    return {Edit(daemon, request, {{"requesterId", drafter}, {"title", "새 제목"}}),
            SubmitAgain(daemon, request, drafter), Delete(daemon, request, drafter)};
  }
};

TEST_F(RequestDrafts, ARecalledDocumentIsChangedSubmittedAgainAndDecided) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto request = Recalled(*daemon);
  const auto before = DocumentOf(*daemon, request);
  const auto edited = Edit(
      *daemon, request,
      {{"requesterId", 3}, {"title", "새 제목"}, {"steps", {{{"step", 1}, {"approverId", 7}}}}});
  ASSERT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(edited.Header("etag"), "\"3\"");
  const auto draft = DocumentOf(*daemon, request);
  auto shown = Parsed(edited);
  EXPECT_TRUE(shown["can"]["submit"]) << "of the person that the request names";
  shown.erase("can");
  EXPECT_EQ(shown, draft);
  EXPECT_EQ(draft["finalStatus"], "recalled");
  EXPECT_EQ(draft["content"], before["content"]) << "what is not named stays";
  EXPECT_NE(draft["contentHash"], before["contentHash"]);

  const auto submitted = SubmitAgain(*daemon, request, 3);
  ASSERT_EQ(submitted.status, 200) << submitted.body;
  EXPECT_EQ(Parsed(submitted)["round"], 2);
  EXPECT_EQ(Parsed(submitted)["contentHash"], draft["contentHash"]);
  const auto opened = json::Value::parse(requests->AwaitEvent("step:1:2:1:1").value);
  EXPECT_EQ(opened["contentHash"], draft["contentHash"]);
  EXPECT_EQ(notifications->AwaitEvent("n:step:1:2:1:1:7").key, "7");
  EXPECT_EQ(Get(*daemon, "/approvals/pending/7").size(), 1U);
  EXPECT_EQ(Get(*daemon, "/approvals/pending/5").size(), 0U);

  auto decision = Decision(DocumentOf(*daemon, request), 1, true);
  decision["round"] = 2;
  decision["n"] = 2;
  decision["decisionId"] = "decision:2";
  Send(decision);
  EXPECT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
}

TEST_F(RequestDrafts, WhatWasReadMayBeSentBackAsAWhole) {
  const auto daemon = LaunchReady();
  const auto request = Recalled(*daemon);
  auto body = DocumentOf(*daemon, request);
  body["content"] = "서버 3대";
  ASSERT_EQ(Edit(*daemon, request, body).status, 200);
  EXPECT_EQ(DocumentOf(*daemon, request)["content"], "서버 3대");
  body["createdAt"] = "2020-01-01T00:00:00.000Z";
  const auto refused = Edit(*daemon, request, body);
  ExpectProblem(refused, 400, "invalid-body");
}

TEST_F(RequestDrafts, OnlyTheDrafterDoesAnyOfIt) {
  const auto daemon = LaunchReady();
  const auto request = Recalled(*daemon);
  const auto before = DocumentOf(*daemon, request);
  // An approver of the line, somebody else, somebody who does not work here.
  for (const auto person : {5, 20, 77}) {
    for (const auto& answer : AllVerbs(*daemon, request, person)) {
      ExpectProblem(answer, 403, "not-the-drafter");
    }
  }
  for (const auto& answer : AllVerbs(*daemon, 9'999, 3)) {
    ExpectProblem(answer, 404, "document-not-found");
  }
  EXPECT_EQ(DocumentOf(*daemon, request), before);
}

TEST_F(RequestDrafts, OnlyTheVersionThatWasSeenIsChanged) {
  const auto daemon = LaunchReady();
  const auto request = Recalled(*daemon);
  const auto before = DocumentOf(*daemon, request);
  const json::Value body{{"requesterId", 3}, {"title", "새 제목"}};
  ExpectProblem(Edit(*daemon, request, body, {{"If-Match", "\"1\""}}), 412, "version-mismatch");
  ExpectProblem(SubmitAgain(*daemon, request, 3, {{"If-Match", "\"9\""}}), 412, "version-mismatch");
  ExpectProblem(Delete(*daemon, request, 3, {{"If-Match", "\"1\""}}), 412, "version-mismatch");
  ExpectProblem(Edit(*daemon, request, body, {{"If-Match", "2"}}), 400, "invalid-header");
  EXPECT_EQ(DocumentOf(*daemon, request), before);

  const HttpHeaders seen{{"If-Match", "\"2\""}, {"Idempotency-Key", "k"}};
  const auto edited = Edit(*daemon, request, body, seen);
  ASSERT_EQ(edited.status, 200) << edited.body;
  const auto again = Edit(*daemon, request, body, seen);
  EXPECT_EQ(again.status, 200) << "a repeat is answered as the first time: " << again.body;
  ExpectReplayed(again, true);
  EXPECT_EQ(again.body, edited.body);
  EXPECT_EQ(SubmitAgain(*daemon, request, 3, {{"If-Match", "\"3\""}}).status, 200);
}

TEST_F(RequestDrafts, ARepeatWithItsKeyChangesNothingMore) {
  const auto daemon = LaunchReady();
  const auto request = Recalled(*daemon);
  const json::Value body{{"requesterId", 3}, {"title", "새 제목"}};
  const HttpHeaders key{{"Idempotency-Key", "k"}};
  const auto edited = Edit(*daemon, request, body, key);
  ASSERT_EQ(edited.status, 200) << edited.body;
  ExpectReplayed(edited, false);
  ExpectReplayed(Edit(*daemon, request, body, key), true);
  EXPECT_EQ(DocumentOf(*daemon, request)["version"], 3);
  ExpectProblem(Edit(*daemon, request, {{"requesterId", 3}, {"title", "또 다른"}}, key), 422,
                "idempotency-key-reused");
  EXPECT_EQ(DocumentOf(*daemon, request)["title"], "새 제목");

  // The same key of another verb is another key.
  const auto submitted = SubmitAgain(*daemon, request, 3, key);
  ASSERT_EQ(submitted.status, 200) << submitted.body;
  ExpectReplayed(submitted, false);
  const auto again = SubmitAgain(*daemon, request, 3, key);
  EXPECT_EQ(again.status, 200);
  ExpectReplayed(again, true);
  EXPECT_EQ(again.body, submitted.body);
  const auto now = DocumentOf(*daemon, request);
  EXPECT_EQ(now["round"], 2);
  EXPECT_EQ(now["version"], 4);
}

TEST_F(RequestDrafts, WhatIsDecidedOnOrHasEndedStaysAsItIs) {
  const auto daemon = LaunchReady();
  const auto open = Submit(*daemon, {5});
  const auto rejected = Submit(*daemon, {5});
  const auto approved = Submit(*daemon, {5});
  Send(Decision(DocumentOf(*daemon, rejected), 1, false));
  Send(Decision(DocumentOf(*daemon, approved), 1, true));
  ASSERT_TRUE(Becomes(*daemon, rejected, "finalStatus", "rejected"));
  ASSERT_TRUE(Becomes(*daemon, approved, "finalStatus", "approved"));
  for (const auto request : {open, rejected, approved}) {
    const auto before = DocumentOf(*daemon, request);
    for (const auto& answer : AllVerbs(*daemon, request, 3)) {
      ExpectProblem(answer, 409, "document-not-draft");
    }
    EXPECT_EQ(DocumentOf(*daemon, request), before);
  }
  const auto recalled = Recalled(*daemon);
  ExpectProblem(Delete(*daemon, recalled, 3), 409, "document-kept");
  EXPECT_EQ(DocumentOf(*daemon, recalled)["finalStatus"], "recalled");
}

TEST_F(RequestDrafts, BadInputIsNamedAndChangesNothing) {
  const auto daemon = LaunchReady();
  const auto request = Recalled(*daemon);
  const auto before = DocumentOf(*daemon, request);
  const auto refused = [&](const json::Value& changes, const std::string& pointer) {
    json::Value body{{"requesterId", 3}};
    body.update(changes);
    const auto answer = Edit(*daemon, request, body);
    EXPECT_EQ(answer.status, 400) << body << answer.body;
    EXPECT_EQ(Parsed(answer)["errors"][0]["pointer"], pointer) << body << answer.body;
  };
  refused({{"requesterId", "3"}}, "/requesterId");
  refused({{"requesterId", 0}}, "/requesterId");
  refused({{"title", ""}}, "/title");
  refused({{"title", "\u3000"}}, "/title");
  refused({{"title", 5}}, "/title");
  refused({{"title", std::string(201, 'x')}}, "/title");
  refused({{"content", json::Value::array()}}, "/content");
  refused({{"leaveDays", 1}}, "/leaveDays");
  refused({{"leaveDays", "1"}}, "/leaveDays");
  refused({{"type", "ANNUAL_LEAVE"}}, "/type");
  refused({{"finalStatus", "approved"}}, "/finalStatus");
  refused({{"nobody", 1}}, "/nobody");
  refused({{"steps", json::Value::array()}}, "/steps");
  refused({{"steps", {{{"step", 2}, {"approverId", 5}}}}}, "/steps");
  refused({{"steps", {{{"step", 1}, {"approverId", 3}}}}}, "/steps/0/approverId");
  refused({{"steps", {{{"step", 1}, {"approverId", 77}}}}}, "/steps/0/approverId");

  const auto url = daemon->Url(Path(request));
  ExpectProblem(support::Send("PUT", url, "{"), 400, "malformed-json");
  ExpectProblem(support::Send("PUT", url, R"({"title":"x"})"), 400, "invalid-body");
  ExpectProblem(support::Send("PUT", url + "?x=1", R"({"requesterId":3})"), 400, "invalid-query");
  ExpectProblem(Edit(*daemon, request, {{"requesterId", 3}}, {{"Idempotency-Key", ""}}), 400,
                "invalid-header");
  ExpectProblem(support::Send("PUT", url, "title=x", {{"Content-Type", "text/plain"}}), 415,
                "unsupported-media-type");
  ExpectProblem(support::Send("POST", url + "/submit", R"({"requesterId":3,"title":"x"})"), 400,
                "invalid-body");
  ExpectProblem(support::Send("POST", url + "/submit", "{}"), 400, "invalid-body");
  ExpectProblem(support::Send("DELETE", url), 400, "invalid-query");
  ExpectProblem(support::Send("DELETE", url + "?requesterId=x"), 400, "invalid-query");
  ExpectProblem(support::Send("DELETE", url + "?requesterId=3&requesterId=3"), 400,
                "invalid-query");
  EXPECT_EQ(DocumentOf(*daemon, request), before);
}

TEST_F(RequestDrafts, ADaemonKilledBeforeItAnswersHasMadeTheChangeOnce) {
  const json::Value body{{"requesterId", 3}, {"title", "새 제목"}};
  const HttpHeaders key{{"Idempotency-Key", "k"}};
  std::int64_t request = 0;
  {
    const auto daemon = LaunchFaulty("draft.changed");
    request = Recalled(*daemon);
    EXPECT_THROW(Edit(*daemon, request, body, key), std::runtime_error) << "it dies";
  }
  {
    const auto daemon = LaunchFaulty("draft.changed");
    const auto edited = Edit(*daemon, request, body, key);
    EXPECT_EQ(edited.status, 200) << edited.body;
    ExpectReplayed(edited, true);
    EXPECT_THROW(SubmitAgain(*daemon, request, 3, key), std::runtime_error) << "it dies";
  }
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto submitted = SubmitAgain(*daemon, request, 3, key);
  EXPECT_EQ(submitted.status, 200) << submitted.body;
  ExpectReplayed(submitted, true);
  const auto now = DocumentOf(*daemon, request);
  EXPECT_EQ(now["version"], 4);
  EXPECT_EQ(now["round"], 2);
  EXPECT_EQ(now["finalStatus"], "in_progress");
  // What a crash left in the outbox is said all the same.
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("step:1:2:1:1").value)["round"], 2);
}

// Person 1 drafts and has 15 days; 2 and then 3 decide.
class RefusedLeave : public LeaveDaemons {
 protected:
  static std::int64_t Refused(const support::Daemon& daemon, double days = 20) {
    const auto refused = Post(daemon, LeaveBody(days));
    ExpectProblem(refused, 409, "leave-insufficient");
    return IdOf(refused);
  }
  static json::Value Days(double days) { return {{"requesterId", 1}, {"leaveDays", days}}; }
};

TEST_F(RefusedLeave, IsMendedSubmittedAsItsNextRoundAndTaken) {
  const auto daemon = LaunchWithEmployee();
  const auto requests = Read("approval-requests");
  const auto request = Refused(*daemon);
  const auto edited = Edit(*daemon, request, Days(2));
  ASSERT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(Parsed(edited)["leaveDays"], 2.0);
  EXPECT_EQ(Parsed(edited)["finalStatus"], "draft");
  const auto submitted = SubmitAgain(*daemon, request, 1);
  ASSERT_EQ(submitted.status, 200) << submitted.body;
  EXPECT_EQ(Parsed(submitted)["round"], 2);
  const auto document = DocumentOf(*daemon, request);
  EXPECT_EQ(document["finalStatus"], "in_progress");
  EXPECT_FALSE(document.contains("refusal"));
  EXPECT_TRUE(BalanceBecomes(0, 2));
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("step:1:2:1:1").value)["leaveDays"], 2.0);
  for (const auto n : {1, 2}) {
    auto decision = Decision(DocumentOf(*daemon, request), n, true);
    decision["round"] = 2;
    Send(decision);
  }
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
  EXPECT_TRUE(BalanceBecomes(2, 0));
}

TEST_F(RefusedLeave, ThatStillDoesNotFitIsRefusedAgainAndStaysADraft) {
  const auto daemon = LaunchWithEmployee();
  const auto request = Refused(*daemon);
  ASSERT_EQ(Edit(*daemon, request, Days(16)).status, 200);
  const HttpHeaders key{{"Idempotency-Key", "k"}};
  const auto refused = SubmitAgain(*daemon, request, 1, key);
  ExpectProblem(refused, 409, "leave-insufficient");
  EXPECT_EQ(Parsed(refused)["requestedDays"], 16.0);
  EXPECT_EQ(Parsed(refused)["availableDays"], 15.0);
  const auto again = SubmitAgain(*daemon, request, 1, key);
  ExpectProblem(again, 409, "leave-insufficient");
  ExpectReplayed(again, true);
  const auto draft = DocumentOf(*daemon, request);
  EXPECT_EQ(draft["finalStatus"], "draft");
  EXPECT_EQ(draft["round"], 2);
  ASSERT_EQ(Edit(*daemon, request, Days(15)).status, 200);
  const auto submitted = SubmitAgain(*daemon, request, 1);
  ASSERT_EQ(submitted.status, 200) << submitted.body;
  EXPECT_EQ(Parsed(submitted)["round"], 3);
  EXPECT_TRUE(BalanceBecomes(0, 15));
}

TEST_F(RefusedLeave, ThatIsDeletedIsGoneForEverybody) {
  const auto daemon = LaunchWithEmployee();
  const auto request = Refused(*daemon);
  const HttpHeaders key{{"Idempotency-Key", "k"}};
  ExpectProblem(Delete(*daemon, request, 2), 403, "not-the-drafter");
  const auto deleted = Delete(*daemon, request, 1, key);
  EXPECT_EQ(deleted.status, 204) << deleted.body;
  const auto again = Delete(*daemon, request, 1, key);
  EXPECT_EQ(again.status, 204) << again.body;
  ExpectReplayed(again, true);
  ExpectProblem(support::Send("GET", daemon->Url(Path(request))), 404, "document-not-found");
  ExpectProblem(Delete(*daemon, request, 1), 404, "document-not-found");
  ExpectProblem(Delete(*daemon, request, 2), 404, "document-not-found");
  ExpectProblem(Edit(*daemon, request, Days(1)), 404, "document-not-found");
  ExpectProblem(SubmitAgain(*daemon, request, 1), 404, "document-not-found");
  EXPECT_EQ(Get(*daemon, "/approvals").size(), 0U);
  EXPECT_EQ(Get(*daemon, "/approvals?requesterId=1").size(), 0U);
  EXPECT_EQ(Get(*daemon, "/approvals?finalStatus=draft").size(), 0U);
  EXPECT_TRUE(BalanceBecomes(0, 0));
}

}  // namespace
}  // namespace erp::approval_request
