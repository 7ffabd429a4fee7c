// Who may do what with a document: each cell of the table, and that what answers say beforehand is
// what the verbs then answer.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/api/document_json.h"
#include "approval-request/domain/handover.h"
#include "approval-request/domain/rights.h"
#include "approval-request/store/document_bson.h"
#include "json/json.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;

constexpr const char* kTomorrow = "2026-12-01";

// Person 3 drafts, 5, 9 and 7 stand on the line. 6 is nobody to them.
const Viewer kDrafter{.person = EmployeeId(3)};
const Viewer kFirst{.person = EmployeeId(5)};
const Viewer kSecond{.person = EmployeeId(9)};
const Viewer kOutsider{.person = EmployeeId(6)};
const Viewer kHumanResources{.person = EmployeeId(90), .human_resources = true};
const Viewer kAuditor{.person = EmployeeId(91), .auditor = true};
const Viewer kAdministrator{
    .person = EmployeeId(92), .human_resources = true, .auditor = true, .trusted = true};
const Viewer kService{.trusted = true};
const Viewer kNobody{};

std::vector<std::pair<std::string, Viewer>> Everybody() {
  return {{"drafter", kDrafter},     {"first", kFirst},       {"second", kSecond},
          {"outsider", kOutsider},   {"hr", kHumanResources}, {"auditor", kAuditor},
          {"admin", kAdministrator}, {"service", kService},   {"nobody", kNobody}};
}

std::string WhoSees(const Document& document) {
  std::string all;
  for (const auto& [name, viewer] : Everybody()) {
    if (MayView(viewer, document)) all += (all.empty() ? "" : " ") + name;
  }
  return all;
}

Document General(DocumentState state) {
  auto document = test::ThreeStepSubmission().document;
  document.state = state;
  return document;
}

Document Leave(DocumentState state) {
  auto document = test::LeaveSubmission().document;
  document.state = state;
  return document;
}

constexpr std::array kAllButDraft{DocumentState::kSubmitting, DocumentState::kInProgress,
                                  DocumentState::kApproved,   DocumentState::kRejected,
                                  DocumentState::kReturned,   DocumentState::kRecalled,
                                  DocumentState::kCanceled};

TEST(MayView, EveryCell) {
  for (const auto state : kAllButDraft) {
    EXPECT_EQ(WhoSees(General(state)), "drafter first second auditor admin service");
    EXPECT_EQ(WhoSees(Leave(state)), "drafter first second hr auditor admin service");
    auto correction = General(state);
    correction.attendance = "{}";
    EXPECT_EQ(WhoSees(correction), "drafter first second hr auditor admin service");
  }
  EXPECT_EQ(WhoSees(General(DocumentState::kDraft)), "drafter admin service");
  EXPECT_EQ(WhoSees(Leave(DocumentState::kDraft)), "drafter admin service");
  auto deleted = General(DocumentState::kCanceled);
  deleted.deleted_at = At(1);
  EXPECT_EQ(WhoSees(deleted), "");
}

TEST(MayView, WhoWasOnTheLineStaysOnIt) {
  auto document = General(DocumentState::kInProgress);
  auto& steps = document.rounds[0].steps;
  steps[1] = HandedOver(steps[1], test::Snapshot(6), 2, At(2), "");
  EXPECT_EQ(WhoSees(document), "drafter first second outsider auditor admin service");
  document.rounds.push_back(document.rounds[0]);
  document.rounds[1].steps.resize(1);
  EXPECT_EQ(WhoSees(document), "drafter first second outsider auditor admin service");
}

TEST(MayView, WhoStandsOnTheNextLineOnlySeesWhatIsSubmitted) {
  auto document = General(DocumentState::kRecalled);
  document.next_line = {test::Snapshot(6)};
  EXPECT_FALSE(MayView(kOutsider, document));
}

TEST(Participants, AreTheDrafterAndEverybodyWhomALineNamed) {
  auto document = General(DocumentState::kInProgress);
  auto& steps = document.rounds[0].steps;
  steps[1] = HandedOver(steps[1], test::Snapshot(6), 2, At(2), "");
  steps[1] = HandedOver(steps[1], test::Snapshot(5), 3, At(3), "");
  EXPECT_EQ(ParticipantsOf(document), (std::vector{EmployeeId(3), EmployeeId(5), EmployeeId(6),
                                                   EmployeeId(7), EmployeeId(9)}));
}

