// What approval-processing is told of a document goes through its event, its hash in Redis and its
// queue. A member more of these values does not compile here, and a field that is stored is either
// forgotten when the round closes or named below as kept.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "approval-processing/api/events.h"
#include "approval-processing/api/json.h"
#include "approval-processing/store/task_fields.h"
#include "contracts/approval_events.h"
#include "json/json.h"
#include "support/document_texts.h"

namespace erp::approval_processing {
namespace {

using Fields = std::map<std::string, std::string>;

// No member has its default.
contracts::StepOpened Whole() {
  return {.document = RequestId(41),
          .key = {2, 2, 3},
          .order = 9,
          .result_base = 4,
          .version = 7,
          .last_step = true,
          .reason_required = true,
          .recallable = true,
          .approvers = {{EmployeeId(9), "박지훈", "부장", "개발팀"}},
          .requester = EmployeeId(3),
          .requester_name = "김민수",
          .form = "annual-leave",
          .texts = erp::test::FilledTexts(),
          .leave_minutes = 720,
          .content_hash = std::string(64, 'a'),
          .steps = {{1, EmployeeId(5), "approved"}, {2, EmployeeId(9), "pending"}},
          .created_at = Instant(std::chrono::milliseconds(1000)),
          .opened_at = Instant(std::chrono::milliseconds(2000)),
          .missing_result = 6};
}

TEST(TaskMembers, TheEventIsReadWholeAsItWasWritten) {
  const auto [document, key, order, base, version, last, reason, recallable, approvers, requester,
              requester_name, form, texts, leave, hash, steps, created, opened, missing] = Whole();
  const auto [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = contracts::StepOpened{};
  EXPECT_TRUE(document != a && !(key == b) && order != c && base != d && version != e &&
              last != f && reason != g && recallable != h && approvers != i && requester != j &&
              requester_name != k && form != l && texts != m && leave != n && hash != o &&
              steps != p && created != q && opened != r && missing != s);
  EXPECT_EQ(contracts::DecodeStepOpened(contracts::Encode(Whole())).value(), Whole());
}

OpenedStep Opened() { return DecodeStepOpened(contracts::Encode(Whole())).value(); }

TEST(TaskMembers, TheStepHasAllOfItButTheLeaveWhichItsFieldsSay) {
  const auto [document, key, order, base, version, last, reason, recallable, approvers, requester,
              requester_name, form, texts, hash, steps, created, opened, missing] = Opened();
  const auto whole = Whole();
  EXPECT_EQ(document, whole.document);
  EXPECT_EQ(key, (StepKey{whole.key.round, whole.key.step, whole.key.attempt}));
  EXPECT_EQ(order, whole.order);
  EXPECT_EQ(base, whole.result_base);
  EXPECT_EQ(version, whole.version);
  EXPECT_TRUE(last && reason && recallable);
  EXPECT_EQ(approvers, std::vector{whole.approvers[0].id});
  EXPECT_EQ(requester, whole.requester);
  EXPECT_EQ(requester_name, whole.requester_name);
  EXPECT_EQ(form, whole.form);
  EXPECT_EQ(texts, whole.texts);
  EXPECT_EQ(hash, whole.content_hash);
  EXPECT_EQ(steps.size(), 2U);
  EXPECT_EQ(created, whole.created_at);
  EXPECT_EQ(opened, whole.opened_at);
  EXPECT_EQ(missing, whole.missing_result);
}

// The hash as open.lua leaves it: what it is told by position, then ViewFields.
Fields Stored(const OpenedStep& opened) {
  Fields stored{{"id", opened.document.str()},
                {"round", std::to_string(opened.key.round)},
                {"step", std::to_string(opened.key.step)},
                {"attempt", std::to_string(opened.key.attempt)},
                {"created", std::to_string(opened.created_at.time_since_epoch().count())}};
  if (opened.version) stored["version"] = std::to_string(*opened.version);
  const auto view = ViewFields(opened);
  for (std::size_t i = 0; i < view.size(); i += 2) stored[view[i]] = view[i + 1];
  return stored;
}

Task Listed(const Fields& stored) {
  redis::Reply values{.kind = redis::Reply::Kind::kArray, .text = {}, .elements = {}};
  for (const auto& name : ListedFields()) {
    const auto found = stored.find(name);
    values.elements.push_back(
        found == stored.end()
            ? redis::Reply{.kind = redis::Reply::Kind::kNil, .text = {}, .elements = {}}
            : redis::Reply{
                  .kind = redis::Reply::Kind::kText, .text = found->second, .elements = {}});
  }
  return ReadTask(values);
}

TEST(TaskMembers, TheQueueShowsTheStepAsItWasOpened) {
  const auto opened = Opened();
  const auto [document, key, version, last, reason, requester, requester_name, form, texts, steps,
              created, opened_at] = Listed(Stored(opened));
  EXPECT_EQ(document, opened.document);
  EXPECT_EQ(key, opened.key);
  EXPECT_EQ(version, opened.version);
  EXPECT_TRUE(last && reason);
  EXPECT_EQ(requester, opened.requester);
  EXPECT_EQ(requester_name, opened.requester_name);
  EXPECT_EQ(form, opened.form);
  EXPECT_EQ(texts, opened.texts);
  EXPECT_EQ(steps, opened.steps);
  EXPECT_EQ(created, opened.created_at);
  EXPECT_EQ(opened_at, opened.opened_at);
  const auto shown = json::Value::parse(PrintTasks({.tasks = {Listed(Stored(opened))}}).json)[0];
  for (const auto* name :
       {"requestId", "round", "step", "attempt", "version", "lastStep", "reasonRequired",
        "requesterId", "requesterName", "form", "type", "steps", "createdAt", "openedAt"}) {
    EXPECT_TRUE(shown.contains(name)) << name;
  }
  for (const auto& text : kDocumentTexts) EXPECT_TRUE(shown.contains(std::string(text.name)));
  EXPECT_EQ(shown.size(), 14U + kDocumentTexts.size());
  EXPECT_EQ(shown["fields"], json::Value::parse(opened.texts.fields));
}

TEST(TaskMembers, WhatAReleaseBeforeHasStoredAndSentIsRead) {
  auto stored = Stored(Opened());
  for (const auto& text : kDocumentTexts) {
    if (!text.required) stored.erase(std::string(text.name));
  }
  stored.erase("version");
  const auto task = Listed(stored);
  EXPECT_EQ(task.texts.fields, "{}");
  EXPECT_EQ(task.form, "annual-leave") << "of its type";
  EXPECT_FALSE(task.version);
  auto event = json::Value::parse(contracts::Encode(Whole()));
  for (const auto& text : kDocumentTexts) {
    if (!text.required) event.erase(std::string(text.name));
  }
  for (const auto* member : {"form", "version", "recallable", "missingResult"}) {
    EXPECT_EQ(event.erase(member), 1U) << member;
  }
  const auto opened = DecodeStepOpened(json::Dump(event)).value();
  EXPECT_EQ(opened.form, "annual-leave");
  EXPECT_EQ(opened.texts.fields, "{}");
}

// The tombstone of a closed round, for what comes late.
TEST(TaskMembers, WhatIsStoredIsForgottenWhenTheRoundClosesOrKeptOnPurpose) {
  const std::set<std::string> kept{
      "id",      "round", "step",      "attempt",
      "created", "line",  "requester", "aside"};  // the last is taken off by close.lua itself
  const auto& forgotten = ForgottenFields();
  for (const auto& [name, value] : Stored(Opened())) {
    const auto times = std::count(forgotten.begin(), forgotten.end(), name);
    EXPECT_EQ(times, kept.contains(name) ? 0 : 1) << name;
  }
}

}  // namespace
}  // namespace erp::approval_processing