std::string Slug(const Result<void>& result) { return result ? "" : result.error().slug; }

TEST(CheckRight, AsksFirstWhetherTheDocumentIsThereAndThenForTheRight) {
  const auto document = Leave(DocumentState::kApproved);
  for (const auto verb : {Verb::kEdit, Verb::kSubmit, Verb::kDelete, Verb::kRecall}) {
    EXPECT_EQ(Slug(CheckRight(verb, kDrafter, document)), "") << Word(verb);
    EXPECT_EQ(Slug(CheckRight(verb, kFirst, document)), "not-the-drafter") << Word(verb);
    EXPECT_EQ(Slug(CheckRight(verb, kAdministrator, document)), "not-the-drafter") << Word(verb);
    EXPECT_EQ(Slug(CheckRight(verb, kService, document)), "not-the-drafter") << Word(verb);
    EXPECT_EQ(Slug(CheckRight(verb, kOutsider, document)), "document-not-found") << Word(verb);
  }
  EXPECT_EQ(Slug(CheckRight(Verb::kDecide, kFirst, document)), "");
  EXPECT_EQ(Slug(CheckRight(Verb::kDecide, kDrafter, document)), "not-the-drafter");
  EXPECT_EQ(Slug(CheckRight(Verb::kCancelLeave, kHumanResources, document)), "");
}

std::string WhatIsAllowed(const Viewer& viewer,
                          const Document& document,
                          const std::string& tomorrow = kTomorrow) {
  std::string all;
  for (const auto& [verb, yes] : AllowedTo(viewer, document, tomorrow)) {
    if (yes) all.append(all.empty() ? "" : " ").append(Word(verb));
  }
  return all;
}

TEST(AllowedTo, EveryVerbIsNamedButToView) {
  const auto allowed = AllowedTo(kOutsider, General(DocumentState::kInProgress), kTomorrow);
  EXPECT_EQ(allowed.size(), 6U);
  for (const auto& [verb, yes] : allowed) EXPECT_FALSE(yes) << Word(verb);
  EXPECT_FALSE(allowed.contains(Verb::kView));
}

TEST(AllowedTo, ADocumentUnderWayIsRecalledByItsDrafterAndDecidedByWhoseTurnItIs) {
  const auto document = General(DocumentState::kInProgress);
  EXPECT_EQ(WhatIsAllowed(kDrafter, document), "recall");
  EXPECT_EQ(WhatIsAllowed(kFirst, document), "decide");
  for (const auto& viewer : {kSecond, kOutsider, kAuditor, kAdministrator, kService, kNobody}) {
    EXPECT_EQ(WhatIsAllowed(viewer, document), "");
  }
  const auto next =
      After(document, *ApplyResult(document, test::NextDecision(document, true), At(2)));
  EXPECT_EQ(WhatIsAllowed(kDrafter, next), "");
  EXPECT_EQ(WhatIsAllowed(kFirst, next), "");
  EXPECT_EQ(WhatIsAllowed(kSecond, next), "decide");
}

TEST(AllowedTo, NobodyDecidesOnWhatTheyHaveDrafted) {
  auto document = General(DocumentState::kInProgress);
  document.rounds[0].steps[0].approver = document.requester;
  EXPECT_EQ(WhatIsAllowed(kDrafter, document), "recall");
}

TEST(AllowedTo, ADraftIsItsDraftersAndNobodyElses) {
  auto draft = Leave(DocumentState::kDraft);
  draft.rounds[0].refusal = LeaveRefusal{.code = "leave-insufficient"};
  EXPECT_EQ(WhatIsAllowed(kDrafter, draft), "edit submit delete");
  draft.version = kMaxChanges;
  EXPECT_EQ(WhatIsAllowed(kDrafter, draft), "submit delete");
  draft.rounds[0].number = kMaxRounds;
  EXPECT_EQ(WhatIsAllowed(kDrafter, draft), "delete");
  draft.rounds[0].refusal.reset();
  EXPECT_EQ(WhatIsAllowed(kDrafter, draft), "") << "it was under way once";
  EXPECT_EQ(WhatIsAllowed(kFirst, draft), "");
}

TEST(AllowedTo, LeaveIsCanceledBeforeItBeginsOrByHumanResources) {
  auto document = Leave(DocumentState::kApproved);
  document.leave_dates = "2026-12-01:0-480;2026-12-02:0-480";
  EXPECT_EQ(WhatIsAllowed(kDrafter, document), "cancelLeave");
  EXPECT_EQ(WhatIsAllowed(kHumanResources, document), "cancelLeave");
  EXPECT_EQ(WhatIsAllowed(kDrafter, document, "2026-12-02"), "");
  EXPECT_EQ(WhatIsAllowed(kHumanResources, document, "2026-12-02"), "cancelLeave");
  EXPECT_EQ(WhatIsAllowed(kAuditor, document), "");
  EXPECT_EQ(WhatIsAllowed(kFirst, document), "");
  const Viewer unnamed{.human_resources = true};
  EXPECT_EQ(WhatIsAllowed(unnamed, document), "");
  document.requester.id = *kHumanResources.person;
  EXPECT_EQ(WhatIsAllowed(kHumanResources, document, "2026-12-02"), "") << "their own has begun";
}

// What a store that looks by a scope finds.
bool Finds(const Scope& scope, const Document& document) {
  if (scope.everything) return true;
  const bool draft = document.state == DocumentState::kDraft;
  if (draft && document.requester.id != scope.person) return false;
  const auto all = ParticipantsOf(document);
  const bool theirs = scope.person && std::count(all.begin(), all.end(), *scope.person) > 0;
  const bool leave = TakesLeave(document) || !document.attendance.empty();
  return theirs || scope.submitted || (scope.leave_or_attendance && leave);
}

TEST(Scope, FindsExactlyWhatIsThere) {
  for (const auto& [name, viewer] : Everybody()) {
    const auto scope = ScopeOf(viewer);
    for (const auto state : kAllButDraft) {
      EXPECT_EQ(Finds(scope, General(state)), MayView(viewer, General(state))) << name;
      EXPECT_EQ(Finds(scope, Leave(state)), MayView(viewer, Leave(state))) << name;
    }
    const auto draft = Leave(DocumentState::kDraft);
    EXPECT_EQ(Finds(scope, draft), MayView(viewer, draft)) << name;
  }
}

// --- with the use cases -----------------------------------------------------------------------

struct RightsTest : test::AppTest {
  Document& Stored() { return documents.stored.at(RequestId(1)); }
  void Submitted(const Draft& draft = test::ThreeStepDraft()) {
    ASSERT_TRUE(app.submit.Run(draft, std::nullopt));
  }
  std::string Got(const Viewer& viewer, std::int64_t id = 1) {
    const auto got = app.read.Get(RequestId(id), viewer);
    return got ? "" : got.error().slug;
  }
  // Whether a verb is refused for what somebody is to the document, or for its state.
  bool Refused(const Error& error) {
    return error.code == ErrorCode::kForbidden || error.code == ErrorCode::kNotFound ||
           error.code == ErrorCode::kConflict;
  }
  // What the verb answers, on a copy: the document is afterwards as it was.
  bool Answers(Verb verb, const Viewer& viewer) {
    const Document before = Stored();
    const bool done = Try(verb, viewer);
    Stored() = before;
    return done;
  }
  template <typename T>
  bool IsDone(const Result<T>& result) {
    return result || !Refused(result.error());
  }
  bool Try(Verb verb, const Viewer& viewer) {
    const RequestId id(1);
    switch (verb) {
      case Verb::kEdit:
        return IsDone(app.drafts.Edit({.document = id, .viewer = viewer},
                                      {.texts = {{"title", "다른 제목"}}}));
      case Verb::kSubmit:
        return IsDone(app.drafts.Submit({.document = id, .viewer = viewer}));
      case Verb::kDelete:
        return IsDone(app.drafts.Delete({.document = id, .viewer = viewer}));
      case Verb::kCancelLeave:
        return IsDone(app.cancel_leave.Run({.document = id, .viewer = viewer}));
      default:
        return false;
    }
  }
  void ExpectFlagsToBeWhatVerbsAnswer(const std::string& state) {
    for (const auto& [name, viewer] : Everybody()) {
      if (!viewer.person) continue;
      const auto can = app.rights.Of(viewer, Stored());
      ASSERT_TRUE(can);
      for (const auto verb : {Verb::kEdit, Verb::kSubmit, Verb::kDelete, Verb::kCancelLeave}) {
        EXPECT_EQ(can->at(verb), Answers(verb, viewer))
            << state << " " << name << " " << Word(verb);
      }
    }
  }
};

TEST_F(RightsTest, FlagsAreWhatTheVerbsAnswerInEveryState) {
  clock.now = ParseInstant("2026-11-20T12:00:00Z").value();
  leave.answer = test::Insufficient();
  Submitted(test::LeaveDraft());
  leave.answer = {.applied = true};
  ExpectFlagsToBeWhatVerbsAnswer("draft");
  ASSERT_TRUE(app.drafts.Submit({.document = RequestId(1), .viewer = kDrafter}));
  ExpectFlagsToBeWhatVerbsAnswer("under way");
  const Document under_way = Stored();
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored())));
  ExpectFlagsToBeWhatVerbsAnswer("recalled");
  Stored() = under_way;
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), false, "사유")));
  ExpectFlagsToBeWhatVerbsAnswer("rejected");
  Stored() = under_way;
  for (int step = 0; step < 2; ++step) {
    ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  }
  ASSERT_EQ(Stored().state, DocumentState::kApproved);
  ExpectFlagsToBeWhatVerbsAnswer("approved");
  Stored().leave_dates = "2026-11-25:0-480;2026-11-26:0-480";
  ExpectFlagsToBeWhatVerbsAnswer("approved, to come");
  ASSERT_TRUE(app.cancel_leave.Run({.document = RequestId(1), .viewer = kDrafter}));
  ExpectFlagsToBeWhatVerbsAnswer("canceled");
}

TEST_F(RightsTest, TomorrowIsTheCompanys) {
  clock.now = ParseInstant("2026-11-20T23:59:00Z").value();
  Submitted(test::LeaveDraft());
  Stored().state = DocumentState::kApproved;
  Stored().leave_dates = "2026-11-21:0-480";
  EXPECT_TRUE(app.rights.Of(kDrafter, Stored())->at(Verb::kCancelLeave));
  clock.now = ParseInstant("2026-11-21T00:00:00Z").value();
  EXPECT_FALSE(app.rights.Of(kDrafter, Stored())->at(Verb::kCancelLeave));
  EXPECT_FALSE(app.rights.Of(kService, Stored())) << "nobody is named";
}

TEST_F(RightsTest, WhatIsNotThereForSomebodyIsAnsweredLikeWhatDoesNotExist) {
  Submitted();
  EXPECT_EQ(Got(kFirst), "");
  EXPECT_EQ(Got(kOutsider), "document-not-found");
  EXPECT_EQ(Got(kDrafter, 77), "document-not-found");
  const int asked = step_states.asked;
  EXPECT_EQ(Got(kOutsider), "document-not-found");
  EXPECT_EQ(step_states.asked, asked) << "the arbiter is not asked";
}

TEST_F(RightsTest, ARefusedDecisionSaysNothingOfADocumentThatIsNotThere) {
  Submitted();
  const auto refusing = [this](ErrorCode code) {
    decisions.answer = [code](const DecisionCommand&) -> Result<Receipt> {
      return Error{code, "refused", "no"};
    };
  };
  const auto slug = [this](const Viewer& viewer, std::int64_t id,
                           std::optional<std::int64_t> version = std::nullopt) {
    return app.decide
        .Run({.document = RequestId(id), .approver = *viewer.person, .version = version}, viewer)
        .error()
        .slug;
  };
  for (const auto code : {ErrorCode::kInvalid, ErrorCode::kForbidden, ErrorCode::kNotFound,
                          ErrorCode::kConflict, ErrorCode::kPreconditionFailed}) {
    refusing(code);
    EXPECT_EQ(slug(kFirst, 1), "refused");
    EXPECT_EQ(slug(kOutsider, 1), "document-not-found");
    EXPECT_EQ(slug(kOutsider, 1, 7), "document-not-found");
    EXPECT_EQ(slug(kOutsider, 77), "document-not-found");
    EXPECT_EQ(slug(kOutsider, 77, 7), "document-not-found");
  }
  refusing(ErrorCode::kConflict);
  EXPECT_EQ(slug(kFirst, 1, 7), "version-mismatch");
  EXPECT_EQ(slug(kFirst, 1, 1), "refused");
  documents.find_fault = [] { throw Unavailable("mongo is away"); };
  EXPECT_THROW(slug(kFirst, 1), Unavailable);
  EXPECT_THROW(slug(kOutsider, 1), Unavailable);
}

// Remembers what it was asked for.
class AskedDocuments final : public test::FakeDocuments {
 public:
  DocumentPage List(const DocumentFilter& filter, const PageRequest&) override {
    asked = filter;
    return {};
  }
  DocumentFilter asked;
};

TEST(ListScope, IsTheViewersAndDraftsAreLookedForByTheirDrafter) {
  AskedDocuments documents;
  test::FakeStepStates step_states;
  test::PlainEncoder encoder;
  ReadDocuments read{documents, encoder, step_states};
  read.List({}, {}, kAuditor);
  EXPECT_FALSE(documents.asked.scope.everything);
  EXPECT_TRUE(documents.asked.scope.submitted);
  EXPECT_FALSE(documents.asked.scope.leave_or_attendance);
  EXPECT_EQ(documents.asked.scope.person, kAuditor.person);
  EXPECT_FALSE(documents.asked.requester);
  const DocumentFilter drafts{.state = DocumentState::kDraft};
  read.List(drafts, {}, kHumanResources);
  EXPECT_TRUE(documents.asked.scope.leave_or_attendance);
  EXPECT_EQ(documents.asked.requester, kHumanResources.person);
  read.List({.state = DocumentState::kApproved}, {}, kHumanResources);
  EXPECT_FALSE(documents.asked.requester);
  read.List({.requester = EmployeeId(3), .state = DocumentState::kDraft}, {}, kFirst);
  EXPECT_EQ(documents.asked.requester, EmployeeId(3));
  read.List(drafts, {}, kService);
  EXPECT_TRUE(documents.asked.scope.everything);
  EXPECT_FALSE(documents.asked.requester);
}

// --- as answers and in the store --------------------------------------------------------------

TEST(Can, IsPrintedByTheVerbsAndMayBeSentBack) {
  const auto document = test::ThreeStepSubmission().document;
  EXPECT_FALSE(json::Value::parse(DocumentJson(document)).contains("can"));
  const auto can = AllowedTo(kDrafter, document, kTomorrow);
  const auto printed = json::Value::parse(DocumentJson(document, {}, can));
  EXPECT_EQ(printed["can"], (json::Value{{"edit", false},
                                         {"submit", false},
                                         {"delete", false},
                                         {"recall", true},
                                         {"decide", false},
                                         {"cancelLeave", false}}));
  const auto chosen = json::Value::parse(DocumentJson(document, *ParseFields("can"), can));
  EXPECT_EQ(chosen.size(), 1U);
  auto sent = printed;
  sent["can"]["edit"] = true;
  const auto body = ParseEdit(sent.dump());
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->unchanged(document)) << "it was another moment's, or another person's";
}

TEST(ParticipantsInTheStore, AreWrittenAtTheSubmitAndJoinWithTheChangeThatNamesThem) {
  const auto submission = test::ThreeStepSubmission();
  const auto inserted = InsertOf(submission, {}, std::nullopt).DebugText();
  EXPECT_NE(inserted.find(R"("participants" : [ 3, 5, 7, 9 ])"), std::string::npos) << inserted;
  const Document& document = submission.document;
  const auto decided = ApplyResult(document, test::NextDecision(document, true), At(2));
  EXPECT_EQ(UpdateOf(*decided, {}).DebugText().find("participants"), std::string::npos);
  const auto handed = HandOverWaiting(
      document,
      [](const Step& step) {
        return step.number == 2 ? std::optional(test::Snapshot(6)) : std::nullopt;
      },
      At(2));
  const auto joined = UpdateOf(*handed, {}).DebugText();
  EXPECT_NE(joined.find(R"("$addToSet" : { "participants" : { "$each" : [ 3, 5, 7, 9, 6 ] } })"),
            std::string::npos)
      << joined;
}

TEST(ParticipantsInTheStore, WhoASecondSubmitNamesJoins) {
  const auto document =
      After(test::ThreeStepSubmission().document,
            *ApplyResult(test::ThreeStepSubmission().document,
                         test::NextRecall(test::ThreeStepSubmission().document), At(2)));
  auto draft = test::ThreeStepDraft();
  draft.line = {{1, EmployeeId(6)}};
  const auto again = SubmitAgain(document, draft, test::PeopleWith({3, 6}), At(3));
  const auto joined = UpdateOf(again, {}).DebugText();
  EXPECT_NE(joined.find(R"("$each" : [ 3, 5, 7, 9, 6 ])"), std::string::npos) << joined;
}

}  // namespace
}  // namespace erp::approval_request
